"""Many answer files: several processes, one that dies, Ctrl-C, and other ends of the main one."""

import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress

import pytest

from hwsolve.command_line.parallel_marking import mark_all
from hwsolve.command_line.submission_marker import MarkingJob, SubmissionMarker
from hwsolve.command_line.submissions import Submission
from hwsolve.output.reports import Failure
from hwsolve.problem_files import find
from tests.checking.conftest import ROOT
from tests.checking.test_command import FOLLOWS, NO_YAML, RIGHT, UNREAD, WRONG


def test_two_processes_say_what_one_says(folder, process):
    for n in range(70):
        folder(f"all/{n}.yaml", (RIGHT, WRONG, FOLLOWS, UNREAD, NO_YAML)[n % 5])
    one, two = (process("check", "all", "--jobs", jobs, "--json") for jobs in ("1", "2"))
    assert one == two
    assert one[0] == 2
    assert len(one[1].splitlines()) == 70


@pytest.mark.parametrize("jobs", ["-1", "two", "1.5", "99999"])
def test_a_bad_number_of_processes(folder, hwsolve, jobs):
    folder("key.yaml", RIGHT)
    assert hwsolve("check", "key.yaml", f"--jobs={jobs}")[0] == 2


@pytest.mark.skipif(sys.platform != "linux", reason="the fault is planted by a fork")
def test_a_process_that_dies_takes_one_file_with_it(monkeypatch):
    original = SubmissionMarker.result

    def result(marker, submission):
        if submission.name in ("40", "41", "99"):
            os._exit(9)
        return original(marker, submission)

    monkeypatch.setattr(SubmissionMarker, "result", result)
    files = [Submission(str(n), RIGHT) for n in range(100)]
    results = list(mark_all(MarkingJob(find("p1a"), "p1a"), files, 2))
    assert [r.source for r in results] == [str(n) for n in range(100)]
    assert [r.source for r in results if isinstance(r, Failure)] == ["40", "41", "99"]
    assert results[40].status == 3


@pytest.fixture
def at_work(folder):
    """Start marking very many files, and yield once all processes are at work."""
    for n in range(300):
        folder(f"all/{n}.yaml", FOLLOWS)
    starter = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
    starter += "from hwsolve.command_line import main; main()"

    @contextmanager
    def start(jobs, *options, code=""):
        program = [sys.executable, "-c", code + starter]
        with subprocess.Popen(
            [*program, "check", *["all"] * 40, f"--jobs={jobs}", *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            start_new_session=True,
        ) as child:
            try:
                yield child
            finally:
                with suppress(ProcessLookupError):
                    os.killpg(child.pid, signal.SIGKILL)

    return start


@pytest.mark.timeout(120)
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_control_c_ends_quietly(at_work, jobs):
    with at_work(jobs, "-f", "csv") as child:
        child.stdout.readline()
        child.stdout.readline()  # the first file: all processes are at work
        os.killpg(child.pid, signal.SIGINT)
        errors = child.communicate()[1]
    assert child.returncode == 130
    assert errors == b""


def members(group):
    """The processes of a group that are not yet gone."""
    listed = subprocess.run(
        ["ps", "-eo", "pgid=,stat="], capture_output=True, text=True, check=True
    )
    rows = [line.split() for line in listed.stdout.splitlines()]
    return [state for number, state in rows if int(number) == group and state[0] != "Z"]


def wait_until(condition):
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


# As on a system that can't be asked to end a process with its parent; processes that are forked
# take this along.
AS_ELSEWHERE = """
import multiprocessing, types
from hwsolve.command_line import parallel_marking
fork = multiprocessing.get_context("fork")
parallel_marking.sys = types.SimpleNamespace(platform="elsewhere")
parallel_marking.multiprocessing.get_context = lambda method: fork
"""


@pytest.mark.timeout(120)
@pytest.mark.skipif(shutil.which("ps") is None, reason="signals and processes of POSIX")
@pytest.mark.parametrize(
    ("jobs", "number", "setup"),
    [
        pytest.param("1", "SIGTERM", "", id="alone"),
        *(pytest.param("3", name, "", id=name) for name in ("SIGTERM", "SIGHUP", "SIGKILL")),
        pytest.param("3", "SIGKILL", AS_ELSEWHERE, id="elsewhere"),
    ],
)
def test_no_process_outlives_the_main_one(at_work, jobs, number, setup):
    number = getattr(signal, number)
    with at_work(jobs, "--output", "out.txt", code=setup) as child:
        wait_until(lambda: len(members(child.pid)) == 1 + int(jobs))
        os.kill(child.pid, number)
        assert child.wait() == -number  # the shell says 128 + number
        wait_until(lambda: not members(child.pid))
        assert child.stderr.read() == b""
    assert sorted(os.listdir()) == ["all", "out.txt.journal"]
