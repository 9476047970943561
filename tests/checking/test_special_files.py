"""Pipes, devices and sockets: read where the command line names them, and nowhere else."""

import os
import socket

import pytest

from tests.checking.test_command import RIGHT

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes and devices of POSIX"),
    pytest.mark.timeout(60),
]


def fifo(path):
    os.mkfifo(path)


def fifo_with_a_writer(path):
    """A pipe that somebody holds open for writing, and writes nothing to."""
    os.mkfifo(path)
    os.open(path, os.O_RDWR)


def device(path):
    os.symlink("/dev/zero", path)


def terminal(path):
    os.symlink(os.ttyname(os.openpty()[1]), path)


def listener(path):
    socket.socket(socket.AF_UNIX).bind(path)


SPECIAL = [fifo, fifo_with_a_writer, device, terminal, listener]


@pytest.fixture
def special(request, folder, monkeypatch):
    """A special file, and an answer file beside it."""
    folder("all/a.yaml", RIGHT)
    monkeypatch.chdir("all")  # a socket's path is short
    request.param("s.yaml")
    monkeypatch.chdir("..")


@pytest.mark.filterwarnings("ignore::ResourceWarning")  # the socket goes with the test
@pytest.mark.usefixtures("special")
@pytest.mark.parametrize("special", SPECIAL, indirect=True)
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_in_a_folder_it_is_told_and_not_read(hwsolve, jobs):
    status, output, errors = hwsolve("check", "all", "--format", "csv", "--jobs", jobs)
    assert status == 2
    assert "all/s.yaml is not a regular file" in errors
    good, bad = output.splitlines()[1:]
    assert good.startswith("all/a.yaml,,p1a,right,100,")
    assert bad.startswith("all/s.yaml,,,bad input,")


@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.usefixtures("special")
@pytest.mark.parametrize("special", SPECIAL, indirect=True)
@pytest.mark.parametrize("named", ["s.yaml", "all/s.yaml", "{here}/all/s.yaml"])
def test_as_the_problem_of_a_file_it_is_not_read(folder, hwsolve, named):
    named = named.format(here=os.getcwd())
    path = folder("all/b.yaml", RIGHT.replace("p1a", named))
    status, output, errors = hwsolve("check", path)
    assert (status, output) == (2, "")
    assert "is not a regular file" in errors or f"no problem file {named}" in errors


@pytest.mark.parametrize("named", ["/dev/stdin", "/dev/fd/0", "/dev/zero"])
def test_standard_input_is_no_problem_of_a_file(folder, process, named):
    folder("b.yaml", RIGHT.replace("p1a", named))
    status, output, errors = process("check", "b.yaml", stdin="kind: mlp")
    assert (status, output) == (2, "")
    assert f"{named} is not a regular file" in errors


def test_a_link_to_a_file_is_that_file(folder, hwsolve):
    folder("elsewhere/a.yaml", RIGHT)
    os.mkdir("all")
    os.symlink("../elsewhere/a.yaml", "all/a.yaml")
    assert hwsolve("check", "all")[0] == 0


def test_the_command_line_may_name_a_pipe(hwsolve):
    reading, writing = os.pipe()
    os.write(writing, RIGHT.encode())
    os.close(writing)
    assert hwsolve("check", f"/dev/fd/{reading}")[0] == 0
    os.close(reading)
