"""Any sequence of deliveries against a model that is a dict and a list of its states."""

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from qiyou.store import open_store
from qiyou.store.dump import dump
from qiyou.store.verify import verify

NORTH, SOUTH = AREAS = ("999901100", "999901101")
contents = st.one_of(st.sampled_from([0.0, 1.0, 2.5, -3.0]), st.sampled_from(["", "好", "=1"]))
figures = st.dictionaries(
    st.tuples(st.sampled_from(AREAS), st.sampled_from(["", "sex=male"]),
              st.sampled_from(["beds", "state"])), contents, max_size=6)
deliveries = st.tuples(
    st.sampled_from([(NORTH,), (SOUTH,), AREAS]), figures,
    st.sampled_from(["accepted", "accepted", "accepted", "held", "stale"]),
    st.sampled_from(["", "新开一家"]))
histories = st.lists(deliveries, min_size=1, max_size=6)


def submissions(made, history):
    for number, (areas, found, result, note) in enumerate(history):
        figures = [made.figure(content, area, item, column, note=note)
                   for (area, item, column), content in found.items() if area in areas]
        yield made.submission(made.delivery(*figures, areas=areas), data=bytes([number]),
                              day=number + 1, result=result)


def model(state, submission):
    """What a dict would hold after a submission."""
    if submission.result != "accepted":
        return state
    [delivery] = submission.deliveries
    kept = {key: value for key, value in state.items() if key[0] not in delivery.areas}
    return kept | {figure.key: figure.text if figure.value is None else figure.value
                   for figure in delivery.figures}


def current(store, made, as_of=None):
    found = store.current(made.COUNTY, made.FORM, made.PERIOD, as_of=as_of)
    return {key: stored.content for key, stored in found.items()}


def lines(store, made):
    return list(dump(store, [made.COUNTY]))


@settings(max_examples=40, deadline=None)
@given(history=histories)
def test_the_store_is_what_a_dict_would_be_at_every_step(made, history):
    states = [{}]
    with tempfile.TemporaryDirectory() as folder, open_store(folder, is_writer=True) as store:
        for submission in submissions(made, history):
            recorded = store.record(submission)
            after = model(states[-1], submission)
            assert current(store, made) == after
            assert recorded.n_removed == len(states[-1].keys() - after.keys())
            assert recorded.n_new + recorded.n_revised == sum(
                after[key] != states[-1].get(key) for key in after)
            states.append(after)
        for day, state in enumerate(states):
            as_of = f"2025-10-{day:02}" if day else "2025-09-30"
            assert current(store, made, as_of) == state


@settings(max_examples=25, deadline=None)
@given(history=histories)
def test_sending_what_stands_again_changes_no_line_of_the_dump(made, history):
    with tempfile.TemporaryDirectory() as folder:
        with open_store(folder, is_writer=True) as store:
            for submission in submissions(made, history):
                store.record(submission)
                before = lines(store, made)
                assert not store.record(submission).has_changed
                assert lines(store, made) == before
        assert verify(Path(folder)) == []
