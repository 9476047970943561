"""From the text of a problem file to its derivation."""

from __future__ import annotations

import gc
import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from types import ModuleType
from typing import Any, Literal, get_args, get_origin

from hwsolve import kinds as modules
from hwsolve.derivation.definitions import definitions_in
from hwsolve.derivation.dependencies import UnknownQuantity, needed_for
from hwsolve.derivation.derivation import Derivation
from hwsolve.derivation.file_letters import letters_apart, told
from hwsolve.derivation.tape import TakenId, Tape
from hwsolve.errors import Fault, InputError, LimitError, Path
from hwsolve.notation.identifiers import quantities_known
from hwsolve.notation.nearest_ids import nearest_ids
from hwsolve.numbers import (
    NeedsPrecision,
    Rational,
    check_digits,
    scalars,
    with_enough_precision,
)
from hwsolve.problem_files import Source
from hwsolve.quantity import name_in
from hwsolve.spec import Node, choose_kind, load, placed, read_tree
from hwsolve.spec.wording import did_you_mean, one_of


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem file as it was read: a tree of text, and the kind that it is of."""

    kind: str
    tree: Node
    source: str

    @property
    def title(self) -> str:
        """The title that the file gives itself, or the file's name."""
        node = self.tree.child("title")
        return node.value if node is not None and isinstance(node.value, str) else self.source


def kinds() -> list[str]:
    """The kinds of problem, each a module of hwsolve.kinds."""
    return [m.name for m in pkgutil.iter_modules(modules.__path__) if not m.name.startswith("_")]


def solver_of(kind: str) -> ModuleType:
    """The module that solves a kind."""
    return importlib.import_module(f"hwsolve.kinds.{kind}")


def load_problem(source: Source, kind: str | None = None) -> Problem:
    """Read a problem file. Raises InputError where it isn't one, or is of another kind."""
    tree = read_tree(source.text, source.name)
    found = choose_kind(tree, kinds(), source.name)
    if kind is not None and kind != found:
        node = tree.child("kind")
        raise InputError(
            (
                Fault(
                    "this problem is of another kind",
                    ("kind",),
                    expected=kind,
                    found=found,
                    hint=f"hwsolve {found} --spec {source.name}",
                    source=source.name,
                    line=node.line if node else None,
                    column=node.column if node else None,
                ),
            )
        )
    return Problem(found, tree, source.name)


def solve(problem: Problem, digits: int = 6) -> Derivation:
    """The derivation, in which every number can be written to `digits` proven digits.

    Raises InputError for what is wrong with the file, LimitError for what can't be decided.
    """
    module = solver_of(problem.kind)
    tape = Tape()

    def derive() -> Derivation:
        nonlocal tape
        # The file is read anew at each precision: its own numbers may be balls (sqrt(2)/2).
        spec = load(module.Spec, problem.tree, problem.source)
        tape, names = Tape(), spec.names_given()
        with quantities_known(tape.quantities):
            try:
                module.solve(spec, tape)
            except TakenId as taken:
                raise _taken(problem, names, taken) from None
            derivation = _finished(problem, spec, tape, digits)
        _check(derivation, digits)
        return derivation

    try:
        with _collector_at_rest():
            return with_enough_precision(derive, digits=digits)
    except LimitError as error:
        error.message += _where(error) or (f"; {reached}" if (reached := _reached(tape)) else "")
        error.source = error.source or problem.source
        raise
    except ZeroDivisionError as error:
        message = "a division by zero stands in the way"
        raise LimitError(message + _where(error), _reached(tape), problem.source) from None
    except ArithmeticError as error:
        raise LimitError(str(error) + _where(error), _reached(tape), problem.source) from None


def _check(derivation: Derivation, digits: int) -> None:
    """Raise NeedsPrecision, with the quantity in a note, unless every number can be written."""
    for id, value in derivation.answers().items():
        try:
            for scalar in scalars(value):
                check_digits(scalar, digits)
        except (NeedsPrecision, LimitError) as error:
            error.add_note(f"in {id}")
            raise


def _reached(tape: Tape) -> str:
    """Where the working stopped."""
    steps = tape.steps()
    return f"the working got as far as {steps[-1].id}" if steps else ""


def _where(error: Exception) -> str:
    """The quantity that has no value, or those it is made of, as was noted where it was met."""
    return "".join(f", {note}" for note in getattr(error, "__notes__", ()) if note)


ASSUMPTIONS = ("assume",)
"""Keys of a problem file that are choices like those of `conventions`."""


def other_choices(problem: Problem) -> Iterator[tuple[str, str]]:
    """Every convention of the problem with each choice that it doesn't make: (key, choice)."""
    spec = load(solver_of(problem.kind).Spec, problem.tree, problem.source)
    conventions = spec.conventions
    for model, keys in ((spec, ASSUMPTIONS), (conventions, conventions.keys())):
        for key in keys:
            if field := type(model).model_fields.get(key):
                made = _spelled(getattr(model, key))
                yield from ((key, c) for c in _options(field.annotation) if c != made)


