"""What a validator of pydantic objects to, with expectation, finding and hint carried as data.

Pydantic's own sentences are replaced where they arise, inside the model concerned, because only
there the legal keys are known.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails, InitErrorDetails, PydanticCustomError

from hwsolve.errors import Path
from hwsolve.spec.wording import counted, did_you_mean, found_in_words, one_of, quoted

COMPLAINT = "complaint"
UNKNOWN_KEY = "unknown_key"
MISSING_KEY = "missing_key"
WRONG_SORT = "wrong_sort"
"""A list, say, where text belongs; one of a union's members says so of what another may take."""


def complaint(
    message: str, *, expected: str = "", found: str = "", hint: str = "", sort: str = COMPLAINT
) -> PydanticCustomError:
    """An error for a validator to raise; `loading` makes it a Fault with a place."""
    context = {"message": message, "expected": expected, "found": found, "hint": hint}
    return PydanticCustomError(sort, "{message}", context)


def at(path: Path, error: PydanticCustomError, value: object = None) -> InitErrorDetails:
    """An error for the value at `path` below the one that is validated."""
    return InitErrorDetails(type=error, loc=path, input=value)


def refusal(errors: Sequence[InitErrorDetails]) -> ValidationError:
    """Several errors at once, for a validator to raise; pydantic puts the outer path in front."""
    return ValidationError.from_exception_data("value", list(errors))


def line_errors(
    error: ValidationError,
    prefix: Path = (),
    legal_keys: Sequence[str] = (),
    used: Collection[str] = (),
) -> list[InitErrorDetails]:
    """The single errors with a path in front of theirs, each in hwsolve's words."""
    return [
        at((*prefix, *item["loc"]), in_words(item, legal_keys, used), item["input"])
        for item in error.errors(include_url=False)
    ]


def in_words(
    item: ErrorDetails, legal_keys: Sequence[str] = (), used: Collection[str] = ()
) -> PydanticCustomError:
    """One of pydantic's errors as a complaint.

    `legal_keys` are those of the model it arose in, `used` those that the file has written there.
    """
    sort, context, value = item["type"], item.get("ctx", {}), item["input"]
    if sort in (COMPLAINT, UNKNOWN_KEY, MISSING_KEY, WRONG_SORT):
        return complaint(**context, sort=sort)
    name = str(item["loc"][-1]) if item["loc"] else ""
    match sort:
        case "extra_forbidden" | "unexpected_keyword_argument":
            return unknown_key(name, legal_keys, used)
        case "missing" | "missing_argument" | "missing_keyword_only_argument":
            return complaint(
                f"the key {quoted(name)} is missing",
                found=found_in_words(value),
                sort=MISSING_KEY,
            )
        case "literal_error" | "enum" | "union_tag_invalid":
            listed = str(context.get("expected") or context.get("expected_tags", ""))
            return unknown_word(value, re.findall(r"'([^']*)'", listed))
    expected = _EXPECTATIONS.get(sort) or _bound_in_words(sort, context)
    return complaint(
        "not what belongs here",
        expected=expected,
        found=found_in_words(value),
        sort=WRONG_SORT if sort.endswith("_type") else COMPLAINT,
    )


def unknown_key(
    name: str, legal_keys: Sequence[str], used: Collection[str] = ()
) -> PydanticCustomError:
    """A key that the mapping doesn't have; a key that is `used` already can't have been meant."""
    return complaint(
        f"unknown key {quoted(name)}",
        expected=one_of(legal_keys) if legal_keys else "no such key",
        hint=did_you_mean(name, [key for key in legal_keys if key not in used]),
        sort=UNKNOWN_KEY,
    )


def unknown_word(value: object, legal: Sequence[str]) -> PydanticCustomError:
    """A word, where only words of a list may stand."""
    return complaint(
        f"unknown word {quoted(value)}" if isinstance(value, str) else "not what belongs here",
        expected=one_of(legal) if legal else "a word",
        found=found_in_words(value),
        hint=did_you_mean(value, legal) if isinstance(value, str) else "",
        sort=COMPLAINT if isinstance(value, str) else WRONG_SORT,
    )


_MAPPING = "a mapping (key: value)"
_LIST = "a list, such as [1, 2]"
_WHOLE = "a whole number"
_NUMBER = "a number"
_FLAG = "true or false"
_EXPECTATIONS: Mapping[str, str] = {
    "model_type": _MAPPING,
    "model_attributes_type": _MAPPING,
    "dict_type": _MAPPING,
    "mapping_type": _MAPPING,
    "dataclass_type": _MAPPING,
    "list_type": _LIST,
    "tuple_type": _LIST,
    "set_type": _LIST,
    "frozen_set_type": _LIST,
    "iterable_type": _LIST,
    "string_type": "text",
    "string_unicode": "text",
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_from_float": _WHOLE,
    "int_parsing_size": "a smaller whole number",
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "finite_number": "a number that isn't infinite",
    "bool_type": _FLAG,
    "bool_parsing": _FLAG,
    "invalid_key": "text as a key",
    "union_tag_not_found": "a mapping that says of which sort it is",
    "none_required": "nothing: leave the key out",
}
"""What belongs where pydantic reports an error of a sort; no sentence of its own is passed on."""


def _bound_in_words(sort: str, context: Mapping[str, Any]) -> str:
    """What was expected, where pydantic tells it as a bound."""
    lengths = {"too_short": "at least", "too_long": "at most"}
    if sort in lengths:
        bound = context.get("min_length", context.get("max_length", 0))
        return counted(int(bound), "value", f"{lengths[sort]} ")
    bounds = {
        "greater_than": ("gt", "greater than"),
        "greater_than_equal": ("ge", "of at least"),
        "less_than": ("lt", "less than"),
        "less_than_equal": ("le", "of at most"),
    }
    if sort in bounds:
        key, words = bounds[sort]
        return f"a number {words} {context.get(key)}"
    texts = {"string_too_short": ("min_length", "least"), "string_too_long": ("max_length", "most")}
    if sort in texts:
        key, words = texts[sort]
        return counted(int(context.get(key, 0)), "character", f"text of at {words} ")
    return ""
