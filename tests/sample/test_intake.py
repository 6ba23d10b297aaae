"""Intake takes the sample's files in, all but those that were planted to be held."""

import os

import pytest
from qiyou.intake.findings import is_holding
from qiyou.sample.intake import deliveries, take_all, write_journal
from qiyou.sample.returns import stories
from qiyou.store import open_store
from qiyou.store.journal import line, submission
from qiyou.store.simulated import journal_files, journals, open_simulated

COUNTY = "haiyu"
WHOLE = os.environ.get("QIYOU_ALL_SAMPLE") == "1"


def recorded():
    """Submissions of the committed journal, in order."""
    return [submission(text) for path in journals(COUNTY)
            for text in path.read_text(encoding="utf-8").splitlines()]


def told(done):
    """What a submission became, apart from what hangs on the files before it."""
    return (done.name, done.sha256, done.result, done.received, done.sender, done.deliveries,
            [(f.rule, f.sheet, f.cell, f.explanation) for f in done.findings])


@pytest.fixture(scope="module")
def taken(committed, tmp_path_factory):
    """The whole sample when asked for; otherwise what came in the last quarter.

    The files before it are played from the journal, since changes are held against the past.
    """
    data = tmp_path_factory.mktemp("data")
    start = "2022" if WHOLE else "2025-07"
    with open_store(data, is_writer=True) as store:
        for one in recorded():
            if one.received < start:
                # Their bytes are in data/sample, not in this store's archive.
                store.record(one)
    found = list(take_all(committed, data, is_wanted=lambda row: row["received"] >= start))
    return data, found


def test_the_journal_has_every_delivery_in_order(committed):
    assert [one.received for one in recorded()] == [
        row["received"] for row in deliveries(committed)]


def test_the_journal_s_files_are_the_committed_ones(committed):
    import hashlib

    by_moment = {(row["received"], row["sender"]): row["file"] for row in deliveries(committed)}
    for one in recorded():
        content = (committed / by_moment[one.received, one.sender]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == one.sha256, one.name


def test_only_the_planted_files_are_held():
    held = [one for one in recorded() if one.result == "held"]
    expected = sorted((story["form"], str(story["period"])) for story in stories()["held"])
    assert sorted((d.form, d.period) for one in held for d in one.deliveries
                  if d.form in {form for form, _ in expected}) == expected
    assert {one.result for one in recorded()} == {"accepted", "held", "stale"}
    assert sum(one.result == "stale" for one in recorded()) == len(stories()["stale"])


def test_what_is_held_is_held_for_the_planted_faults():
    for one in recorded():
        faults = {found.rule for found in one.findings if found.severity == "错误"}
        planted = {rule for story in stories()["held"] for rule in story["rules"]
                   if one.result == "held"}
        assert faults <= planted
        if one.result == "held":
            assert faults


def test_every_question_is_answered_in_the_files():
    for one in recorded():
        if one.result == "accepted":
            assert not any(map(is_holding, one.findings)), one.name


def test_files_that_were_held_came_again(committed):
    later = {row["file"].rpartition("/")[2] for row in deliveries(committed)}
    for one in recorded():
        if one.result == "held":
            stem, _, ending = one.name.rpartition(".")
            assert f"{stem}_b.{ending}" in later


def test_intake_does_what_the_journal_says(taken):
    data, found = taken
    expected = recorded()[-len(found):]
    assert found
    assert [told(one.submission) for one in found] == [told(one) for one in expected]
    with open_store(data) as store, open_simulated(COUNTY) as played:
        assert store.state(COUNTY) == played.state(COUNTY)


def test_a_journal_gives_back_what_was_written(taken, tmp_path):
    _, found = taken
    some = [one.submission for one in found]
    assert [submission(line(one)) for one in some] == some
    write_journal(some, tmp_path)
    for name, content in journal_files(some).items():
        assert (tmp_path / name).read_bytes() == content
