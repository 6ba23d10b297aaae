"""Known errors: what may be written, what it does to figures, when it must be retired."""

from pathlib import Path

import pytest
from qiyou.register import RegisterError
from qiyou.store.correcting import corrected
from qiyou.store.corrections import corrections_hash, live, read_corrections
from qiyou.store.rows import Stored

GOOD = {"id": "a1", "county": "haiyu", "form": "beds", "period": "2025Q3", "area": "999901100",
        "column": "beds", "action": "override", "value": 12, "expect": 120,
        "reason": "多写一个零", "status": "confirmed", "by": "县统计局", "date": "2025-10-20"}
KEY = ("beds", "2025Q3", "999901100", "", "beds")
SENT = Stored(120.0, None, "张", 1, 1, "2025-10-01T12:00:00+08:00", "正式", None, "", "表", "B3",
              False, "ab" * 32)


def shown(value):
    return f'"{value}"' if isinstance(value, str) else str(value)


@pytest.fixture
def read(tmp_path):
    """Read corrections that change the good one."""
    def write(*changes, name="a.yaml"):
        lines = ["corrections:"]
        for change in changes:
            fields = {k: v for k, v in {**GOOD, **change}.items() if v is not None}
            lines += [f"  {'-' if not n else ' '} {key}: {shown(value)}"
                      for n, (key, value) in enumerate(fields.items())]
        (tmp_path / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
        return read_corrections(tmp_path)

    return write


def applied(entries, stored=SENT, later=()):
    found = corrected({KEY: stored} if stored else {}, live(entries, "haiyu"),
                      lambda key: list(later))
    return found.get(KEY)


def test_the_projects_own_register_is_read():
    folder = Path(__file__).resolve().parents[2] / "data" / "corrections"
    assert len(list(folder.glob("*.yaml"))) == 1
    assert read_corrections(folder) == []


def test_the_keys_of_a_row_may_stand_in_any_order(read):
    [entry] = read({"item": "sex=male;age=young"})
    assert entry.correction.target[3] == "age=young;sex=male"


def test_a_folder_that_does_not_exist_holds_none(tmp_path):
    assert read_corrections(tmp_path / "nowhere") == []


def test_an_override_takes_the_figures_place_and_says_so(read):
    stored, name = applied(read({}))
    assert (stored.value, stored.standing, stored.note, name) == (
        12.0, "corrected", "多写一个零", "a1")
    assert (stored.vintage, stored.sha256) == (SENT.vintage, SENT.sha256)


def test_a_scale_multiplies_as_people_do(read):
    entries = read({"action": "scale", "value": None, "factor": 0.1, "expect": 12.3})
    assert applied(entries, SENT._replace(value=12.3))[0].value == 1.23


def test_a_dropped_figure_is_not_there(read):
    assert applied(read({"action": "drop", "value": None})) is None


def test_a_flag_changes_no_value_and_adds_to_the_note(read):
    entries = read({"action": "flag", "value": None})
    stored, name = applied(entries, SENT._replace(note="新开一家"))
    assert (stored.value, stored.standing, stored.note, name) == (
        120.0, "正式", "新开一家；多写一个零", "a1")


def test_a_text_may_be_overridden(read):
    entries = read({"value": "closed", "expect": "open"})
    assert applied(entries, SENT._replace(value=None, text="open"))[0].text == "closed"


@pytest.mark.parametrize("status", ["proposed", "retired"])
def test_only_confirmed_corrections_apply(read, status):
    assert applied(read({"status": status})) == (SENT, "")


def test_other_counties_are_left_alone(read):
    assert live(read({"county": "shanyu"}), "haiyu") == []


def test_a_mended_source_fails_loudly_with_what_stands_there_now(read):
    with pytest.raises(RegisterError) as error:
        applied(read({}), SENT._replace(value=12.0))
    text = str(error.value)
    for fact in ("a.yaml", "第 10 行", "corrections[0].expect", "120", "12", "retired"):
        assert fact in text


def test_a_figure_that_is_not_there_fails_loudly(read):
    with pytest.raises(RegisterError, match="a1 所指的数在库里没有"):
        applied(read({}), None)


def test_a_figure_that_comes_only_later_is_waited_for(read):
    assert applied(read({}), None, [SENT]) is None
    before = SENT._replace(value=7.0)
    assert applied(read({}), before, [SENT])[0] == before


def test_every_stale_correction_is_named_at_once(read):
    entries = read({}, {"id": "a2", "column": "places"})
    with pytest.raises(RegisterError) as error:
        corrected({}, entries, lambda key: [])
    assert [problem.key for problem in error.value.problems] == [
        "corrections[0].expect", "corrections[1].expect"]


@pytest.mark.parametrize("change", [
    {"action": "scale", "value": None, "factor": 2.0}, {"value": 5}])
def test_a_text_is_not_made_a_number(read, change):
    entries = read({"expect": "open", **change})
    with pytest.raises(RegisterError, match="类型不符"):
        applied(entries, SENT._replace(value=None, text="open"))


@pytest.mark.parametrize("change", [
    {"value": None}, {"factor": 2.0}, {"action": "drop"}, {"action": "scale"},
    {"action": "delete"}, {"status": "open"}, {"expect": None}, {"reason": ""}, {"by": None},
    {"area": "x"}, {"date": "20.10.2025"}, {"editor": "x"}])
def test_a_malformed_entry_is_refused(read, change):
    with pytest.raises(RegisterError):
        read(change)


def test_an_id_is_used_once(read):
    read({}, name="a.yaml")
    with pytest.raises(RegisterError, match=r"a1 已在 .*a\.yaml"):
        read({"column": "places"}, name="b.yaml")


def test_a_figure_has_one_correction_that_is_not_retired(read):
    read({}, {"id": "a2", "status": "retired"})
    with pytest.raises(RegisterError, match="只能有一条"):
        read({}, {"id": "a3", "status": "proposed"})


def test_the_hash_is_of_what_is_said_and_not_where(read, tmp_path):
    first = corrections_hash(read({}))
    (tmp_path / "a.yaml").unlink()
    assert corrections_hash(read({}, name="z.yaml")) == first
    assert corrections_hash(read({"value": 13}, name="z.yaml")) != first
