"""Marking on a Dask cluster: batches of files go there, and what became of them comes back.

A worker of Dask is a daemon, which may have no processes of multiprocessing: for every batch it
starts this module as a program that marks in processes of its own, which can be ended.
"""

from __future__ import annotations

import gc
import logging
import os
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from multiprocessing.reduction import ForkingPickler
from typing import TYPE_CHECKING
from uuid import uuid4

from hwsolve import __version__
from hwsolve.command_line import failures
from hwsolve.command_line.desk import Marked, desk_for, self_contained
from hwsolve.command_line.entry import SELDOM
from hwsolve.command_line.parallel_marking import (
    Finished,
    Task,
    as_finished,
    end_with,
    pipes_may_break,
    unmarked,
)
from hwsolve.command_line.submissions import Submission
from hwsolve.errors import Fault, HwsolveError, InputError, LimitError

if TYPE_CHECKING:
    from distributed import Client, Future

SECONDS = 10
"""How long the cluster may take to answer."""

MOST = 500
"""Files of a batch: a program takes a second to start, and a result is kept once all are there."""

BATCHES = 2
"""Batches for every thread of the cluster, if they aren't larger than that."""

PROGRAMS: set[tuple[str, subprocess.Popen[bytes]]] = set()
"""The programs that this worker of Dask has started, each with the run that it works for."""

THREADS = 16
"""Threads that are reckoned with where a cluster starts its workers once there is work."""


@contextmanager
def connected(address: str) -> Iterator[Callable[[Task, Sequence[int]], Finished]]:
    """Yield what marks on the cluster at an address. Raises InputError where there is none."""
    with _silence(), pipes_may_break():
        try:
            from distributed import Client
        except ImportError as error:
            raise InputError.of(
                f"--dask can't be used: {error}",
                hint="install distributed, or hwsolve with what it needs for this: hwsolve[dask]",
            ) from error
        try:
            client = Client(address, timeout=SECONDS, set_as_default=False)
            threads = sum(client.nthreads().values())
        except Exception as error:
            raise InputError.of(
                f"no Dask cluster answers at {address}",
                expected="the address of its scheduler, such as tcp://host:8786",
                found=_told(error),
            ) from error
        if not threads:
            words = f"the Dask cluster at {address} has no workers: waiting for some"
            failures.warn([Fault(words, is_warning=True)])
        try:
            yield partial(_as_finished, client, threads or THREADS)
        finally:
            with suppress(Exception):  # the cluster may be gone
                client.close(SECONDS)


@contextmanager
def _silence() -> Iterator[None]:
    """Let no library write to standard error: what matters of it is said in the results."""
    before = logging.root.manager.disable
    logging.disable()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(before)


def _as_finished(client: Client, threads: int, task: Task, numbers: Sequence[int]) -> Finished:
    """Mark the files that have these numbers on a cluster with so many threads."""
    from distributed import as_completed

    run, finished = uuid4().hex, as_completed(loop=client.loop)
    sent: dict[Future, list[int]] = {}
    size = min(MOST, -(-len(numbers) // (BATCHES * threads)))
    try:
        for start in range(0, len(numbers), size or 1):
            batch: dict[int, Submission] = {}
            for number in numbers[start : start + size]:
                file = task.files[number]
                try:
                    batch[number] = self_contained(file, task.order)
                except Exception:  # noqa: BLE001 - that is what becomes of it
                    yield number, desk_for(task.order).marked(file, fingerprint=task.fingerprints)
            packed = bytes(ForkingPickler.dumps(replace(task, files=tuple(batch.values()))))
            future = client.submit(mark_batch, run, __version__, packed, pure=False)
            sent[future] = list(batch)
            finished.add(future)
        for future in finished:
            batch_numbers = sent.pop(future)
            yield from zip(batch_numbers, _outcome(future, task, batch_numbers), strict=True)
    finally:
        if sent:
            with suppress(Exception):  # the cluster may be gone
                client.cancel(list(sent))
                client.run(end_programs, run, wait=False)


def _outcome(future: Future, task: Task, numbers: Sequence[int]) -> list[Marked]:
    """What became of the files of a batch."""
    try:
        marked: list[Marked] = ForkingPickler.loads(future.result())
    except Exception as error:  # noqa: BLE001 - of whatever sort: the other batches go on
        why = f"the Dask cluster couldn't mark it: {_told(error)}"
        hint = "mark it again without --dask, or once the cluster is mended"
        return [unmarked(task.files[number].name, why, hint) for number in numbers]
    return marked


def _told(error: Exception) -> str:
    """An error of the cluster in words."""
    from distributed import KilledWorker

    match error:
        case KilledWorker():
            return "one worker after the other ended that was to mark it"
        case CancelledError():
            return "the connection with its scheduler was lost"
        case HwsolveError():
            return str(error)
    return " ".join(f"{type(error).__name__}: {error}".split())


# ---- in a worker of Dask ------------------------------------------------------------------------


def mark_batch(run: str, version: str, batch: bytes) -> bytes:
    """What became of the files of a batch, which is from this version of hwsolve, and goes unread.

    The program is this very hwsolve, wherever the worker has it from.
    """
    if version != __version__:
        raise LimitError(f"its worker has hwsolve {__version__}, not {version}")
    ours, theirs = Pipe()
    with ours:
        with theirs:
            program = subprocess.Popen(  # noqa: S603 - Python, and this module
                [sys.executable, "-P", "-m", __name__, str(os.getpid())],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            )
        mine = (run, program)
        PROGRAMS.add(mine)
        try:
            ours.send_bytes(batch)
            return ours.recv_bytes()
        except (OSError, EOFError) as error:
            raise LimitError("the program ended that its worker had started") from error
        finally:
            PROGRAMS.remove(mine)
            program.kill()
            program.wait()


def end_programs(run: str) -> None:
    """End what marks here for a run that was given up."""
    for of, program in tuple(PROGRAMS):
        if of == run:
            program.kill()


# ---- in the program that marks ------------------------------------------------------------------


def _serve(worker: int) -> None:
    """Mark the batch that comes by standard input, which is a pipe in both directions."""
    connection = Connection(0)
    task = connection.recv()
    end_with(worker, partial(wait, [connection]))
    gc.set_threshold(SELDOM)
    desk_for(task.order).prepare()
    marked = dict(as_finished(task, range(len(task.files)), 1))
    connection.send([marked[number] for number in range(len(task.files))])


if __name__ == "__main__":
    _serve(int(sys.argv[1]))
