"""Where the program starts and ends: signals, streams, exit status.

Only the standard library is imported here, and little of it, so that `--version` is immediate.
"""

from __future__ import annotations

import gc
import io
import os
import signal
import sys
from contextlib import suppress
from typing import NoReturn

from hwsolve import __version__

SELDOM = 100_000
"""New objects between two collections of cyclic garbage; Python's own choice is 700."""


def main() -> NoReturn:
    """Run the command line of this process and exit with its status."""
    if hasattr(signal, "SIGPIPE"):  # not on Windows
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # `hwsolve ... | head -1` ends without a word
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # the same bytes whatever the locale
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    # A run is short and keeps what it makes: collecting cycles on the way and freeing everything at
    # the end would be a third of it.
    gc.set_threshold(SELDOM)
    status = _flush(run(sys.argv[1:]))
    with suppress(OSError, AttributeError):  # closed, or none at all
        sys.stderr.flush()
    os._exit(status)


def run(arguments: list[str]) -> int:
    """Run one command line and return its exit status; errors are worded on standard error."""
    arguments, debug = _without_debug(arguments)
    try:
        if arguments[:1] == ["--version"]:
            sys.stdout.write(f"hwsolve {__version__}\n")
            return 0
        return _command(arguments, debug=debug)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    except BaseException as error:  # noqa: BLE001 - the last stop: all get words and a status
        return _report(error)


def _command(arguments: list[str], *, debug: bool) -> int:
    """Run the command that the arguments name, and return its exit status."""
    from typer.exceptions import TyperException
    from typer.main import get_command

    from hwsolve.command_line import app, failures

    failures.show_tracebacks = debug
    try:
        command = get_command(app.build())
        status = command(args=arguments, prog_name="hwsolve", standalone_mode=False)
    except TyperException as error:
        from hwsolve.command_line import usage

        if not arguments:  # the message is the help
            sys.stderr.write(error.format_message() + "\n")
            return int(error.exit_code)
        raise usage.in_words(error, arguments) from None
    return status if isinstance(status, int) else 0


def _without_debug(arguments: list[str]) -> tuple[list[str], bool]:
    """Take `--debug` out of the arguments, wherever it stands before a `--`."""
    end = arguments.index("--") if "--" in arguments else len(arguments)
    options = [argument for argument in arguments[:end] if argument != "--debug"]
    return options + arguments[end:], len(options) < end


def _flush(status: int) -> int:
    """Write what is still buffered here, where a failure can be told, not at interpreter exit."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError as error:
        # What can't be written would be tried, and fail, once more when the interpreter ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return status or _report(error)
    return status


def _report(error: BaseException) -> int:
    from hwsolve.command_line import failures

    return failures.report(error)
