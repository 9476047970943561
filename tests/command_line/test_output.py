"""Where results go."""

import os
import signal
import stat
import sys

import pytest

from hwsolve.command_line.destination import canvas, destination
from hwsolve.errors import InputError

posix = pytest.mark.skipif(os.name != "posix", reason="links, modes and devices of POSIX")


def write(output, text="new ŷ\n"):
    with destination(str(output)) as put:
        put(text)


def test_file_is_replaced_whole(tmp_path):
    path = tmp_path / "out.txt"
    for text in ("a long first result\n", "short ŷ\n"):
        write(path, text)
        assert path.read_text(encoding="utf-8") == text
    assert os.listdir(tmp_path) == ["out.txt"]


def interrupted(output):
    with destination(str(output)) as put:
        put("half of ")
        raise KeyboardInterrupt


def test_failure_leaves_the_old_file(tmp_path):
    path = tmp_path / "out.txt"
    path.write_text("old")
    with pytest.raises(KeyboardInterrupt):
        interrupted(path)
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["out.txt"]


def test_failed_replacement_leaves_nothing_behind(tmp_path, monkeypatch):
    def refuse(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(InputError, match="can't be written: No space"):
        write(tmp_path / "out.txt")
    assert os.listdir(tmp_path) == []


@posix
@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGINT, signal.SIGTERM])
def test_a_signal_in_the_middle_of_writing_waits(tmp_path, monkeypatch, number):
    def replace(*arguments):
        os.kill(os.getpid(), number)
        original(*arguments)

    class Signalled(BaseException):
        pass

    def handler(*_):
        raise Signalled

    original, before = os.replace, signal.signal(number, handler)
    monkeypatch.setattr(os, "replace", replace)
    try:
        with pytest.raises(Signalled):
            write(tmp_path / "out.txt")
    finally:
        signal.signal(number, before)
    assert os.listdir(tmp_path) == ["out.txt"]


@pytest.mark.parametrize("output", ["absent/out.txt", "", "."])
def test_a_place_that_takes_no_file_is_told(tmp_path, monkeypatch, output):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match="can't be written"):
        write(output)
    assert os.listdir(tmp_path) == []


@posix
def test_links_and_modes_stay(tmp_path):
    path, link = tmp_path / "out.txt", tmp_path / "link"
    path.write_text("old")
    path.chmod(0o640)
    link.symlink_to(path)
    write(link)
    assert link.is_symlink()
    assert path.read_text(encoding="utf-8") == "new ŷ\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


@posix
def test_devices_are_written_to_not_replaced():
    write("/dev/null")
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)


def test_no_result_makes_no_file(tmp_path):
    with destination(str(tmp_path / "out.txt")):
        pass
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(
    ("columns", "width"),
    [("100", 100), ("10", 20), ("25", 25), ("9999999", 400), ("", 80), ("wide", 80)],
)
def test_columns_are_honoured_within_reason(monkeypatch, columns, width):
    monkeypatch.setenv("COLUMNS", columns)
    assert canvas("out.txt").width == width


@pytest.mark.parametrize(
    ("environment", "output", "color"),
    [
        ({}, "-", True),
        ({"NO_COLOR": ""}, "-", True),
        ({"NO_COLOR": "1"}, "-", False),
        ({"TERM": "dumb"}, "-", False),
        ({}, "out.txt", False),
    ],
)
def test_color_is_for_terminals_that_want_it(monkeypatch, environment, output, color):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    for name, value in {"NO_COLOR": "", "TERM": "xterm", **environment}.items():
        monkeypatch.setenv(name, value)
    assert canvas(output).color is color


def test_a_pipe_has_no_color(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", "")
    assert not canvas("-").color
