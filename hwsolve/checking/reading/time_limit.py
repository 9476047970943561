"""A limit to the time that comparing formulas may take: for each of them, and for a whole file.

An algebra system can be kept busy for ever by a short formula, so it is stopped by the clock.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import monotonic
from types import FrameType
from typing import NoReturn

FOR_ONE = 2.0
FOR_A_FILE = 20.0
"""Seconds; what can't be decided within them is undecided."""

_left: ContextVar[float] = ContextVar("seconds left for a file", default=FOR_A_FILE)


class OutOfTime(BaseException):
    """The time is over. No Exception, so that nothing on the way takes it for a failed attempt."""


@contextmanager
def a_file() -> Iterator[None]:
    """Within this, all comparisons together have so many seconds."""
    token = _left.set(FOR_A_FILE)
    try:
        yield
    finally:
        _left.reset(token)


@contextmanager
def limited() -> Iterator[None]:
    """Raise OutOfTime in what stands within this once its time is over.

    Alarms exist in the main thread of a POSIX system; elsewhere only the time of the file counts.
    """
    start, seconds = monotonic(), min(FOR_ONE, _left.get())
    if seconds <= 0:
        raise OutOfTime
    try:
        with _alarm(seconds):
            yield
    finally:
        _left.set(_left.get() - (monotonic() - start))


@contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    if (
        not hasattr(signal, "setitimer")
        or threading.current_thread() is not threading.main_thread()
    ):
        yield
        return
    start = monotonic()
    before = signal.signal(signal.SIGALRM, _ring)
    remaining, every = signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        if remaining:  # somebody else's alarm goes on as if nothing had been
            left = max(remaining - (monotonic() - start), 1e-6)
            signal.setitimer(signal.ITIMER_REAL, left, every)


def _ring(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise OutOfTime
