"""Marking in processes that can be ended, so that no file harms another, nor goes on for ever.

Each process marks one file after the other, and always knows the next one. A file that takes too
long or too much memory, or ends its process, is reported as one that can't be marked; another
process goes on with those behind it. No process outlives the one that started it.
"""

from __future__ import annotations

import copyreg
import importlib
import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, fields
from functools import cache
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from operator import attrgetter
from time import monotonic

from hwsolve.checking.verdicts import Explanation, Mark, Marking, Sample
from hwsolve.command_line.journal import Journal
from hwsolve.command_line.submission_marker import Marked, MarkingJob, marker_for
from hwsolve.command_line.submissions import Submission
from hwsolve.errors import ExitCode, Fault, LimitError
from hwsolve.output.reports import Failure, Result
from hwsolve.solving import kinds, solver_of

FEWEST = 32
"""Files below which more than one process isn't worth starting, unless it is asked for."""

AHEAD = 2
"""Files that a process has been given: the one that it marks, and the next."""

PR_SET_PDEATHSIG = 1
"""Linux's order to send this process a signal when its parent ends (prctl(2))."""

MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Budget:
    """What a file may take: seconds by the clock, and megabytes of memory; 0 for no limit."""

    seconds: float = 30
    megabytes: int = 2000


@dataclass(frozen=True, slots=True)
class Task:
    """What all of the processes do together."""

    job: MarkingJob
    files: Sequence[Submission]
    budget: Budget
    fingerprints: bool


Finished = Generator[tuple[int, Marked], None, None]
"""The numbers of the files and what became of them, as they are marked."""


def mark_all(
    job: MarkingJob,
    files: Sequence[Submission],
    jobs: int | None = None,
    budget: Budget = Budget(),
    journal: Journal | None = None,
    elsewhere: Callable[[Task, Sequence[int]], Finished] | None = None,
) -> Generator[Result, None, None]:
    """The result of every file, in order; `jobs` is the number of processes, None for a fit one.

    What a journal holds isn't marked again, and what is marked is written to it at once. If it is
    given, `elsewhere` marks rather than processes of this computer.
    """
    known = {} if journal is None else journal.known(files)
    waiting = [number for number in range(len(files)) if number not in known]
    processes = jobs or (_cores() if len(waiting) >= FEWEST else 1)
    task = Task(job, files, budget, fingerprints=journal is not None)
    started = elsewhere(task, waiting) if elsewhere else as_finished(task, waiting, processes)
    with closing(started) as marked:
        at = 0
        while at < len(files):
            if at in known:
                yield known.pop(at)
                at += 1
                continue
            number, finished = next(marked)
            if journal is not None:
                journal.add(finished)
            known[number] = finished.result


def _cores() -> int:
    """The cores that this process may use."""
    allowed = getattr(os, "sched_getaffinity", None)  # not on every system
    return len(allowed(0)) if allowed else os.cpu_count() or 1


def as_finished(task: Task, numbers: Iterable[int], most: int) -> Finished:
    """Mark the files that have these numbers in `most` processes."""
    waiting = deque(numbers)
    workers: list[Worker] = []
    try:
        with pipes_may_break():
            while waiting or any(worker.given for worker in workers):
                while len(workers) < most and len(waiting) > len(workers) * (AHEAD - 1):
                    try:
                        workers.append(Worker(task))
                    except OSError as error:  # no more processes, open files or memory
                        if not workers:
                            raise _no_process(error) from error
                        most = len(workers)
                for place in range(AHEAD):  # everybody gets a file before anybody gets two
                    for worker in workers:
                        if waiting and len(worker.given) == place:
                            worker.give(waiting.popleft())
                for worker in _ready(workers):
                    number, given = worker.given[0], list(worker.given)
                    marked = worker.marked()
                    yield number, marked
                    if _is_beyond_a_limit(marked.result):  # its memory may be full
                        workers.remove(worker)
                        worker.end()
                        waiting.extendleft(reversed(given[1:]))
    finally:
        for worker in workers:
            worker.end()


@cache
def _import_what_solves() -> None:
    """Import here, once, what each forked process would import in the time of its first file."""
    importlib.import_module("sympy")
    for kind in kinds():
        solver_of(kind)


def _no_process(error: OSError) -> LimitError:
    return LimitError(
        f"no process can be started to mark in: {error.strerror}",
        hint="end other programs, or raise what the system allows (ulimit -a)",
    )


def _ready(workers: Sequence[Worker]) -> list[Worker]:
    """Wait until some processes have marked a file, have died, or have had their time."""
    busy = {worker.connection: worker for worker in workers if worker.given}
    left = min(worker.seconds_left() for worker in busy.values())
    spoken = wait(list(busy), None if left == float("inf") else max(left, 0))
    return [worker for pipe, worker in busy.items() if pipe in spoken or worker.seconds_left() <= 0]


