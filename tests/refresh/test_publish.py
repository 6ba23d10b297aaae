"""Files take their place whole; what is no longer made goes; what is not ours stays."""

import json

import pytest
from qiyou.refresh.publish import publish_run, published_runs, read_manifest, write_whole


def build(folder, *names):
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"new {name}")
    return folder


def content(folder):
    return {path.relative_to(folder).as_posix(): path.read_text()
            for path in folder.rglob("*") if path.is_file()}


def test_files_move_and_the_manifest_names_them_with_their_hashes(tmp_path):
    target = tmp_path / "out" / "one"
    publish_run(build(tmp_path / "aside", "a.html", "logs/a.log"), {"format": 1}, target)
    found = content(target)
    record = json.loads(found.pop("manifest.json"))
    assert found == {"a.html": "new a.html", "logs/a.log": "new logs/a.log"}
    assert set(record["files"]) == set(found)
    assert content(tmp_path / "aside") == {}


def test_files_of_the_previous_run_go_and_files_of_others_stay(tmp_path):
    target = tmp_path / "one"
    publish_run(build(tmp_path / "first", "a.html", "b.html", "logs/b.log"), {}, target)
    build(target, "mine.txt")
    publish_run(build(tmp_path / "second", "a.html"), {}, target)
    assert set(content(target)) == {"a.html", "manifest.json", "mine.txt"}


def test_a_manifest_cannot_name_files_outside_its_folder(tmp_path):
    target = build(tmp_path / "one", "a.html")
    (tmp_path / "precious").write_text("x")
    (target / "manifest.json").write_text(json.dumps({"files": {"../precious": "", "gone": ""}}))
    publish_run(build(tmp_path / "aside", "a.html"), {}, target)
    assert (tmp_path / "precious").exists()


def test_a_reader_keeps_the_old_file_until_the_new_one_is_whole(tmp_path):
    path = tmp_path / "a.html"
    path.write_text("old")
    with path.open() as reader:
        write_whole("new", path)
        assert reader.read() == "old"
    assert content(tmp_path) == {"a.html": "new"}


def test_runs_are_known_by_their_manifests(tmp_path):
    for name in ("b", "a"):
        publish_run(build(tmp_path / "aside", "x"), {"run": name}, tmp_path / name)
    (tmp_path / "other").mkdir()
    build(tmp_path, ".aside-1/manifest.json")
    assert [record["run"] for record in published_runs(tmp_path)] == ["a", "b"]
    assert read_manifest(tmp_path / "other") is None


@pytest.mark.parametrize("text", ["一\n二\n", ""])
def test_text_is_written_with_the_same_bytes_everywhere(tmp_path, text):
    write_whole(text, tmp_path / "a")
    assert (tmp_path / "a").read_bytes() == text.encode()
