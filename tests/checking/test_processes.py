"""Many answer files: several processes, one that dies, Ctrl-C."""

import os
import signal
import subprocess
import sys

import pytest

from hwsolve.command_line.desk import Desk, Order
from hwsolve.command_line.pool import mark_all
from hwsolve.command_line.submissions import Submission
from hwsolve.problem_files import find
from hwsolve.reports import Failure
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
    original = Desk.result

    def result(desk, submission):
        if submission.name in ("40", "41", "99"):
            os._exit(9)
        return original(desk, submission)

    monkeypatch.setattr(Desk, "result", result)
    files = [Submission(str(n), RIGHT) for n in range(100)]
    results = list(mark_all(Order(find("p1a"), "p1a"), files, 2))
    assert [r.source for r in results] == [str(n) for n in range(100)]
    assert [r.source for r in results if isinstance(r, Failure)] == ["40", "41", "99"]
    assert results[40].status == 4


@pytest.mark.timeout(120)
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_control_c_ends_quietly(folder, jobs):
    for n in range(300):
        folder(f"all/{n}.yaml", FOLLOWS)
    starter = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
    starter += "from hwsolve.command_line import main; main()"
    with subprocess.Popen(
        [sys.executable, "-c", starter, "check", *["all"] * 40, "--jobs", jobs, "-f", "csv"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        start_new_session=True,
    ) as child:
        child.stdout.readline()
        child.stdout.readline()  # the first file: all processes are at work
        os.killpg(child.pid, signal.SIGINT)
        errors = child.communicate()[1]
    assert child.returncode == 130
    assert errors == b""