def _options(annotation: Any) -> tuple[str, ...]:
    """The words that a convention may be set to; the usual slopes of ReLU at 0 for a number."""
    inner = [_options(argument) for argument in get_args(annotation)]
    if get_origin(annotation) is Literal:
        return tuple(str(option) for option in get_args(annotation))
    if annotation is bool:
        return "true", "false"
    if annotation is Rational:
        return "0", "1/2", "1"
    return tuple(option for options in inner for option in options)


def _spelled(made: Any) -> str:
    return str(made).lower() if isinstance(made, bool) else str(made)


def under(problem: Problem, key: str, choice: str) -> Problem:
    """The problem with one convention set."""
    tree = problem.tree
    if key in ASSUMPTIONS:
        node = Node("scalar", choice, tree.line, tree.column)
        return replace(problem, tree=replace(tree, value={**tree.mapping, key: node}))
    conventions = tree.child("conventions")
    before = conventions.mapping if conventions is not None else {}
    here = conventions or tree
    setting = Node("scalar", choice, here.line, here.column)
    node = Node("map", {**before, key: setting}, here.line, here.column)
    return replace(problem, tree=replace(tree, value={**tree.mapping, "conventions": node}))


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Terms hold no cycles, so looking for some while they are built by the thousand is a waste."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _finished(problem: Problem, spec: Any, tape: Tape, digits: int) -> Derivation:
    sections = tape.sections()
    if tape.wanted:
        try:
            asked_for = needed_for(sections, tape.wanted)
        except UnknownQuantity as unknown:
            raise InputError((_not_there(problem, spec, unknown),)) from None
        sections = sections if tape.beside_topics else asked_for
    apart = letters_apart(tape.steps())
    return Derivation(
        kind=problem.kind,
        title=problem.title,
        sections=sections,
        conventions=(*tape.conventions(), *told(apart)),
        letters_apart=tuple(apart.items()),
        definitions=definitions_in(tape.steps()),
        questions=tuple(tape.questions),
        symmetries=tuple(tape.symmetries),
        problem=spec.model_dump(mode="json", exclude_none=True),
        digits=digits,
        written_in_decimals=any("." in text for text in _numbers(problem.tree)),
        warnings=tuple(_without_effect(problem, spec, tape)),
    )


def _taken(problem: Problem, names: Mapping[str, Path], taken: TakenId) -> Exception:
    """What to say where a name that the file gives makes two quantities go by one id."""
    name = name_in(taken.id)
    parts = [other for other in names if other in name]
    if not parts:
        return taken
    # The longest name is the odd one: beside x it is dx that is to be called otherwise.
    odd = max(parts, key=len)
    fault = Fault(
        f"this name makes two quantities go by one: {taken.id}",
        names[odd],
        expected="a name that isn't made of those of other quantities",
        found=odd,
    )
    return InputError((placed(fault, problem.tree, problem.source),))


def _without_effect(problem: Problem, spec: Any, tape: Tape) -> Iterator[Fault]:
    """The conventions that a file sets although nothing in its problem depends on them.

    The ledger has a line for each convention where it matters, and nowhere else.
    """
    written = problem.tree.child("conventions")
    in_ledger = {name_in(convention.key) for convention in tape.conventions()}
    if written is None:
        return
    legal = spec.conventions.keys()
    here = [key for key in legal if key in in_ledger]
    for key, node in written.mapping.items():
        if key not in in_ledger:
            line, column = written.key_positions.get(key, (node.line, node.column))
            yield Fault(
                "nothing in this problem depends on this convention",
                ("conventions", key),
                expected=f"a convention that matters here: {', '.join(here)}" if here else "",
                source=problem.source,
                line=line,
                column=column,
                is_warning=True,
            )


def _not_there(problem: Problem, spec: Any, unknown: UnknownQuantity) -> Fault:
    asked = problem.tree.child("derive")
    places = [
        place for place, node in enumerate(asked.items if asked else ()) if node.text == unknown.id
    ]
    topics = spec.topics_here
    topic = did_you_mean(unknown.id, topics)
    of_topics = f"{one_of(topics)}, or " if topics else ""
    fault = Fault(
        unknown.reason,
        ("derive", *places[:1]),
        expected=f"{of_topics}the id of a quantity of this problem, such as "
        + ", ".join(unknown.known[-3:]),
        found=unknown.id,
        hint=topic or nearest_ids(unknown.id, unknown.known),
    )
    return placed(fault, problem.tree, problem.source)


def _numbers(node: Node) -> Iterator[str]:
    for _, below in node.descendants():
        if isinstance(below.value, str) and below.value.replace(".", "").lstrip("-").isdigit():
            yield below.value


def schema(kind: str | None = None) -> dict[str, Any]:
    """The JSON Schema of a problem file, of one kind or of any."""
    if kind is not None:
        result: dict[str, Any] = solver_of(kind).Spec.model_json_schema()
        return result
    from pydantic.json_schema import models_json_schema

    from hwsolve.spec.schema import ExactJsonSchema

    models = [solver_of(name).Spec for name in kinds()]
    by_model, shared = models_json_schema(
        [(model, "validation") for model in models], schema_generator=ExactJsonSchema
    )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "hwsolve problem",
        "oneOf": [by_model[model, "validation"] for model in models],
        **shared,
    }
