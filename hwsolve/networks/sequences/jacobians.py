"""Jacobians of the states of recurrent layers with numbers, and how large they are.

J[t] = ∂s[t]/∂s[t−1] and J[t,k] = ∂s[t]/∂s[k] = J[t] J[t−1] ⋯ J[k+1]; of several layers J[l,t] and
J[l,t,k] are those of layer l, and J[t] is that of the uppermost one. In a vanilla layer it is
bounded by (γ‖W‖)^(t−k) (Pascanu, Mikolov and Bengio 2013, section 2.1).

A gated cell has two: along the direct path the gates of a time step are held, which leaves
∂c[t]/∂c[t−1] = diag(f[t]) in an LSTM (Gers, Schmidhuber and Cummins 2000; Goodfellow, Bengio and
Courville 2016, section 10.10); the total one also goes through the gates, and in an LSTM it is that
of h and c together, so that products of it are true of any number of time steps.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import reduce
from operator import mul

from hwsolve.derivation.figures import Chart, Table
from hwsolve.derivation.jacobian import NOTHING, in_layout, jacobian
from hwsolve.derivation.tape import Tape
from hwsolve.networks.sequences.activation_slopes import bound_of
from hwsolve.networks.sequences.cell_and_output import RecurrentWeights
from hwsolve.networks.sequences.layer_direction import LayerDirection
from hwsolve.networks.sequences.sequence_problem import ABOUT_JACOBIANS, RecurrentSpec
from hwsolve.notation.identifiers import symbol_of
from hwsolve.notation.line import to_line
from hwsolve.notation.tree import Fenced, Negation, Notation, Numeral, Sum, Symbol
from hwsolve.numbers import Value, as_ball, is_symbolic, scalars
from hwsolve.quantity import Quantity, name_in
from hwsolve.terms.joining import columns, join
from hwsolve.terms.norms import radius, two_norm
from hwsolve.terms.systems import tabled
from hwsolve.terms.term import Name, Term, entry

PHASE = "Jacobians"
RADIUS = "the largest |λ| of its eigenvalues λ"


def write_jacobians(spec: RecurrentSpec, tape: Tape, parameters: Mapping[Quantity, Name]) -> None:
    """Write the Jacobians of every recurrent layer, from below."""
    which = "row" if spec.conventions.jacobian_layout == "numerator" else "column"
    spec.conventions.tell_own(
        tape,
        "jacobian_layout",
        f"{which} i of J[t] holds the derivatives of entry i of the state",
    )
    gated = {layer.cell.type for _, layer in spec.stack} - {"vanilla"}
    if gated:
        spec.conventions.tell_own(tape, "jacobian_of_gated_cell", _meaning(spec, gated))
    for direction, _, layer, _ in spec.directions():
        Jacobians(spec, tape, direction, layer, parameters).run()


def _meaning(spec: RecurrentSpec, gated: Collection[str]) -> str:
    """What J[t] is of, in the cells that there are."""
    if spec.conventions.jacobian_of_gated_cell == "direct_path":
        told = {"lstm": "∂c[t]/∂c[t−1]", "gru": "∂h[t]/∂h[t−1]"}
        what = " and ".join(text for cell, text in told.items() if cell in gated)
        return f"J[t] is {what} with the gates and the candidate of time t held"
    told = {"lstm": "h and c together (an LSTM's state)", "gru": "h (a GRU's state)"}
    what = " and ".join(text for cell, text in told.items() if cell in gated)
    return f"J[t] is the derivative of {what} along all ways, through the gates too"


class Jacobians:
    """J[t] for every t, J[t,k] for the last t (and those asked for), their norms and the bound.

    Where letters stand for numbers, the Jacobians are derived in them, without norms.
    """

    def __init__(
        self,
        spec: RecurrentSpec,
        tape: Tape,
        direction: LayerDirection,
        layer: RecurrentWeights,
        parameters: Mapping[Quantity, Name],
    ) -> None:
        self.spec, self.tape, self.direction = spec, tape, direction
        self.cell, self.row = layer.cell, layer.cell.row()
        self.last = spec.length
        self.one_step: dict[int, Name] = {}
        self.factors: dict[int, Term] = {}
        self.norms: dict[tuple[int, int], Name] = {}
        self.bounds: dict[int, Name] = {}
        self.layout = spec.conventions.jacobian_layout
        self.numerator = self.layout == "numerator"
        self.direct = spec.conventions.jacobian_of_gated_cell == "direct_path"
        self.top = spec.stack_numbers[-1]
        weights = layer.weights_of(self.row)
        self.weights = {role: parameters[direction.parameter(role)] for role in weights}
        states = (self._at(letter, t) for letter in self.row.states for t in range(self.last + 1))
        self.in_letters = any(
            is_symbolic(x)
            for name in (*self.weights.values(), *states)
            for x in scalars(name.value)
        )

    def _at(self, letter: str, time: int) -> Name:
        return self.tape.name(self.direction.at(letter, time))

    def _quantity(self, name: str, **place: int) -> Quantity:
        return Quantity(name, layer=self.direction.layer, **place)

    def _part(self, text: str) -> str:
        layer = "" if self.direction.layer is None else f"layer {self.direction.layer}"
        return ", ".join(part for part in (layer, text) if part)

    def run(self) -> None:
        """Write the Jacobians, their sizes, the bound, and the picture of both."""
        for time in range(1, self.last + 1):
            with self.tape.section(PHASE, self._part(f"time step {time}")):
                self._one_step(time)
        states = self.row.states[-1:] if self.direct else self.row.states
        for time in self._times_asked_for():
            whole = " and ".join(f"{state}[{time}]" for state in states)
            with self.tape.section(PHASE, self._part(f"from {whole} back")):
                self._chain(time)
        if self.norms:
            with self.tape.section("The bound and what it is worth", self._part("")):
                self._bounds()
                self._figures()
        else:
            with self.tape.section(PHASE):
                self.tape.note("How large a Jacobian is can be said where its entries are numbers.")

    def _times_asked_for(self) -> list[int]:
        wanted = {word for word in self.spec.wanted if name_in(word) in ABOUT_JACOBIANS}
        return [
            time
            for time in range(1, self.last + 1)
            if time == self.last
            or (
                any(wanted.intersection(self._sizes(time, since)) for since in range(time))
                and wanted
            )
        ]

    def _sizes(self, time: int, since: int) -> tuple[Quantity, Quantity, Quantity]:
        """J[t,k], its norm and its radius."""
        J = self._quantity("J", time=time, since=since)
        return J, J.norm, J.radius

    # ---- one step back --------------------------------------------------------------------------

    def _one_step(self, time: int) -> None:
        if self.row.gates and self.direct:
            held = [self.direction.at(gate.result, time) for gate in self.row.gates]
            J = self._derivative(self.row.states[-1], self.row.states[-1], time, held)
            why = "the direct path alone: what the gates of this time step let through"
        elif len(self.row.states) > 1:
            J, why = self._of_blocks(time), "h and c depend on both, each block as above"
        else:
            J = self._derivative(self.row.states[0], self.row.states[0], time)
            why = self._why()
        self.factors[time] = J
        one = self._quantity("J", time=time)
        aliases = [one.moved(since=time - 1)]
        if self.direction.layer is not None and self.direction.layer == self.top:
            aliases.append(Quantity("J", time=time))
        self.one_step[time] = self.tape.let(one, J, why, aliases_unwritten=tuple(aliases))
        self._size(time, time - 1, self.one_step[time])

    def _derivative(
        self,
        of: str,
        by: str,
        time: int,
        held: Collection[str] = (),
        known: Mapping[Quantity, Term] = NOTHING,
    ) -> Term:
        """The Jacobian of a state by one of the time step before, in the layout of the ledger."""
        pair = self._at(of, time), self._at(by, time - 1)
        return in_layout(jacobian(self.tape, *pair, held, known), self.layout)

    def _of_blocks(self, time: int) -> Term:
        """The Jacobian of several states, let block by block; each holds the others before."""
        blocks: dict[str, Name] = {}
        of_states = self.row.states[::-1]  # c comes first, for h is made of it
        for by in of_states:
            held = [self.direction.at(other, time - 1) for other in self.row.states if other != by]
            known: dict[Quantity, Term] = {}
            for of in of_states:
                block = self.tape.let(
                    self._quantity(f"J_{of}{by}", time=time),
                    self._derivative(of, by, time, held, known),
                    f"∂{of}[{time}]/∂{by}[{time - 1}], with the other state before held",
                )
                known[self._at(of, time).id] = block if self.numerator else block.T
                blocks[of + by] = block
        rows = [
            [blocks[of + by if self.numerator else by + of] for by in self.row.states]
            for of in self.row.states
        ]
        return join(*(join(*row, axis=1) for row in rows))

    def _why(self) -> str:
        """Why J[t] is what it is, where the state goes one way."""
        name, line = to_line(symbol_of(self.direction.parameter("W"))), "row"
        if self.row.gates:
            return "every way back: the share of the old state, the candidate and each gate"
        if not self.numerator:
            name, line = f"{name}ᵀ", "column"
        if self.cell.activation.name == "linear":
            return f"a linear cell: {name} itself"
        if self.cell.activation.row.of_all_units:
            return f"{name}, and the Jacobian of {self.cell.activation.name} at z"
        return f"{line} i of {name}, times the slope of the activation at entry i of z"

    def _size(self, time: int, since: int, J: Name) -> None:
        """‖J‖ and ρ(J), if all states are made of numbers."""
        if self.in_letters:
            return
        others = self.tape.step(J.id).aliases_unwritten
        norms, radii = ([other.norm for other in others], [other.radius for other in others])
        self.norms[time, since] = self.tape.let(
            J.id.norm, two_norm(J), "its largest singular value", aliases_unwritten=tuple(norms)
        )
        self.tape.let(J.id.radius, radius(J), RADIUS, aliases_unwritten=tuple(radii))

    def _chain(self, time: int) -> None:
        """J[t,k] for k = t − 2, …, 0, each from the one before; J[t,t−1] is J[t]."""
        product = self.one_step[time]
        for k in range(time - 2, -1, -1):
            step = self.one_step[k + 1]
            product = self.tape.let(
                self._quantity("J", time=time, since=k),
                product @ step if self.numerator else step @ product,
                "one more factor of the chain",
            )
            self._size(time, k, product)
            if self.in_letters and product.shape == (1, 1):
                factors = [entry(self.factors[j], (0, 0)) for j in range(time, k, -1)]
                whole = reduce(mul, factors if self.numerator else factors[::-1])
                self.tape.remark(
                    product.id, tabled(whole, columns=1), "all factors of the chain at once"
                )

    # ---- the bound ------------------------------------------------------------------------------

    def _recurrent(self) -> Term:
        """W, or its columns that weigh the state where it also weighs the input."""
        W = self.weights["W"]
        if "U" in self.weights:
            return W
        inputs, units = W.shape[1] - W.shape[0], W.shape[0]
        start = 0 if self.spec.conventions.concatenation == "state_input" else inputs
        return columns(W, start=start, stop=start + units)

    def _bounds(self) -> None:
        if self.row.gates:
            self.tape.note("The factors of a gated cell have no bound of the form γ‖W‖.")
            return
        known = bound_of(self.cell.activation)
        if known is None:
            prime = self.cell.activation.row.prime.unicode
            self.tape.note(f"No short form of the greatest |{prime}(z)| is known, and so no bound.")
            return
        value, why = known
        gamma = self.tape.given(self._quantity("gamma"), value, why)
        W, name = self._recurrent(), self.direction.parameter("W")
        norm = self.tape.let(name.norm, two_norm(W), "its largest singular value")
        self.tape.let(name.radius, radius(W), RADIUS)
        factor = self.tape.let(
            self._quantity("q"), gamma * norm, "no factor of the chain is larger than this"
        )
        steps = {t - k for t, k in self.norms}
        for distance in sorted(steps):
            self.bounds[distance] = self.tape.let(
                self._quantity("bound", distance=distance),
                factor**distance if distance > 1 else factor,
                f"no ‖J[t,k]‖ with t − k = {distance} is larger",
            )

    def _figures(self) -> None:
        pairs = [(k, norm) for (t, k), norm in self.norms.items() if t == self.last]
        distance = Sum((Symbol("t"), Negation(Symbol("k"))))
        J = Quantity("J", layer=self.direction.layer, time=self.last, since="k")
        of = "" if self.direction.layer is None else f", layer {self.direction.layer}"
        header: tuple[Notation | str, ...] = (distance, Fenced(symbol_of(J), "‖‖"))
        rows: list[tuple[Notation | Value | str, ...]] = [
            (Numeral(str(self.last - k)), norm.value) for k, norm in pairs
        ]
        curves = [(f"‖{J}‖", [(self.last - k, norm.value) for k, norm in pairs])]
        if self.bounds:
            header += ("bound",)
            bounds = (self.bounds[self.last - k].value for k, _ in pairs)
            rows = [(*row, bound) for row, bound in zip(rows, bounds, strict=True)]
            name = to_line(symbol_of(self.direction.parameter("W")))
            line = [(n, bound.value) for n, bound in self.bounds.items()]
            curves.append((f"(γ‖{name}‖)^(t−k)", line))
        self.tape.figure(Table(f"How far a gradient reaches{of}", header, tuple(rows)))
        self.tape.figure(
            Chart(
                f"‖J[t,k]‖ beside its bound{of}" if self.bounds else f"‖J[t,k]‖{of}",
                "t − k",
                "norm",
                tuple((name, _floats(points)) for name, points in curves),
                logarithmic=True,
            )
        )


def _floats(points: list[tuple[int, Value]]) -> tuple[tuple[float, float], ...]:
    return tuple((float(x), float(as_ball(y))) for x, y in points)
