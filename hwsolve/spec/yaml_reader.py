"""YAML text to a tree of nodes, from the event stream of PyYAML.

Why not yaml.load: it recurses in C and crashes the process on deep nesting, keeps the last of two
equal keys, and reads 0.1 as a binary float and `no` as false. Events come one by one, so that every
limit is checked before anything is built.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, NoReturn

import yaml

from hwsolve.characters import HARMFUL
from hwsolve.errors import Fault, InputError
from hwsolve.problem_files import LARGEST, SIZE_LIMIT
from hwsolve.spec.nodes import Node, to_plain
from hwsolve.spec.wording import character_name, quoted
from hwsolve.spec.yaml_faults import in_words_of_a_student

__all__ = ["Node", "read_tree", "to_plain"]

MAX_DEPTH = 24
MAX_VALUES = 200_000
MAX_SCALAR = 4_000

Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_tree(text: str, source: str) -> Node:
    """The tree of a file with one document. Raises InputError with the place of the first fault."""
    text = text.removeprefix("\ufeff")
    if len(text) > LARGEST or len(text.encode("utf-8", "surrogatepass")) > LARGEST:
        raise InputError.of("the file is too large", expected=SIZE_LIMIT, source=source)
    _refuse_control_characters(text, source)
    builder = _Builder(source)
    try:
        for event in yaml.parse(text, Loader=Loader):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        _refuse_what_comes_before(error, text, source)
        raise InputError((in_words_of_a_student(error, text, source),)) from None
    except (yaml.YAMLError, ValueError) as error:
        raise InputError.of("this is not YAML", found=str(error), source=source) from None
    if builder.root is None or builder.root.is_missing:
        raise InputError((Fault("the file is empty", source=source, line=1, column=1),))
    return builder.root


def _refuse_what_comes_before(error: yaml.MarkedYAMLError, text: str, source: str) -> None:
    """Raise InputError for the first thing in front of a syntax error that isn't allowed here.

    A parser reads up to a thousand characters ahead of the events that it hands out, and what it
    meets there, such as a limit on nesting of its own, must not hide a fault further up.
    """
    builder = _Builder(source)
    mark = error.problem_mark
    with suppress(yaml.YAMLError, ValueError):
        for event in yaml.parse(text[: mark.index] if mark else "", Loader=Loader):
            builder.take(event)


def _refuse_control_characters(text: str, source: str) -> None:
    match = HARMFUL.search(text)
    if match:
        before = text[: match.start()]
        fault = Fault(
            f"the character {character_name(match.group())} is not allowed",
            hint="type the line anew; such characters are invisible and come from copied text",
            source=source,
            line=before.count("\n") + 1,
            column=match.start() - before.rfind("\n"),
        )
        raise InputError((fault,))


@dataclass(slots=True)
class _OpenNode:
    """A list or a map whose end has not come yet."""

    line: int
    column: int
    items: list[Node] | None = None
    entries: dict[str, Node] = field(default_factory=dict)
    key_positions: dict[str, tuple[int, int]] = field(default_factory=dict)
    key: str | None = None

    def closed(self) -> Node:
        if self.items is not None:
            return Node("list", tuple(self.items), self.line, self.column)
        return Node("map", self.entries, self.line, self.column, key_positions=self.key_positions)


class _Builder:
    """Builds the tree from events; its depth lives in a list, not on the call stack."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.root: Node | None = None
        self.open: list[_OpenNode] = []
        self.values = 0
        self.documents = 0

    def take(self, event: yaml.Event) -> None:
        """The next event of the stream."""
        if isinstance(event, yaml.ScalarEvent):
            self._take_scalar(event)
        elif isinstance(event, yaml.CollectionStartEvent):
            self._take_start(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._attach(self.open.pop().closed())
        elif isinstance(event, yaml.AliasEvent):
            self._refuse(event, f"aliases are not allowed: *{event.anchor}", _NO_ANCHORS)
        elif isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                hint = "put each problem into a file of its own"
                self._refuse(event, "a second document starts here; a file holds one", hint)

    def _take_scalar(self, event: yaml.ScalarEvent) -> None:
        self._check_value(event)
        text: str = event.value
        line, column = _place(event)
        if len(text) > MAX_SCALAR:
            self._refuse(event, f"a value longer than the limit of {MAX_SCALAR:,} characters")
        plain = not event.style
        # Escapes in double quotes can bring in what the text itself must not hold.
        if not plain and (match := HARMFUL.search(text)):
            self._refuse(event, f"the character {character_name(match.group())} is not allowed")
        parent = self.open[-1] if self.open else None
        if parent is None or parent.items is not None or parent.key is not None:
            self._attach(Node("scalar", text, line, column, plain))
            return
        if plain and not text:
            self._refuse(event, "a key is missing in front of this colon")
        if plain and text == "<<":
            self._refuse(event, "merge keys (<<) are not allowed", _NO_ANCHORS)
        if text in parent.key_positions:
            first_line, first_column = parent.key_positions[text]
            self._refuse(
                event,
                f"the key {quoted(text)} stands here a second time",
                f"the first one is in line {first_line}, column {first_column}",
            )
        parent.key, parent.key_positions[text] = text, (line, column)

    def _take_start(self, event: yaml.CollectionStartEvent) -> None:
        self._check_value(event)
        if self.open and self.open[-1].items is None and self.open[-1].key is None:
            self._refuse(event, "only plain text can be a key", "put the key into quotation marks")
        if len(self.open) >= MAX_DEPTH:
            self._refuse(event, f"lists and mappings nested deeper than the limit of {MAX_DEPTH}")
        line, column = _place(event)
        is_list = isinstance(event, yaml.SequenceStartEvent)
        self.open.append(_OpenNode(line, column, [] if is_list else None))

    def _check_value(self, event: yaml.NodeEvent) -> None:
        if event.anchor is not None:
            self._refuse(event, f"anchors are not allowed: &{event.anchor}", _NO_ANCHORS)
        tag = getattr(event, "tag", None)
        if tag is not None:
            self._refuse(event, f"tags are not allowed: {tag}", "leave out the word with the '!'")
        self.values += 1
        if self.values > MAX_VALUES:
            self._refuse(event, f"more values than the limit of {MAX_VALUES:,}")

    def _attach(self, node: Node) -> None:
        if not self.open:
            self.root = node
            return
        parent = self.open[-1]
        if parent.items is not None:
            parent.items.append(node)
        elif parent.key is not None:
            parent.entries[parent.key] = node
            parent.key = None

    def _refuse(self, event: yaml.Event, message: str, hint: str = "") -> NoReturn:
        line, column = _place(event)
        fault = Fault(message, hint=hint, source=self.source, line=line, column=column)
        raise InputError((fault,))


_NO_ANCHORS = "write the value out at every place, or put it into quotation marks if it is text"


def _place(event: yaml.Event) -> tuple[int, int]:
    mark: Any = event.start_mark
    return mark.line + 1, mark.column + 1