class Worker:
    """A process that marks, and what it was given to mark.

    Where the system can fork it has everything that this process has derived already.
    """

    def __init__(self, task: Task) -> None:
        self.files, self.budget = task.files, task.budget
        self.given: deque[int] = deque()
        self.since = 0.0
        if sys.platform == "linux":
            if len(task.files) > 1:  # a single file needs only what it asks for
                _import_what_solves()
            new = multiprocessing.get_context("fork").Process
        else:
            new = multiprocessing.get_context("spawn").Process
        self.connection, theirs = multiprocessing.Pipe()
        self.process: BaseProcess = new(target=_serve, args=(theirs, task), daemon=True)
        try:
            self.process.start()
        except OSError:
            self.connection.close()
            raise
        finally:
            theirs.close()

    def give(self, number: int) -> None:
        """Let it mark a file, after those that it has."""
        if not self.given:
            self.since = monotonic()
        self.given.append(number)
        with suppress(OSError):  # it died: that is seen when it should answer
            self.connection.send(number)

    def seconds_left(self) -> float:
        """How long it may still take for its file."""
        if not self.budget.seconds:
            return float("inf")
        return self.since + self.budget.seconds - monotonic()

    def marked(self) -> Marked:
        """What became of its file, be it that it had its time or that it ended the process."""
        file = self.files[self.given.popleft()]
        if self.seconds_left() <= 0 and not self.connection.poll():
            return _beyond(
                file,
                f"marking it took longer than the limit of {self.budget.seconds:g} seconds",
                "--timeout",
            )
        try:
            marked = self.connection.recv()
        except (OSError, EOFError):
            return _beyond(file, f"the process that marked it ended{self._cause()}", "--memory")
        assert isinstance(marked, Marked)
        self.since = monotonic()
        return marked

    def _cause(self) -> str:
        """The signal that ended it, if one did, and the memory that it had."""
        self.process.join()
        told = []
        with suppress(ValueError):  # it was none, or one without a name
            told.append(f"by {signal.Signals(-(self.process.exitcode or 0)).name}")
        if self.budget.megabytes:
            told.append(f"with no more than {self.budget.megabytes} MB")
        return "".join(f" {words}" for words in told)

    def end(self) -> None:
        """End the process, whatever it does."""
        self.process.kill()
        self.process.join()
        self.connection.close()


def _beyond(file: Submission, why: str, option: str) -> Marked:
    return unmarked(file, why, f"look what the file asks for, or let it have more: {option}")


def unmarked(file: Submission, why: str, hint: str) -> Marked:
    """What becomes of a file that could not be marked."""
    fault = Fault(why, hint=hint, source=file.name)
    return Marked(Failure(file.name, ExitCode.LIMIT, str(fault), (fault,), file.submitters))


def _is_beyond_a_limit(result: Result) -> bool:
    return isinstance(result, Failure) and result.status is ExitCode.LIMIT


@contextmanager
def pipes_may_break() -> Iterator[None]:
    """Let a write to a pipe without a reader fail, where elsewhere it ends this process.

    After Ctrl-C the marking processes are gone before their pipes are.
    """
    if not hasattr(signal, "SIGPIPE") or threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGPIPE, before)


# ---- what goes from one process to the other ----------------------------------------------------


def _pickle_fast(kind: type) -> None:
    """Let dataclasses with slots be made anew from their values; by default it takes four times."""
    values = attrgetter(*(field.name for field in fields(kind)))
    copyreg.pickle(kind, lambda made: (kind, values(made)))


for _kind in (Marking, Mark, Sample, Explanation):
    _pickle_fast(_kind)


# ---- in the process that marks ------------------------------------------------------------------


def _serve(connection: Connection, task: Task) -> None:
    """Mark the files whose numbers come, one after the other."""
    try:
        _depend_on_the_main_process()
        _be_silent()
        _limit_memory(task.budget.megabytes)
        marker = marker_for(task.job)
        while True:
            file = task.files[connection.recv()]
            connection.send(marker.marked(file, fingerprint=task.fingerprints))
    except BaseException:  # noqa: BLE001 - the main process sees that this one ended, and says so
        os._exit(ExitCode.INTERNAL)


def _depend_on_the_main_process() -> None:
    """Let this process end with the main one, which speaks for both.

    Ctrl-C ends it without words.
    """
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    main = multiprocessing.parent_process()
    if main is not None and main.pid is not None:  # else not a process of its own
        end_with(main.pid, main.join)


def end_with(parent: int, join: Callable[[], object]) -> None:
    """Let a signal that ends the parent at once, SIGKILL too, end this process.

    It would wait for work for ever. `join` waits for that end, where the system can't be asked.
    """
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:  # it was gone before that call
            os._exit(ExitCode.INTERNAL)
    else:
        threading.Thread(target=_follow, args=(join,), daemon=True).start()


def _follow(join: Callable[[], object]) -> None:
    """Wait for the end of another process, then end this one."""
    join()
    os._exit(ExitCode.INTERNAL)


def _be_silent() -> None:
    """Give native code nowhere to write its last words: standard output is for reports."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)


def _limit_memory(megabytes: int) -> None:
    """Let this process have so much more memory than it has now, where the system can be asked."""
    if not megabytes or sys.platform != "linux":
        return
    import resource

    with open("/proc/self/statm", encoding="ascii") as file:
        now = int(file.read().split()[0]) * resource.getpagesize()
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = now + megabytes * MEGABYTE
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))
