"""A tree of text to a checked model: every fault of a file at once, each with its place."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from hwsolve.errors import Fault, InputError, Path
from hwsolve.spec.nodes import Node, nearest_node, to_plain
from hwsolve.spec.symbol_names import CONSTANTS, canonical_name
from hwsolve.spec.validation_errors import MISSING_KEY, UNKNOWN_KEY, WRONG_SORT, in_words
from hwsolve.spec.wording import did_you_mean, found_in_words, one_of, shown, under_another_key

Model = TypeVar("Model", bound=BaseModel)


def load(model: type[Model], tree: Node, source: str) -> Model:
    """The model that a file describes. Raises InputError with all faults, in the file's order.

    A model's own method `faults()` is asked once all of its fields are valid, and the names that it
    gives are looked at.
    """
    if tree.kind != "map":
        raise InputError((_not_a_problem(tree, source),))
    faults = _nothing_written(tree, source)
    try:
        loaded = model.model_validate(to_plain(tree))
    except ValidationError as error:
        faults = _merged(faults, error.errors(include_url=False), tree, source)
    except InputError as error:
        faults += [placed(fault, tree, source) for fault in error.faults]
    else:
        own: Iterable[Fault] = getattr(loaded, "faults", tuple)()
        named = _names_of_constants(getattr(loaded, "names_given", dict)())
        others = (fault for fault in own if fault.path not in named)
        faults += [placed(fault, tree, source) for fault in (*named.values(), *others)]
        if not faults:
            return loaded
    raise InputError(tuple(sorted(faults, key=lambda fault: (fault.line or 0, fault.column or 0))))


def choose_kind(tree: Node, kinds: Sequence[str], source: str) -> str:
    """The kind of a problem, as its file names it. InputError unless it is one of `kinds`."""
    if tree.kind != "map":
        raise InputError((_not_a_problem(tree, source),))
    node = tree.child("kind")
    if node is None and "answers" in tree.mapping:
        fault = Fault(
            "this is an answer file, not a problem",
            ("answers",),
            expected="a problem file, which says its kind",
            hint="hwsolve check marks it",
        )
    elif node is None:
        hint = under_another_key(to_plain(tree), "kind", kinds)
        fault = Fault("the key 'kind' is missing", ("kind",), one_of(kinds), hint=hint)
    elif not isinstance(node.value, str) or node.value not in kinds:
        found = "nothing" if node.is_missing else found_in_words(to_plain(node))
        hint = did_you_mean(node.value, kinds) if isinstance(node.value, str) else ""
        fault = Fault("unknown kind", ("kind",), expected=one_of(kinds), found=found, hint=hint)
    else:
        return node.value
    raise InputError((placed(fault, tree, source),))


def placed(fault: Fault, tree: Node, source: str) -> Fault:
    """A fault with the line and column that its path leads to, or the nearest one around it."""
    if fault.line is not None:
        return fault if fault.source else dataclasses.replace(fault, source=source)
    node = nearest_node(tree, fault.path)
    return dataclasses.replace(
        fault,
        path=_harmless(fault.path),
        found=shown(fault.found, 200),
        source=source,
        line=node.line,
        column=node.column,
    )


def _not_a_problem(tree: Node, source: str) -> Fault:
    return Fault(
        "this is not a problem file",
        expected="a mapping (key: value), such as kind: mlp",
        found=found_in_words(to_plain(tree)),
        source=source,
        line=tree.line,
        column=tree.column,
    )


def _names_of_constants(names: Mapping[str, Path]) -> dict[Path, Fault]:
    """By place: names that the file gives to quantities, and that a formula reads as a constant."""
    return {
        path: Fault(
            f"{name} is {CONSTANTS[canonical_name(name)]} in every formula",
            path,
            expected=f"another name, such as {name[0]}_1",
            found=name,
        )
        for name, path in names.items()
        if canonical_name(name) in CONSTANTS
    }


def _nothing_written(tree: Node, source: str) -> list[Fault]:
    return [
        Fault(
            "nothing was written here",
            _harmless(path),
            expected="a value",
            found="nothing",
            hint="write a value, or leave the key out",
            source=source,
            line=node.line,
            column=node.column,
        )
        for path, node in tree.descendants()
        if node.is_missing
    ]


def _merged(
    missing: list[Fault], errors: Sequence[ErrorDetails], tree: Node, source: str
) -> list[Fault]:
    """Both sorts of fault, one a place: where no value is, only the key can be wrong."""
    faults = {fault.path: fault for fault in missing}
    others = []
    for item in errors:
        fault = _fault(item, tree, source)
        if fault.path not in faults:
            others.append((fault, in_words(item).type == WRONG_SORT))
        elif item["type"] in (UNKNOWN_KEY, "extra_forbidden"):
            faults[fault.path] = fault
    return [*faults.values(), *_of_the_sort_written(others)]


def _of_the_sort_written(faults: Sequence[tuple[Fault, bool]]) -> Iterator[Fault]:
    """One fault where every member of a union found another sort than its own.

    Where a member got further, as into the entries of a list, its faults are the true ones.
    faults   each with whether it is about the sort of the value
    """
    expected: dict[Path, list[str]] = {}
    for fault, is_of_sort in faults:
        if is_of_sort:
            expected.setdefault(fault.path, []).append(fault.expected)
    further = {
        fault.path[:length]
        for fault, is_of_sort in faults
        for length in range(len(fault.path) + (not is_of_sort))
    }
    for fault, is_of_sort in faults:
        if not is_of_sort:
            yield fault
        elif fault.path not in further and (sorts := expected.pop(fault.path, None)):
            yield dataclasses.replace(fault, expected=", or ".join(dict.fromkeys(sorts)))


def _fault(item: ErrorDetails, tree: Node, source: str) -> Fault:
    path = _path_in_file(item["loc"], tree, missing=item["type"] in (MISSING_KEY, "missing"))
    words = in_words(item).context or {}
    fault = Fault(
        words["message"],
        path,
        expected=words["expected"],
        found=words["found"],
        hint=words["hint"],
    )
    if item["type"] in (UNKNOWN_KEY, "extra_forbidden") and path:
        around = nearest_node(tree, path[:-1])
        line, column = around.key_positions.get(str(path[-1]), (around.line, around.column))
        fault = dataclasses.replace(
            fault, path=_harmless(path), source=source, line=line, column=column
        )
    return placed(fault, tree, source)


def _harmless(path: Path) -> Path:
    return tuple(shown(key) if isinstance(key, str) else key for key in path)


def _path_in_file(location: Path, tree: Node, *, missing: bool) -> Path:
    """Pydantic's location without the tags of its unions, which stand in no file."""
    path: list[str | int] = []
    node: Node | None = tree
    for number, key in enumerate(location, start=1):
        below = node.child(key) if node else None
        if below is not None:
            path.append(key)
            node = below
        elif missing and number == len(location):
            path.append(key)
    return tuple(path)
