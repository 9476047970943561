"""What one file may take: a hang, a crash or a lack of memory is its own result."""

import errno
import faulthandler
import os
import signal
import subprocess
import sys
import time

import pytest

from hwsolve.command_line import parallel_marking
from hwsolve.command_line.parallel_marking import Budget, mark_all
from hwsolve.command_line.submission_marker import MarkingJob, SubmissionMarker, marker_for
from hwsolve.command_line.submissions import Submission
from hwsolve.errors import ExitCode, LimitError
from hwsolve.output.reports import Failure
from hwsolve.problem_files import find
from hwsolve.solving import kinds
from tests.checking.test_command import RIGHT

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="faults are planted by a fork")

JOB = MarkingJob(find("p1a"), "p1a")
FILES = [Submission(str(n), RIGHT) for n in range(40)]
BAD = ["0", "7", "8", "39"]


def hang():
    while True:
        time.sleep(60)


def spin():
    while True:
        pass


def hang_whatever_comes():
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM):
        signal.signal(number, signal.SIG_IGN)
    hang()


def fill_the_memory():
    kept = []
    while True:
        kept.append(bytearray(1 << 24))


def die_of(number):
    def die():
        faulthandler.disable()
        os.kill(os.getpid(), number)

    return die


FAULTS = {
    "hang": (hang, "marking it took longer than the limit of 0.3 seconds"),
    "spin": (spin, "marking it took longer than the limit of 0.3 seconds"),
    "deaf": (hang_whatever_comes, "marking it took longer than the limit of 0.3 seconds"),
    "crash": (die_of(signal.SIGSEGV), "ended by SIGSEGV with no more than 100 MB"),
    "abort": (die_of(signal.SIGABRT), "ended by SIGABRT"),
    "killed": (die_of(signal.SIGKILL), "ended by SIGKILL"),
    "exit": (lambda: os._exit(0), "the process that marked it ended with"),
    "memory": (fill_the_memory, "needs more memory than it may have"),
}


@pytest.mark.timeout(120)
@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize(("fault", "words"), FAULTS.values(), ids=FAULTS)
def test_a_file_harms_only_itself(monkeypatch, jobs, fault, words):
    original = SubmissionMarker._marked

    def marked(marker, submission):
        if submission.name in BAD:
            fault()
        return original(marker, submission)

    monkeypatch.setattr(SubmissionMarker, "_marked", marked)
    marker_for(JOB).assignment(JOB.problem, JOB.called)  # no time of any file goes into this
    budget = Budget(0.3 if "0.3" in words else 60, 100)
    results = list(mark_all(JOB, FILES, jobs, budget))
    assert [result.source for result in results] == [file.name for file in FILES]
    failed = [result for result in results if isinstance(result, Failure)]
    assert [failure.source for failure in failed] == BAD
    assert {failure.status for failure in failed} == {ExitCode.LIMIT}
    assert all(words in failure.words for failure in failed)


@pytest.mark.timeout(60)
def test_no_limit_is_no_limit(monkeypatch):
    def result(marker, submission):
        time.sleep(0.05)
        bytearray(1 << 27)
        return Failure(submission.name, ExitCode.BAD_INPUT, "as it should be")

    monkeypatch.setattr(SubmissionMarker, "result", result)
    results = list(mark_all(JOB, FILES[:3], 1, Budget(0, 0)))
    assert [result.words for result in results] == ["as it should be"] * 3


@pytest.mark.timeout(60)
def test_what_the_process_prints_is_not_in_the_report(monkeypatch):
    def result(*_):
        places = [os.readlink(f"/proc/self/fd/{stream}") for stream in (1, 2)]
        return Failure(" ".join(places), ExitCode.BAD_INPUT, "")

    monkeypatch.setattr(SubmissionMarker, "result", result)
    results = mark_all(JOB, FILES[:1])
    assert [result.source for result in results] == [f"{os.devnull} {os.devnull}"]


@pytest.mark.timeout(60)
def test_a_hang_is_told_with_the_option_that_allows_more(monkeypatch, folder, hwsolve):
    monkeypatch.setattr(SubmissionMarker, "result", lambda *_: hang())
    folder("a.yaml", RIGHT)
    status, _, error = hwsolve("check", "a.yaml", "--timeout", "0.2")
    assert status == 3
    assert error.startswith("a.yaml: marking it took longer than the limit of 0.2 seconds\n")
    assert "--timeout" in error


@pytest.mark.timeout(60)
@pytest.mark.parametrize("option", ["--timeout=-1", "--memory=-1", "--timeout=soon"])
def test_a_budget_that_is_none(hwsolve, option):
    assert hwsolve("check", "a.yaml", option)[0] == 2


@pytest.mark.timeout(60)
@pytest.mark.parametrize("possible", [0, 1, 2])
def test_fewer_processes_than_asked_for_mark_all_the_same(monkeypatch, possible):
    class Limited(parallel_marking.Worker):
        started = 0

        def __init__(self, task):
            if Limited.started == possible:
                raise OSError(errno.EMFILE, "Too many open files")
            Limited.started += 1
            super().__init__(task)

    monkeypatch.setattr(parallel_marking, "Worker", Limited)
    if possible:
        assert [result.source for result in mark_all(JOB, FILES, 9)] == [f.name for f in FILES]
        assert Limited.started == possible
    else:
        with pytest.raises(LimitError, match=r"no process can be started.*Too many open files"):
            list(mark_all(JOB, FILES, 9))


FRESH = """
import sys
from hwsolve.command_line.submission_marker import SubmissionMarker, MarkingJob
from hwsolve.command_line.parallel_marking import mark_all
from hwsolve.command_line.submissions import Submission
from hwsolve.output.reports import Failure
from hwsolve.solving import kinds
SubmissionMarker.result = lambda *_: Failure(" ".join(sys.modules), 2, "")
print(next(mark_all(MarkingJob(), [Submission("a", "")] * 2)).source)
"""


@pytest.mark.timeout(60)
def test_imports_take_no_time_of_a_file():
    done = subprocess.run([sys.executable, "-c", FRESH], capture_output=True, text=True, check=True)
    assert {"sympy", *(f"hwsolve.kinds.{kind}" for kind in kinds())} <= {*done.stdout.split()}
