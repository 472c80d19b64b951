"""The cursor of announcements: it goes forward only, and outlives its process."""

from pathlib import Path
from shutil import rmtree

import pytest

from voice_client.told import ToldInFiles, ToldInMemory, state_folder

JOB, OTHER = "1b4e28ba-2fa1-11d2-883f-0016d3cca427", "6fa459ea-ee8a-3ca4-894e-db77e160355e"


def test_a_mark_never_goes_back(tmp_path: Path) -> None:
    """Each job has its own."""
    for told in (ToldInMemory(), ToldInFiles(tmp_path / "state")):
        assert told.last(JOB) == 0
        told.mark(JOB, 7)
        told.mark(JOB, 5)
        assert (told.last(JOB), told.last(OTHER)) == (7, 0)


def test_marks_in_files_are_there_for_the_next_process(tmp_path: Path) -> None:
    """And two agents do not write over each other's."""
    one, two = ToldInFiles(tmp_path), ToldInFiles(tmp_path)
    one.mark(JOB, 7)
    two.mark(OTHER, 3)
    again = ToldInFiles(tmp_path)
    assert (again.last(JOB), again.last(OTHER)) == (7, 3)
    assert sorted(file.name for file in tmp_path.iterdir()) == [f"{JOB}.told", f"{OTHER}.told"]


def test_a_file_that_was_not_written_to_its_end_is_told_once_more(tmp_path: Path) -> None:
    """A machine that lost its power must not end the conversation."""
    (tmp_path / f"{JOB}.told").touch()
    told = ToldInFiles(tmp_path)
    assert told.last(JOB) == 0
    told.mark(JOB, 2)
    assert told.last(JOB) == 2


def test_the_folder_is_where_this_system_keeps_such_things(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the user's own state, where others look for it."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert state_folder() == tmp_path / "repcast" / "told"


def test_old_marks_go(tmp_path: Path) -> None:
    """Only so many are kept."""
    for number in range(5):
        ToldInFiles(tmp_path).mark(f"{JOB[:-1]}{number}", 1)
    ToldInFiles(tmp_path, most=2)
    assert len(list(tmp_path.iterdir())) == 2


def test_where_nothing_can_be_written_it_is_remembered_here(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A home that cannot be written to, or a full disk, ends no conversation."""
    (tmp_path / "file").touch()
    gone = tmp_path / "gone"
    (folder := ToldInFiles(gone)).mark(OTHER, 1)
    rmtree(gone)
    for told in (ToldInFiles(tmp_path / "file" / "told"), folder):
        told.mark(JOB, 7)
        told.mark(JOB, 5)
        assert told.last(JOB) == 7
    assert [record.message.split(":")[0] for record in caplog.records] == [
        "what was told in other conversations is not known",
        "what is told now is not known to the next conversation",
        "what is told now is not known to the next conversation",
    ]
