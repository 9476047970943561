"""What is wrong with a command line, in hwsolve's own words."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from hwsolve.errors import Fault, InputError
from hwsolve.problem_files import ANSWERS, SUFFIXES, find, known_names

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails


def in_words(error: Any, arguments: Sequence[str]) -> InputError:
    """An error of the parser of command lines (click's UsageError, as typer brings it along)."""
    commands = list(getattr(error.ctx and error.ctx.command, "commands", ()))
    typed = next((word for word in arguments if not word.startswith("-")), "")
    if commands and typed not in commands and not hasattr(error, "option_name"):
        return _unknown_command(typed, commands)
    help_of = f"{error.ctx.command_path} --help" if error.ctx else "hwsolve --help"
    if possible := getattr(error, "possibilities", None):
        name = error.option_name
        return InputError.of(f"no such option {name}", hint=_did_you_mean(name, possible))
    cause = getattr(error.__cause__, "errors", None)
    param = getattr(error, "param", None)
    if param is not None:
        option = str(param.opts[0])
        name = option if option.startswith("-") else str(param.metavar or param.name)
        if cause is None:
            return InputError.of(f"{name} is missing", hint=f"{help_of} tells how")
        return InputError((_unusable(name, cause()[0]),))
    return InputError.of(error.format_message().rstrip("."), hint=f"{help_of} tells how")


def _unusable(name: str, item: ErrorDetails) -> Fault:
    """A value that an option doesn't take; `item` is what pydantic says of it."""
    from hwsolve.spec.validation_errors import in_words as in_our_words  # takes a while

    value = str(item["input"])
    said = str(item.get("ctx", {}).get("error", ""))  # 'x' is not one of 'brief', 'full'.
    choices = re.findall(r"'([^']*)'", said.partition(" is not one of ")[2])
    if choices:
        hint = _did_you_mean(value, choices)
        return Fault(f"{name} can't be {value}", expected="one of " + ", ".join(choices), hint=hint)
    expected = (in_our_words(item).context or {})["expected"]
    return Fault(f"{name} can't be {value}", expected=expected)


def _unknown_command(word: str, commands: Sequence[str]) -> InputError:
    hint = f"hwsolve {_for_file(word)}" if _for_file(word) else _did_you_mean(word, commands)
    if not hint:
        near = difflib.get_close_matches(word, known_names(), n=1)
        hint = f"did you mean hwsolve solve {near[0]}?" if near else "hwsolve --help lists them"
    return InputError.of(f"there is no command {word}", hint=hint)


def _for_file(word: str) -> str:
    """The command for a file that was named without one; nothing where it isn't one."""
    try:
        text = find(word).text
    except InputError:
        return f"solve {word}" if word.endswith(SUFFIXES) else ""
    return f"{'check' if ANSWERS.search(text) else 'solve'} {word}"


def _did_you_mean(word: str, legal: Sequence[str]) -> str:
    """A hint as `spec.wording` gives it, without what it takes to load that."""
    near = difflib.get_close_matches(word, legal, n=1)
    return f"did you mean {near[0]}?" if near else ""
