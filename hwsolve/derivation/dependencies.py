"""The part of a derivation that leads to what is asked for, down to single entries.

Asked for one entry, such as dW[1].2.1, the slice is that entry's own path of the chain rule: every
quantity on it is a scalar, and its term has only the entries that it needs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

from hwsolve.derivation.derivation import Derivation
from hwsolve.derivation.step import Item, Section, Step, ids_of
from hwsolve.numbers import shape_of
from hwsolve.quantity import Quantity, whole_and_entry
from hwsolve.terms.term import Apply, Index, Name, Term, entry, names


class UnknownQuantity(Exception):
    """Something was asked for that the derivation doesn't have."""

    def __init__(self, id: str, known: Sequence[str], reason: str) -> None:
        super().__init__(id)
        self.id, self.known, self.reason = id, known, reason


def needed_for(sections: Sequence[Section], wanted: Iterable[str]) -> tuple[Section, ...]:
    """The sections with what leads to the wanted ids. Raises UnknownQuantity."""
    steps: dict[str, Step] = {
        id: item
        for section in sections
        for item in section.items
        if isinstance(item, Step)
        for id in ids_of(item)
    }
    targets = [_target(id, steps) for id in wanted]
    if all(index is not None for _, index in targets):
        paths = _entries(sections, steps, [(step, index or ()) for step, index in targets])
        if paths is not None:
            return paths
    return _whole(sections, steps, [step for step, _ in targets])


def with_entries(derivation: Derivation, ids: Iterable[str]) -> Derivation:
    """The derivation with a line of its own for every single entry among `ids`."""
    steps = derivation.by_id
    asked: defaultdict[Step, list[Index]] = defaultdict(list)
    for id in ids:
        with suppress(UnknownQuantity):
            step, index = _target(id, steps)
            if index:
                asked[step].append(index)
    if not asked:
        return derivation
    sections = tuple(
        replace(section, items=tuple(_with_entries(section.items, asked)))
        for section in derivation.sections
    )
    return replace(derivation, sections=sections)


def _with_entries(items: Iterable[Item], asked: Mapping[Step, list[Index]]) -> Iterator[Item]:
    for item in items:
        yield item
        if isinstance(item, Step):
            for index in dict.fromkeys(asked.get(item, ())):
                term = None if item.term is None else entry(item.term, index)
                yield _scalar_step(item, index, term)


def _target(id: str, steps: Mapping[str, Step]) -> tuple[Step, Index | None]:
    """The step that is meant, and the entry (from 0) if only that is."""
    if id in steps:
        step = steps[id]
        return step, None if shape_of(step.value) else ()
    base, places = whole_and_entry(id)
    if base not in steps:
        raise UnknownQuantity(id, list(steps), "there is no such quantity")
    shape = shape_of(steps[base].value)
    index = tuple(place - 1 for place in places)
    fits = len(index) == len(shape) and all(0 <= i < n for i, n in zip(index, shape, strict=False))
    if not fits:
        size = " × ".join(map(str, shape)) or "a single number"
        raise UnknownQuantity(id, list(steps), f"{base} has no such entry: it is {size}")
    return steps[base], index


def _whole(
    sections: Sequence[Section], steps: dict[str, Step], targets: Sequence[Step]
) -> tuple[Section, ...]:
    needed, waiting = set(targets), list(targets)
    while waiting:
        for id in waiting.pop().depends_on:
            if steps[id] not in needed:
                needed.add(steps[id])
                waiting.append(steps[id])
    return _kept(
        Section(
            section.phase,
            section.part,
            tuple(
                replace(item, shown_at_standard="entries") if item in targets else item
                for item in section.items
                if isinstance(item, Step) and item in needed
            ),
        )
        for section in sections
    )


def _entries(
    sections: Sequence[Section], steps: dict[str, Step], targets: Sequence[tuple[Step, Index]]
) -> tuple[Section, ...] | None:
    """The path of each entry; None where one rests on a whole matrix, as a determinant does."""
    needed: defaultdict[Step, dict[Index, Term | None]] = defaultdict(dict)
    waiting = list(targets)
    while waiting:
        step, index = waiting.pop()
        if index in needed[step]:
            continue
        term = None if step.term is None else entry(step.term, index)
        needed[step][index] = None if term is None else _named_by_entry(term)
        before = list(names(term)) if term else []
        if any(shape_of(name.value) and not name.index for name in before):
            return None
        waiting += [(steps[name.id], name.index) for name in before]
    return _kept(
        Section(
            section.phase,
            section.part,
            tuple(
                _scalar_step(item, index, needed[item][index])
                for item in section.items
                if isinstance(item, Step)
                for index in sorted(needed.get(item, {}))
            ),
        )
        for section in sections
    )


def _kept(sections: Iterable[Section]) -> tuple[Section, ...]:
    return tuple(section for section in sections if section.items)


def _scalar_step(step: Step, index: Index, term: Term | None) -> Step:
    value = step.value[index] if index else step.value
    aliases, aliases_unwritten = (
        tuple(_entry_of(id, index) for id in ids) for ids in (step.aliases, step.aliases_unwritten)
    )
    id = _entry_of(step.id, index)
    return Step(
        id,
        term,
        value,
        step.why,
        aliases,
        aliases_unwritten,
        shown_at_standard=step.shown_at_standard,
    )


def _entry_of(whole: Quantity, index: Index) -> Quantity:
    return whole.one(*(i + 1 for i in index)) if index else whole


def _named_by_entry(term: Term) -> Term:
    """The term with its entries as quantities of their own."""
    match term:
        case Name(id, value, index):
            return Name(_entry_of(id, index), value)
        case Apply(operation, arguments, parameters, value):
            inner = tuple(_named_by_entry(argument) for argument in arguments)
            return Apply(operation, inner, parameters, value)
    return term
