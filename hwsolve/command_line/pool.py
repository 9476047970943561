"""Marking on several cores: results in order, whatever becomes of a process.

Files go out in chunks. Where a process dies (a crash of native code, a lack of memory), the chunks
that may be to blame are marked again one file at a time; the file that kills again is reported as
one that can't be marked, and the rest go on. No process outlives the one that started it.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing.process import BaseProcess

from hwsolve.command_line.desk import Order, desk_for
from hwsolve.command_line.submissions import Submission
from hwsolve.errors import ExitCode
from hwsolve.reports import Failure, Result

CHUNK = 16
FEWEST = 32
"""Files below which starting processes takes longer than marking, unless they are asked for."""

AHEAD = 4
"""Chunks a process that are out at a time, so that results can be written while others are made."""

PR_SET_PDEATHSIG = 1
"""Linux's order to send this process a signal when its parent ends (prctl(2))."""

Chunk = tuple[Submission, ...]


def mark_all(
    order: Order, files: Sequence[Submission], jobs: int | None
) -> Generator[Result, None, None]:
    """The result of every file, in order; `jobs` is the number of processes, None for a fit one."""
    processes = jobs or _cores()
    if jobs is None and len(files) < FEWEST:
        processes = 1
    if processes == 1 or len(files) < 2:
        desk = desk_for(order)
        yield from map(desk.result, files)
        return
    size = max(1, min(CHUNK, len(files) // processes))
    chunks = [tuple(files[i : i + size]) for i in range(0, len(files), size)]
    with _pipes_may_break():
        yield from _in_processes(order, chunks, min(processes, len(chunks)))


@contextmanager
def _pipes_may_break() -> Iterator[None]:
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


def _cores() -> int:
    """The cores that this process may use."""
    allowed = getattr(os, "sched_getaffinity", None)  # not on every system
    return len(allowed(0)) if allowed else os.cpu_count() or 1


def _in_processes(order: Order, chunks: Sequence[Chunk], processes: int) -> Iterator[Result]:
    waiting = deque(chunks)
    while waiting:
        executor = _executor(processes)
        try:
            suspect = yield from _until_broken(executor, order, waiting, AHEAD * processes)
        except BaseException:
            for child in multiprocessing.active_children():
                child.terminate()
            raise
        finally:
            executor.shutdown(cancel_futures=True)
        yield from _one_by_one(order, suspect)


def _until_broken(
    executor: ProcessPoolExecutor, order: Order, waiting: deque[Chunk], most: int
) -> Generator[Result, None, Chunk]:
    """Results until nothing is waiting or a process dies; the chunk that may be to blame.

    What was out by then is waiting again. The first chunk without a result may be innocent; then
    the guilty one is soon the first.
    """
    out: deque[tuple[Chunk, Future[list[Result]]]] = deque()
    try:
        while waiting or out:
            while waiting and len(out) < most:
                out.append((waiting[0], executor.submit(_mark, order, waiting[0])))
                waiting.popleft()
            yield from out[0][1].result()
            out.popleft()
    except BrokenProcessPool:
        suspect = out.popleft()[0] if out else ()
        waiting.extendleft(chunk for chunk, _ in reversed(out))
        return suspect
    return ()


def _one_by_one(order: Order, chunk: Chunk) -> Iterator[Result]:
    """Each file in a process that no other file depends on."""
    executor = _executor(1)
    try:
        for file in chunk:
            try:
                yield from executor.submit(_mark, order, (file,)).result()
            except BrokenProcessPool:
                yield Failure(file.name, ExitCode.INTERNAL, _died(file))
                executor.shutdown()
                executor = _executor(1)
    finally:
        executor.shutdown()


def _died(file: Submission) -> str:
    return f"Error: {file.name}: the process that marked this file died; please report it"


def _executor(processes: int) -> ProcessPoolExecutor:
    """Processes that have what this one has derived already, where the system can do that."""
    method = "fork" if sys.platform == "linux" else "spawn"
    return ProcessPoolExecutor(
        processes, mp_context=multiprocessing.get_context(method), initializer=_serve
    )


def _serve() -> None:
    """Make this process one that marks: it ends with the main one, which speaks for both.

    Ctrl-C ends it without words, and a signal that ends the main process at once, SIGKILL too, ends
    this one: it would wait for work for ever.
    """
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    main = multiprocessing.parent_process()
    if main is None:  # not a process of a pool
        return
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != main.pid:  # it was gone before that call
            os._exit(ExitCode.INTERNAL)
    else:
        threading.Thread(target=_follow, args=(main,), daemon=True).start()


def _follow(main: BaseProcess) -> None:
    """Wait for the end of the main process, then end this one."""
    main.join()
    os._exit(ExitCode.INTERNAL)


def _mark(order: Order, chunk: Chunk) -> list[Result]:
    desk = desk_for(order)
    return [desk.result(file) for file in chunk]
