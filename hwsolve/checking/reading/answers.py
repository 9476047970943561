"""Answer files: what a student or a key says of each quantity of a problem, with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from pydantic import Field

from hwsolve.checking.reading.written import Entry, read_written
from hwsolve.errors import Fault, InputError
from hwsolve.numbers import rational
from hwsolve.spec import Flag, Node, NonNegativeExact, Probability, StrictModel, load, read_tree
from hwsolve.spec.wording import shown

BLANK = "_"
"""What stands in a sheet where something is to be written."""

BLANKS = ("", BLANK)

Index = tuple[int, ...]
Position = tuple[int, int]
"""Line and column in a file, counted from 1."""


class Marks(StrictModel):
    """How points are given: in all, for following one's own mistake, and by quantity."""

    total: NonNegativeExact = rational(100)
    follows: NonNegativeExact = rational(1)
    """The part of a quantity's points that a line earns which follows from an earlier mistake."""
    follows_at_most: Probability = rational(3, 4)
    """The part of all points that such lines can earn together."""
    quantities: dict[str, NonNegativeExact] = Field(default_factory=dict)


class Header(StrictModel):
    """Everything in an answer file but the answers."""

    problem: str | None = None
    name: str = ""
    tolerance: NonNegativeExact = rational(0)
    round: str = ""
    required: tuple[str, ...] = ()
    permute_units: Flag = False
    """Whether hidden units may be numbered otherwise than in the problem."""
    one_for_all: Flag = False
    """Whether one number may be written for a quantity whose entries are all alike."""
    marks: Marks = Marks()


@dataclass(frozen=True, slots=True)
class Answer:
    """What was written for one id: entries by index (from 0), or words; where it stands.

    Entries that were left blank are not among them, but count for the shape.
    """

    id: str
    entries: Mapping[Index, Entry]
    shape: tuple[int, ...]
    text: str
    """All of it, on one line."""
    line: int
    column: int
    positions: Sequence[Position] = ()
    """Line and column of each entry, in their order."""
    irregular: bool = False
    means: str = ""
    """The id in the problem's numbering, where the writer's is another."""
    is_renumbered: bool = False

    @property
    def meant(self) -> str:
        """The id of what this is about."""
        return self.means or self.id

    def fitted(self, shape: Index) -> Mapping[Index, Entry] | None:
        """The entries by the indices of a shape; axes of length 1 may be left out or added."""
        if self.irregular:
            return None
        if self.shape == shape:
            return self.entries
        if [n for n in self.shape if n != 1] != [n for n in shape if n != 1]:
            return None
        places = dict(zip(np.ndindex(self.shape), np.ndindex(shape), strict=True))
        return {places[index]: found for index, found in self.entries.items()}


@dataclass(frozen=True, slots=True)
class AnswerFile:
    """A key or a submission as it was read."""

    source: str
    header: Header
    answers: tuple[Answer, ...]
    rounded_to: int | None = field(default=None)
    """Decimals to which every line on the way may have been rounded, if that is declared."""
    blank: int = 0
    """Ids behind which nothing was written yet."""


def read_answers(text: str, source: str) -> AnswerFile:
    """The answer file that a text holds. Raises InputError with all faults."""
    tree = read_tree(text, source)
    written = tree.child("answers") if tree.kind == "map" else None
    if written is None and tree.child("kind") is not None:
        raise InputError((_problem_instead(tree, source),))
    if written is None or written.kind != "map":
        raise InputError(
            (
                Fault(
                    "this is not an answer file",
                    expected="a mapping with problem: and answers: {id: what was written, …}",
                    found="no key answers" if written is None else "answers that are no mapping",
                    source=source,
                    line=tree.line,
                    column=tree.column,
                ),
            )
        )
    rest = {key: node for key, node in tree.mapping.items() if key != "answers"}
    header = load(
        Header, Node("map", rest, tree.line, tree.column, True, tree.key_positions), source
    )
    answers = [_answer(id, node) for id, node in written.mapping.items()]
    filled = tuple(answer for answer in answers if answer.entries or answer.irregular)
    blank = len(answers) - len(filled)
    return AnswerFile(source, header, filled, _rounded_to(header, tree, source), blank)


def _problem_instead(tree: Node, source: str) -> Fault:
    return Fault(
        "this is a problem file, not an answer file",
        ("kind",),
        expected="a mapping with problem: and answers: {id: what was written, …}",
        hint="hwsolve solve works it out, hwsolve key writes its answers",
        source=source,
        line=tree.line,
        column=tree.column,
    )


def _rounded_to(header: Header, tree: Node, source: str) -> int | None:
    if not header.round:
        return None
    match = re.fullmatch(r"each_step\(([0-9]{1,3})\)", header.round)
    if match is None:
        node = tree.child("round") or tree
        raise InputError(
            (
                Fault(
                    "an unknown way of rounding",
                    ("round",),
                    expected="each_step(4), with the number of decimals",
                    found=shown(header.round),
                    source=source,
                    line=node.line,
                    column=node.column,
                ),
            )
        )
    return int(match[1])


def _answer(id: str, node: Node) -> Answer:
    leaves = dict(_leaves(node))
    written = {index: leaf for index, leaf in leaves.items() if leaf.text.strip() not in BLANKS}
    entries = {index: read_written(leaf.text) for index, leaf in written.items()}
    ranks = {len(index) for index in leaves}
    shape = tuple(max(index[axis] for index in leaves) + 1 for axis in range(min(ranks, default=0)))
    size = 1
    for length in shape:
        size *= length
    irregular = len(ranks) != 1 or size != len(leaves)
    positions = tuple((leaf.line, leaf.column) for leaf in written.values())
    return Answer(id, entries, shape, _text(node), node.line, node.column, positions, irregular)


def _text(node: Node) -> str:
    return f"[{', '.join(map(_text, node.items))}]" if node.kind == "list" else node.text


def _leaves(node: Node, index: Index = ()) -> Iterator[tuple[Index, Node]]:
    if node.kind == "list":
        for place, item in enumerate(node.items):
            yield from _leaves(item, (*index, place))
    elif node.kind == "scalar":
        yield index, node


def by(shape: Index) -> str:
    """A shape in words. e.g. 2 × 3"""
    return " × ".join(map(str, shape)) or "a single number"


def entry_id(id: str, index: Index) -> str:
    """The id of an entry or a row. e.g. dW[1].2.1"""
    return ".".join([id, *(str(i + 1) for i in index)])
