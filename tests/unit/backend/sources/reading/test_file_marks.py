from pathlib import Path

from backend.sources.reading.file_marks import FileMark, decode, encode, fingerprint


def test_marks_survive_as_text() -> None:
    marks = {"a.csv": FileMark(10, 5, done=True, byte=7, row=2, fingerprint="f")}
    assert decode(encode(marks, {"a.csv"})) == marks


def test_foreign_marks_are_no_marks() -> None:
    assert decode(None) == decode("") == decode("{") == decode('{"a": 5}') == {}


def test_the_oldest_files_that_left_are_forgotten_when_there_are_many() -> None:
    marks = {f"{number}.csv": FileMark(1, 1, done=True) for number in range(5_010)}
    kept = decode(encode(marks, {"0.csv"}))
    assert len(kept) == 5_000
    assert "0.csv" in kept
    assert "10.csv" not in kept
    assert "5009.csv" in kept


def test_a_fingerprint_tells_growth_from_replacement(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"head" * 1_000 + b"middle")
    with path.open("rb") as file:
        before = fingerprint(file, 4_006)
    with path.open("ab") as file:
        file.write(b"more")
    with path.open("rb") as file:
        assert fingerprint(file, 4_006) == before
        assert fingerprint(file, 4_005) != before
    path.write_bytes(b"head" * 1_000 + b"muddle")
    with path.open("rb") as file:
        assert fingerprint(file, 4_006) != before


def test_a_version_is_size_and_time(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"x")
    stat = path.stat()
    assert FileMark(1, stat.st_mtime_ns, done=False).is_version(stat)
    assert not FileMark(2, stat.st_mtime_ns, done=False).is_version(stat)
