"""Many small cases in forked processes, each with its own limit of processor time and of memory.

A case that crashes, or goes on beyond its limit, ends its process and is reported; the others go
on in a new one. Limits are counted by the kernel in processor time, so that a busy machine is slow
and not wrong.
"""

import faulthandler
import json
import os
import resource
import signal
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import IO, Any

SECONDS = 100
"""Processor time of one case: what ends a case that never would, on the slowest machine."""

BYTES = 3 * 2**30
"""Address space of one process."""

CASES_OF_A_PROCESS = 400
"""After so many cases a process makes room for a new one, so that caches can't hide anything."""


def outcomes(cases: Sequence[Any], look: Callable[[Any], Any]) -> Iterator[tuple[Any, Any]]:
    """(case, what `look` says of it, or how its process died) for every case, in order."""
    done = 0
    while done < len(cases):
        some = cases[done : done + CASES_OF_A_PROCESS]
        process, stream = _started(some, look)
        with stream:
            found = 0
            for line in stream:
                if line.endswith("\n"):
                    yield some[found], json.loads(line)
                    found += 1
        _, status = os.waitpid(process, 0)
        done += found
        if found < len(some):
            yield some[found], _death(status)
            done += 1


def _started(cases: Sequence[Any], look: Callable[[Any], Any]) -> tuple[int, IO[str]]:
    """A process that looks at the cases, and the stream of what it finds, a line a case."""
    reading, writing = os.pipe()
    with warnings.catch_warnings():
        # A worker of pytest-xdist has a thread that only waits for messages and holds no lock.
        warnings.simplefilter("ignore", DeprecationWarning)
        process = os.fork()
    if process:
        os.close(writing)
        return process, os.fdopen(reading)
    os.close(reading)
    try:
        _be_limited()
        with os.fdopen(writing, "w") as stream:
            for case in cases:
                _allow_more_time()
                stream.write(json.dumps(look(case)) + "\n")
                stream.flush()
    finally:
        os._exit(0)


def _be_limited() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)
    # What native code says before it aborts, and pytest of it, belongs on no page of the tests.
    faulthandler.disable()
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)


def _allow_more_time() -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    now = int(used.ru_utime + used.ru_stime)
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (now + SECONDS, most))


def _death(status: int) -> str:
    if not os.WIFSIGNALED(status):
        return f"ended with status {os.waitstatus_to_exitcode(status)}"
    number = os.WTERMSIG(status)
    if number == signal.SIGXCPU:
        return f"took more than {SECONDS} seconds of processor time"
    return f"died by {signal.Signals(number).name}"
