"""The tree that a problem file is read into: text, lists and mappings, each with its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from hwsolve.errors import Path


@dataclass(frozen=True, slots=True)
class Node:
    """One value of a file. Scalars stay text: `yes`, `010` and `0.1` mean what they look like.

    `value` is text for a scalar, a tuple of nodes for a list, a dict of nodes for a map.
    `line` and `column` count from 1. `plain` is false where the text stood in quotation marks or
    was a block of text. `key_positions` has the place of each key of a map.
    """

    kind: Literal["scalar", "list", "map"]
    value: str | tuple[Node, ...] | dict[str, Node]
    line: int
    column: int
    plain: bool = True
    key_positions: dict[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def is_missing(self) -> bool:
        """Whether nothing was written where a value belongs, as in `bias:`; `bias: ""` is text."""
        return self.kind == "scalar" and self.plain and self.value == ""

    @property
    def mapping(self) -> dict[str, Node]:
        """The values of a map by key; none of anything else."""
        return self.value if isinstance(self.value, dict) else {}

    @property
    def items(self) -> tuple[Node, ...]:
        """The values of a list; none of anything else."""
        return self.value if isinstance(self.value, tuple) else ()

    @property
    def text(self) -> str:
        """The text of a scalar; none of anything else."""
        return self.value if isinstance(self.value, str) else ""

    def child(self, key: str | int) -> Node | None:
        """The value under a key or at an index; None if there is none."""
        if isinstance(self.value, dict):
            return self.value.get(key) if isinstance(key, str) else None
        if isinstance(self.value, tuple) and isinstance(key, int) and 0 <= key < len(self.value):
            return self.value[key]
        return None

    def descendants(self, path: Path = ()) -> Iterator[tuple[Path, Node]]:
        """This node and all below it, each with its path, in the order of the file."""
        yield path, self
        if isinstance(self.value, dict):
            for key, node in self.value.items():
                yield from node.descendants((*path, key))
        elif isinstance(self.value, tuple):
            for index, node in enumerate(self.value):
                yield from node.descendants((*path, index))


def nearest_node(tree: Node, path: Path) -> Node:
    """The node at `path`, or the deepest one on the way to it that exists."""
    node = tree
    for key in path:
        below = node.child(key)
        if below is None:
            break
        node = below
    return node


def to_plain(node: Node) -> Any:
    """The tree as nested str, list and dict."""
    if isinstance(node.value, dict):
        return {key: to_plain(below) for key, below in node.value.items()}
    if isinstance(node.value, tuple):
        return [to_plain(below) for below in node.value]
    return node.value
