"""Marking on a Dask cluster: batches of files go there, and what became of them comes back.

A worker of Dask is a daemon, which may have no processes of multiprocessing: it starts this module
as a program, which marks one batch after the other in processes of its own, which can be ended.
"""

from __future__ import annotations

import gc
import logging
import os
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError
from concurrent.futures import Future as Answer
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from multiprocessing.reduction import ForkingPickler
from threading import Lock, Thread
from time import sleep
from typing import TYPE_CHECKING, ClassVar
from uuid import uuid4

from hwsolve import __version__
from hwsolve.command_line import failures
from hwsolve.command_line.entry import SELDOM
from hwsolve.command_line.parallel_marking import (
    Finished,
    Task,
    as_finished,
    end_with,
    pipes_may_break,
    unmarked,
)
from hwsolve.command_line.submission_marker import Marked, marker_for, self_contained
from hwsolve.command_line.submissions import Submission
from hwsolve.errors import Fault, HwsolveError, InputError, LimitError

if TYPE_CHECKING:
    from distributed import Client, Future

SECONDS = 10
"""How long the cluster may take to answer."""

MOST = 200
"""Files of a batch: each derives its problems anew, and none is in the report until all are."""

BATCHES = 4
"""Batches for every thread of the cluster, if they aren't larger than that."""

IDLE = 60
"""Seconds after which a program without work takes its run to be over, however that ended."""

LOCK = Lock()
"""Held while a thread of a worker looks for a program that is free."""

THREADS = 16
"""Threads that are reckoned with where a cluster starts its workers once there is work."""


@contextmanager
def connected(address: str) -> Iterator[Callable[[Task, Sequence[int]], Finished]]:
    """Yield what marks on the cluster at an address. Raises InputError where there is none."""
    with _silence(), pipes_may_break():
        try:
            import distributed  # noqa: F401 - whether it is there
        except ImportError as error:
            raise InputError.of(
                f"--dask can't be used: {error}",
                hint="install distributed, or hwsolve with what it needs for this: hwsolve[dask]",
            ) from error
        try:
            client = _client(address)
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
            if client.status == "running":  # else it would wait for a cluster that is lost
                with suppress(Exception):  # all has been marked
                    client.close(SECONDS)


def _client(address: str) -> Client:
    """A client of the cluster. It waits for ever for an answer of what is no scheduler."""
    from distributed import Client

    answer: Answer[Client] = Answer()

    def connect() -> None:
        try:
            answer.set_result(Client(address, timeout=2 * SECONDS, set_as_default=False))
        except BaseException as error:  # noqa: BLE001 - the thread that waits raises it
            answer.set_exception(error)

    Thread(target=connect, daemon=True).start()
    try:
        return answer.result(SECONDS)
    except TimeoutError:
        raise LimitError(f"nothing within {SECONDS} seconds") from None


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
    sent: dict[Future, dict[int, Submission]] = {}
    size = min(MOST, -(-len(numbers) // (BATCHES * threads)))
    try:
        for start in range(0, len(numbers), size or 1):
            batch: dict[int, Submission] = {}
            for number in numbers[start : start + size]:
                file = task.files[number]
                try:
                    batch[number] = self_contained(file, task.job)
                except Exception:  # noqa: BLE001 - that is what becomes of it
                    yield number, marker_for(task.job).marked(file, fingerprint=task.fingerprints)
            if not batch:
                continue
            packed = bytes(ForkingPickler.dumps(replace(task, files=tuple(batch.values()))))
            try:
                future = client.submit(mark_batch, run, __version__, packed, pure=False, retries=1)
            except Exception as error:  # noqa: BLE001 - the cluster is lost
                yield from _failed(batch, error)
                continue
            sent[future] = batch
            finished.add(future)
        for future in finished:
            batch = sent.pop(future)
            try:
                marked: list[Marked] = ForkingPickler.loads(future.result())
            except Exception as error:  # noqa: BLE001 - of whatever sort: the other batches go on
                yield from _failed(batch, error)
            else:
                yield from zip(batch, marked, strict=True)
    finally:
        if client.status == "running":
            with suppress(Exception):  # what is left there ends by itself
                client.cancel(list(sent))
                client.run(end_programs, run, wait=False)


def _failed(batch: Mapping[int, Submission], error: Exception) -> Finished:
    """What becomes of a batch that the cluster didn't mark."""
    why = f"the Dask cluster couldn't mark it: {_told(error)}"
    hint = "mark it again without --dask, or once the cluster is mended"
    for number, file in batch.items():
        yield number, unmarked(file, why, hint)


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


class Program:
    """A program that marks the batches of a run, one after the other.

    It is this very hwsolve, wherever the worker has it from.
    """

    started: ClassVar[list[Program]] = []

    def __init__(self, run: str) -> None:
        self.run, self.is_free = run, False
        self.connection, theirs = Pipe()
        with theirs:
            self.process = subprocess.Popen(  # noqa: S603 - Python, and this module
                [sys.executable, "-P", "-m", __name__, str(os.getpid())],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            )
        Program.started.append(self)

    @classmethod
    def of(cls, run: str) -> Program:
        """A program of this run that has nothing to do, for this thread alone."""
        with LOCK:
            for program in cls.started:
                if program.run == run and program.is_free:
                    program.is_free = False
                    return program
            return cls(run)

    def marked(self, batch: bytes) -> bytes:
        """What became of the files of a batch. Raises LimitError where the program ended."""
        try:
            self.connection.send_bytes(batch)
            result = self.connection.recv_bytes()
        except (OSError, EOFError) as error:
            self.end()
            raise LimitError("the program ended that its worker had started") from error
        self.is_free = True
        return result

    def end(self) -> None:
        """End it, whatever it does."""
        with LOCK, suppress(ValueError):
            Program.started.remove(self)
        self.process.kill()
        self.process.wait()


def mark_batch(run: str, version: str, batch: bytes) -> bytes:
    """What became of the files of a batch, which only this version of hwsolve can unpack."""
    if version != __version__:
        raise LimitError(f"its worker has hwsolve {__version__}, not {version}")
    return Program.of(run).marked(batch)


async def end_programs(run: str) -> None:
    """End the programs of a run that is over, or was given up."""
    for program in tuple(Program.started):
        if program.run == run:
            program.end()


# ---- in the program that marks ------------------------------------------------------------------


def _serve(worker: int) -> None:
    """Mark the batches that come by standard input, which is a pipe in both directions."""
    end_with(worker, partial(_wait_for_the_end, worker))
    connection = Connection(0)
    gc.set_threshold(SELDOM)
    while connection.poll(IDLE):
        task = connection.recv()
        marker_for(task.job).prepare()
        marked = dict(as_finished(task, range(len(task.files)), 1))
        connection.send([marked[number] for number in range(len(task.files))])


def _wait_for_the_end(worker: int) -> None:
    while os.getppid() == worker:
        sleep(1)


if __name__ == "__main__":
    _serve(int(sys.argv[1]))
