"""The weights of one layer in one direction of time: as a file gives them, and if they fit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from pydantic import ConfigDict, Field

from hwsolve.errors import Fault, Path
from hwsolve.layers.shape_wording import by, counted
from hwsolve.networks.sequences.cells import Cell
from hwsolve.networks.sequences.sequence_conventions import RecurrentConventions
from hwsolve.networks.sequences.weight_names import Names
from hwsolve.numbers import Value, as_array, constant, shape_of
from hwsolve.spec import Matrix, StrictModel, Vector


class GateWeights(StrictModel):
    """U (units × inputs), W (units × units) and b (units) of one gate, by these or other names.

    Without U, W weighs state and input at once and has units × (units + inputs) entries.
    `recurrent_bias` is the second bias of a GRU's candidate where the reset comes after W.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "additionalProperties": {
                "type": "array",
                "description": "a weight by the name that the course has for it, as `cell` says",
            }
        }
    )

    U: Matrix | None = None
    W: Matrix | None = None
    b: Vector | None = None
    recurrent_bias: Vector | None = None


class Direction(GateWeights):
    """One direction of time: the weights of a vanilla cell, or of each gate under `gates`.

    The gates of an LSTM are i, f, o, g and those of a GRU z, r, h. Instead of `gates` their
    matrices may be given one below the other, in the order that `stacked` says: stacked: ifgo.
    """

    gates: dict[str, GateWeights] = Field(default_factory=dict)
    stacked: str = ""
    initial_state: Vector | None = None
    initial_cell: Vector | None = None

    def by_suffix(self, cell: Cell) -> dict[str, tuple[Path, GateWeights]]:
        """The weights of each gate with their place in the file; "" for a vanilla cell."""
        if not cell.gates:
            return {"": ((), self)}
        if self.stacked:
            return {f"_{letter}": ((), gate) for letter, gate in self._sliced(cell)}
        return {f"_{key}": (("gates", key), gate) for key, gate in self.gates.items()}

    def _sliced(self, cell: Cell) -> Iterator[tuple[str, GateWeights]]:
        count = len(cell.gates)
        for place, letter in enumerate(self.stacked):
            parts = {}
            for name in ("U", "W", "b"):
                whole = getattr(self, name)
                if whole is not None:
                    units = len(whole) // count
                    parts[name] = whole[place * units : (place + 1) * units]
            if letter == ("h" if "h" in self.stacked else self.stacked[-1]):
                parts["recurrent_bias"] = self.recurrent_bias
            yield letter, GateWeights.model_construct(**parts)

    def units(self, cell: Cell) -> int:
        """The number of units: the rows of the first W."""
        for _, gate in self.by_suffix(cell).values():
            for matrix in (gate.W, gate.U):
                if matrix is not None:
                    return shape_of(matrix)[0]
        return 0

    def weights_of(self, cell: Cell) -> dict[str, Value]:
        """Every parameter that is given, by letter and gate. e.g. U, W, b, or U_i, W_i, b_i, …"""
        found: dict[str, Value] = {}
        by_suffix = self.by_suffix(cell)
        for suffix in cell.suffixes:
            if suffix not in by_suffix:  # a fault that is told where the weights are looked through
                continue
            _, gate = by_suffix[suffix]
            for letter in "UWb":
                value = getattr(gate, letter)
                if value is not None:
                    found[f"{letter}{suffix}"] = value
            if gate.recurrent_bias is not None:
                found[f"c{suffix}"] = gate.recurrent_bias
        return found

    def start(self, cell: Cell) -> dict[str, Value]:
        """The state before the first time step, by letter; 0 where the file says nothing."""
        given = (self.initial_state, self.initial_cell)
        zeros = constant((self.units(cell),), 0)
        return {
            letter: zeros if value is None else value
            for letter, value in zip(cell.states, given, strict=False)
        }

    @property
    def is_empty(self) -> bool:
        """Whether the file gives no weights here."""
        return self.U is None and self.W is None and not self.gates


