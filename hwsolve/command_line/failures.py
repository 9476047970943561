"""What went wrong, in words for standard error and as an exit status."""

from __future__ import annotations

import errno
import sys
import traceback
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from hwsolve.characters import HARMFUL, spelled
from hwsolve.errors import ExitCode, Fault, HwsolveError, InputError

show_tracebacks = False  # set by --debug

_ABOUT = "hwsolve_source"

_FULL = {errno.ENOSPC, errno.EFBIG, *([errno.EDQUOT] if hasattr(errno, "EDQUOT") else [])}


@contextmanager
def about(source: str) -> Iterator[None]:
    """Whatever is raised here is about this file; one that was named inside is nearer."""
    try:
        yield
    except Exception as error:
        vars(error).setdefault(_ABOUT, source)
        raise


def report(error: BaseException) -> ExitCode:
    """Tell the user about an error and return the exit status it asks for."""
    status, words = describe(error)
    if sys.stderr is not None:
        if show_tracebacks:
            sys.stderr.writelines(traceback.format_exception(error))
        if words:
            sys.stderr.write(printable(words) + "\n")
        sys.stderr.flush()
    return status


def warn(faults: Iterable[Fault]) -> None:
    """Tell the user what is odd about an input that can be used all the same."""
    if sys.stderr is not None:
        sys.stderr.writelines(printable(str(fault)) + "\n" for fault in faults)
        sys.stderr.flush()


def describe(error: BaseException) -> tuple[ExitCode, str]:
    """The exit status of an error, and its words; no words where silence is the custom."""
    source = vars(error).get(_ABOUT, "")
    place = f"Error: {source}: " if source else "Error: "
    match error:
        case InputError():
            return error.exit_code, "\n".join(
                # file:line:column comes first on its line, so that editors can jump there.
                str(fault) if fault.source else f"Error: {fault}"
                for fault in error.faults
            )
        case HwsolveError():
            named = getattr(error, "source", "")
            return error.exit_code, f"{'Error: ' if named else place}{error}" if str(error) else ""
        case KeyboardInterrupt():
            return ExitCode.INTERRUPTED, ""
        case BrokenPipeError():
            return ExitCode.CLOSED_PIPE, ""
        case MemoryError():
            return ExitCode.LIMIT, f"{place}this needs more memory than it may have"
        case RecursionError():
            return ExitCode.LIMIT, f"{place}the problem is nested too deeply"
        case OSError() if error.errno in _FULL:
            return ExitCode.BAD_INPUT, f"Error: the result can't be written: {error.strerror}"
    cause = " ".join(f"{type(error).__name__}: {error}".split())
    return ExitCode.INTERNAL, (
        f"{place}hwsolve failed ({cause}); this is a fault of hwsolve: please report it, with the"
        " problem file and what --debug adds"
    )


def printable(text: str) -> str:
    """Spell control characters out: an error may quote a file that nobody vouches for."""
    return HARMFUL.sub(lambda match: spelled(match[0]), text.replace("\r", spelled("\r")))
