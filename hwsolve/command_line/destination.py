"""Where results go, and what that place can show."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from hwsolve.errors import ExitCode, HwsolveError, InputError
from hwsolve.problem_files import is_same

STANDARD_OUTPUT = "-"
PIPED_WIDTH = 80
NARROWEST = 20
WIDEST = 400

ENDING = [
    getattr(signal, name)
    for name in ("SIGHUP", "SIGINT", "SIGTERM")
    if hasattr(signal, name)  # Windows has no SIGHUP
]


class ClosedPipe(HwsolveError):
    """The reader of standard output has gone; only seen where there is no SIGPIPE."""

    exit_code = ExitCode.CLOSED_PIPE


@dataclass(frozen=True, slots=True)
class Canvas:
    """What the place a result goes to can show."""

    width: int
    color: bool


def canvas(output: str) -> Canvas:
    """A pipe or a file is plain, and 80 columns wide unless COLUMNS says otherwise."""
    columns = shutil.get_terminal_size((PIPED_WIDTH, 24)).columns
    terminal = output == STANDARD_OUTPUT and sys.stdout is not None and sys.stdout.isatty()
    if not terminal and not os.environ.get("COLUMNS"):
        columns = PIPED_WIDTH
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return Canvas(min(max(columns, NARROWEST), WIDEST), color=terminal and not plain)


@contextmanager
def destination(output: str) -> Iterator[Callable[[str], None]]:
    """Yield the function that takes results; a file appears at the end, whole, or not at all."""
    if output == STANDARD_OUTPUT:
        yield _write_standard_output
        return
    pieces: list[str] = []
    yield pieces.append
    if pieces:
        write_file(output, "".join(pieces).encode(errors="backslashreplace"))


def spare(source: str, output: str, what: str = "the problem") -> None:
    """Refuse to write a result over what it is made from."""
    if is_same(source, output):
        raise InputError.of(f"--output {output} would replace {what} itself")


def _write_standard_output(text: str) -> None:
    if sys.stdout is None:
        raise InputError.of("standard output is closed")
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError as error:
        raise ClosedPipe from error
    except OSError as error:
        raise InputError.of(f"standard output can't be written: {error.strerror}") from error


def write_file(path: str, content: bytes) -> None:
    """Write a file whole or not at all. Raises InputError where it can't be written."""
    try:
        _write_file(path, content)
    except OSError as error:
        raise InputError.of(f"{path} can't be written: {error.strerror}") from error


def _write_file(path: str, content: bytes) -> None:
    """Write beside the file and put the new one in its place in one move."""
    try:
        mode = os.stat(path).st_mode
    except FileNotFoundError:
        mode = None
    if mode is not None and not stat.S_ISREG(mode):  # /dev/null must stay what it is
        with open(path, "wb") as device:
            device.write(content)
        return
    path = os.path.realpath(path)  # a link stays a link
    temporary = f"{path}.{os.getpid()}.tmp"
    with _signals_wait():
        try:
            with open(temporary, "xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())  # else a loss of power may leave the name without content
            if mode is not None:
                os.chmod(temporary, stat.S_IMODE(mode))
            os.replace(temporary, path)
        except BaseException:
            with suppress(OSError):
                os.unlink(temporary)
            raise


@contextmanager
def _signals_wait() -> Iterator[None]:
    """Hold back the signals that would end this process and leave half a file behind.

    A mask would not do: libraries have threads of their own that a signal can be sent to.
    """
    if threading.current_thread() is not threading.main_thread():  # which alone gets signals
        yield
        return
    came: list[int] = []
    before = {each: signal.signal(each, lambda number, _: came.append(number)) for each in ENDING}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        for number in came:
            signal.raise_signal(number)