# ---- whether they fit ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Fitting:
    """Looks for faults in the weights of one direction of one layer; `names` are the course's."""

    cell: Cell
    names: Names
    conventions: RecurrentConventions
    inputs: int
    source: str
    path: Path

    def faults(self, direction: Direction) -> Iterator[Fault]:
        """What doesn't fit, with the matrix and what it multiplies."""
        yield from self._unknown_gates(direction)
        by_suffix = direction.by_suffix(self.cell)
        missing = [suffix for suffix in self.cell.suffixes if suffix not in by_suffix]
        if missing:
            letters = ", ".join(suffix[1:] for suffix in missing)
            weights = ", ".join(f"{self.names[role]}: …" for role in "UWb")
            yield Fault(
                f"the weights of {counted(len(missing), 'gate')} are missing: {letters}",
                (*self.path, "gates"),
                expected="gates: {"
                + ", ".join(f"{suffix[1:]}: {{{weights}}}" for suffix in self.cell.suffixes)
                + "}",
            )
            return
        units = direction.units(self.cell)
        for suffix in self.cell.suffixes:
            place, gate = by_suffix[suffix]
            yield from self._gate(gate, (*self.path, *place), suffix, units)
        yield from self._start(direction, units)

    def _unknown_gates(self, direction: Direction) -> Iterator[Fault]:
        letters = "".join(suffix[1:] for suffix in self.cell.suffixes)
        if direction.stacked and sorted(direction.stacked) != sorted(letters):
            yield Fault(
                "not an order of this cell's gates",
                (*self.path, "stacked"),
                expected=f"the letters {', '.join(letters)} in some order",
                found=direction.stacked,
            )
        for key in direction.gates:
            if key not in letters or not letters:
                yield Fault(
                    f"this cell has no gate '{key}'",
                    (*self.path, "gates", key),
                    expected=f"the gates {', '.join(letters)}"
                    if letters
                    else "{U}, {W} and {b} without gates".format(**self.names),
                )

    def _named(self, role: str, suffix: str) -> str:
        """What a weight of a gate is called in messages. e.g. U_i, W_hh"""
        return f"{self.names[role]}{suffix}"

    def _gate(self, gate: GateWeights, path: Path, suffix: str, units: int) -> Iterator[Fault]:
        U, W = self._named("U", suffix), self._named("W", suffix)
        if gate.W is None:
            yield Fault(f"the matrix {W} is missing", path, expected=self._sizes(units, units))
            return
        if gate.U is not None:
            yield from self._matrix(gate.U, (*path, "U"), U, units, self.inputs,
                                    f"it multiplies {self.source}, which has "
                                    f"{counted(self.inputs, 'entry', 'entries')}")  # fmt: skip
            yield from self._matrix(gate.W, (*path, "W"), W, units, units,
                                    "it multiplies the state before, which has "
                                    f"{counted(units, 'entry', 'entries')}, one for each row of "
                                    f"{self.names['W']}")  # fmt: skip
        else:
            yield from self._matrix(gate.W, (*path, "W"), W, units, units + self.inputs,
                                    f"without {self.names['U']} it multiplies the state before "
                                    f"({counted(units, 'entry', 'entries')}) and {self.source} "
                                    f"({self.inputs}), joined")  # fmt: skip
        second = "recurrent_bias"
        biases = ((self.names["b"], "b", gate.b), (second, second, gate.recurrent_bias))
        for name, key, bias in biases:
            if bias is not None and shape_of(bias) != (units,):
                yield Fault(
                    f"the bias {name}{suffix} doesn't fit the units",
                    (*path, key),
                    expected=f"{counted(units, 'number')}, one for each row of {W}",
                    found=f"{by(shape_of(bias))} numbers",
                )
        yield from self._reset_after(gate, path, suffix)

    def _reset_after(self, gate: GateWeights, path: Path, suffix: str) -> Iterator[Fault]:
        after = self.conventions.gru_reset == "after" and suffix == "_h"
        if after and gate.U is None:
            yield Fault(
                "the candidate needs {U} and {W} apart where the reset gate comes after {W}".format(
                    **self.names
                ),
                (*path, "W"),
                hint=f"give gates.h.{self.names['U']} as well, or leave out conventions: "
                "{gru_reset: after}",
            )
        if gate.recurrent_bias is not None and not after:
            yield Fault(
                "a second bias has a place in the candidate of a GRU with gru_reset: after only",
                (*path, "recurrent_bias"),
            )

    def _matrix(
        self, matrix: Value, path: Path, name: str, rows: int, columns: int, reason: str
    ) -> Iterator[Fault]:
        if shape_of(matrix) != (rows, columns):
            transposed = shape_of(matrix) == (columns, rows) and rows != columns
            yield Fault(
                f"{name} doesn't fit what it multiplies",
                path,
                expected=f"a matrix of {self._sizes(rows, columns)}: {reason}",
                found=f"a matrix of {by(shape_of(matrix))}",
                hint="a row belongs to a unit: this looks transposed" if transposed else "",
            )

    @staticmethod
    def _sizes(rows: int, columns: int) -> str:
        return by((rows, columns))

    def _start(self, direction: Direction, units: int) -> Iterator[Fault]:
        keys = ("initial_state", "initial_cell")
        for place, key in enumerate(keys):
            value = getattr(direction, key)
            if value is None:
                continue
            if place >= len(self.cell.states):
                yield Fault("this cell has no second state", (*self.path, key))
            elif shape_of(value) != (units,):
                yield Fault(
                    f"the {key.replace('_', ' ')} doesn't fit the units",
                    (*self.path, key),
                    expected=f"{counted(units, 'number')}, one for each row of {self.names['W']}",
                    found=f"{counted(shape_of(value)[0], 'number')}",
                )


def one_hot(place: int, size: int) -> Value:
    """The vector with a 1 at `place` (from 0) and 0 elsewhere."""
    code = np.asarray(constant((size,), 0), dtype=object).copy()
    code[place] = constant((), 1)
    return as_array(code)
