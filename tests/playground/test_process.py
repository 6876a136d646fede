"""The playground as a process: it ends when it is told to, and says in one line why it cannot begin."""

import signal
import socket
from pathlib import Path

import pytest

from tests.support.process import LONG, address_of, end, start

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_well_and_in_silence_when_told_to(how: signal.Signals, tmp_path: Path) -> None:
    process = start(tmp_path)
    address_of(process)
    assert end(process, how) == (0, "")


def refusal(folder: Path, **settings: str) -> str:
    """What a process says that cannot begin."""
    process = start(folder, settings)
    _out, complaints = process.communicate(timeout=LONG)
    assert process.returncode in (1, 2)
    assert complaints.count("\n") == 1, complaints
    return complaints


def test_a_port_that_is_no_number_is_named(tmp_path: Path) -> None:
    assert "TITIAN_PORT" in refusal(tmp_path, TITIAN_PORT="abc")


def test_a_port_that_was_asked_for_and_is_taken_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert "TITIAN_PORT" in refusal(tmp_path, TITIAN_PORT=str(taken.getsockname()[1]))


def test_a_data_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "a-file").touch()
    assert "a-file" in refusal(tmp_path, TITIAN_DATA_DIR=str(tmp_path / "a-file"))
