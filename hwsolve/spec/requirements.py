"""Which keys of a file need others beside them, and which don't go together: rows, not code."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from hwsolve.errors import Fault


@dataclass(frozen=True, slots=True)
class Needs:
    """Where one of these keys is there, one of the others must be, too."""

    keys: tuple[str, ...]
    others: tuple[str, ...]
    told: str
    hint: str

    def faults(self, given: Sequence[str]) -> Iterator[Fault]:
        """The fault at the first of the keys, if none of the others is given."""
        there = [key for key in self.keys if key in given]
        if there and not any(other in given for other in self.others):
            yield Fault(self.told, (there[0],), hint=self.hint)


@dataclass(frozen=True, slots=True)
class Excludes:
    """Beside this key none of the others may stand; {} is the other that does."""

    key: str
    others: tuple[str, ...]
    told: str
    hint: str

    def faults(self, given: Sequence[str]) -> Iterator[Fault]:
        """A fault at each of the others that is given."""
        for other in self.others:
            if self.key in given and other in given:
                yield Fault(self.told.format(other), (other,), hint=self.hint)


@dataclass(frozen=True, slots=True)
class OneOf:
    """Several keys that say one thing: one of them at most."""

    keys: tuple[str, ...]

    def faults(self, given: Sequence[str]) -> Iterator[Fault]:
        """A fault at each but the first that is given."""
        first, *others = [key for key in self.keys if key in given] or [""]
        for other in others:
            yield Fault(f"{first} and {other} are two ways to say one thing", (other,))


Requirement = Needs | Excludes | OneOf


def unmet(model: Any, requirements: Sequence[Requirement]) -> Iterator[Fault]:
    """The faults of a file by these rows; what is empty isn't given."""
    keys = {
        key: value for key in type(model).model_fields if (value := getattr(model, key)) is not None
    }
    given = [
        key for key, value in keys.items() if not (isinstance(value, (str, list)) and not value)
    ]
    for requirement in requirements:
        yield from requirement.faults(given)
