"""Jacobians of the states of a vanilla network with numbers, and how large they are.

J[t] = ∂s[t]/∂s[t−1] and J[t,k] = ∂s[t]/∂s[k] = J[t] J[t−1] ⋯ J[k+1], which is bounded by
(γ‖W‖)^(t−k) (Pascanu, Mikolov and Bengio 2013, section 2.1).
"""

from __future__ import annotations

from functools import reduce
from operator import mul

from hwsolve.derivation.figures import Chart, Table
from hwsolve.derivation.tape import Tape
from hwsolve.networks.sequences.activation_slopes import bound_of, slope_term
from hwsolve.networks.sequences.sequence_problem import ABOUT_JACOBIANS, RecurrentSpec
from hwsolve.notation.identifiers import symbol_of
from hwsolve.notation.line import to_line
from hwsolve.notation.tree import Fenced, Negation, Notation, Numeral, Sum, Symbol
from hwsolve.numbers import Value, as_ball, is_symbolic, scalars
from hwsolve.quantity import Quantity, name_in
from hwsolve.terms.joining import diagonal
from hwsolve.terms.norms import radius, two_norm
from hwsolve.terms.systems import tabled
from hwsolve.terms.term import Name, Term, entry

PHASE = "Jacobians"
RADIUS = "the largest |λ| of its eigenvalues λ"


class Jacobians:
    """J[t] for every t, J[t,k] for the last t (and those asked for), their norms and the bound.

    Where letters stand for numbers, the Jacobians are derived in them, without norms.
    """

    def __init__(self, spec: RecurrentSpec, tape: Tape, states: dict[int, Name], W: Name) -> None:
        self.spec, self.tape, self.states, self.W = spec, tape, states, W
        self.last = spec.length
        self.one_step: dict[int, Name] = {}
        self.factors: dict[int, Term] = {}
        self.norms: dict[tuple[int, int], Name] = {}
        self.bounds: dict[int, Name] = {}
        self.numerator = spec.conventions.jacobian_layout == "numerator"
        self.in_letters = any(
            is_symbolic(x) for name in (W, *states.values()) for x in scalars(name.value)
        )

    def run(self) -> None:
        """Write the Jacobians, their sizes, the bound, and the picture of both."""
        self.spec.conventions.tell_own(
            self.tape,
            "jacobian_layout",
            "row i of J[t] holds the derivatives of entry i of the state"
            if self.numerator
            else "column i of J[t] holds the derivatives of entry i of the state",
        )
        for time in range(1, self.last + 1):
            with self.tape.section(PHASE, f"time step {time}"):
                self._one_step(time)
        for time in self._times_asked_for():
            with self.tape.section(PHASE, f"from {self.spec.cell.letter}[{time}] back"):
                self._chain(time)
        if self.norms:
            with self.tape.section("The bound and what it is worth"):
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

    @staticmethod
    def _sizes(time: int, since: int) -> tuple[Quantity, Quantity, Quantity]:
        """J[t,k], its norm and its radius."""
        J = Quantity("J", time=time, since=since)
        return J, J.norm, J.radius

    def _one_step(self, time: int) -> None:
        state, activation = self.states[time], self.spec.cell.activation
        slope = slope_term(
            activation,
            self.tape.name(Quantity("z", time=time)),
            state,
            self.spec.conventions,
        )
        W: Term = self._recurrent()
        J = W if slope is None else diagonal(slope) @ W
        if not self.numerator:
            J = W.T if slope is None else W.T @ diagonal(slope)
        self.factors[time] = J
        name = to_line(symbol_of(self.spec.cell.names["W"]))
        line = "row"
        if not self.numerator:
            name, line = f"{name}ᵀ", "column"
        why = f"{line} i of {name}, times the slope of the activation at entry i of z"
        one = Quantity("J", time=time)
        self.one_step[time] = self.tape.let(
            one,
            J,
            why if slope is not None else f"a linear cell: {name} itself",
            aliases_unwritten=(one.moved(since=time - 1),),
        )
        self._size(time, time - 1, self.one_step[time])

    def _recurrent(self) -> Term:
        """W, or its columns that weigh the state where it also weighs the input."""
        if self.spec.U is not None:
            return self.W
        from hwsolve.terms.joining import columns

        inputs, units = self.W.shape[1] - self.W.shape[0], self.W.shape[0]
        start = 0 if self.spec.conventions.concatenation == "state_input" else inputs
        return columns(self.W, start=start, stop=start + units)

    def _size(self, time: int, since: int, J: Name) -> None:
        """‖J‖ and ρ(J), if all states are made of numbers."""
        if self.in_letters:
            return
        others = [other for other in (J.id.moved(since=since),) if other != J.id]
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
                Quantity("J", time=time, since=k),
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

    def _bounds(self) -> None:
        value, why = bound_of(self.spec.cell.activation, self.spec.conventions)
        gamma = self.tape.given("gamma", value, why)
        W = self._recurrent()
        name = self.spec.cell.names["W"]
        norm = self.tape.let(Quantity(name).norm, two_norm(W), "its largest singular value")
        self.tape.let(Quantity(name).radius, radius(W), RADIUS)
        factor = self.tape.let("q", gamma * norm, "no factor of the chain is larger than this")
        steps = {t - k for t, k in self.norms}
        for distance in sorted(steps):
            self.bounds[distance] = self.tape.let(
                Quantity("bound", distance=distance),
                factor**distance if distance > 1 else factor,
                f"no ‖J[t,k]‖ with t − k = {distance} is larger",
            )

    def _figures(self) -> None:
        pairs = [(k, norm) for (t, k), norm in self.norms.items() if t == self.last]
        distance = Sum((Symbol("t"), Negation(Symbol("k"))))
        header: tuple[Notation | str, ...] = (
            distance,
            Fenced(symbol_of(Quantity("J", time=self.last, since="k")), "‖‖"),
            "bound",
        )
        rows: list[tuple[Notation | Value | str, ...]] = [
            (Numeral(str(self.last - k)), norm.value, self.bounds[self.last - k].value)
            for k, norm in pairs
        ]
        self.tape.figure(Table("How far a gradient reaches", header, tuple(rows)))
        name = to_line(symbol_of(self.spec.cell.names["W"]))
        curves = (
            (f"‖J[{self.last},k]‖", [(self.last - k, norm.value) for k, norm in pairs]),
            (f"(γ‖{name}‖)^(t−k)", [(n, bound.value) for n, bound in self.bounds.items()]),
        )
        self.tape.figure(
            Chart(
                "‖J[t,k]‖ beside its bound",
                "t − k",
                "norm",
                tuple((name, _floats(points)) for name, points in curves),
                logarithmic=True,
            )
        )


def _floats(points: list[tuple[int, Value]]) -> tuple[tuple[float, float], ...]:
    return tuple((float(x), float(as_ball(y))) for x, y in points)
