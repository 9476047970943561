"""Backpropagation through time: whole, or truncated in one of two ways.

Sources: Werbos 1990; truncation: Williams and Peng 1990 (`per_loss`), and the practice of cutting
the sequence and keeping the state (`segments`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import partial

from hwsolve.derivation.backprop import Backprop, Fused, fused_rule
from hwsolve.derivation.step import Step
from hwsolve.derivation.tape import Tape
from hwsolve.networks import loss_choice
from hwsolve.networks.sequences.sequence_problem import RecurrentSpec
from hwsolve.networks.sequences.unrolling import Unrolled
from hwsolve.quantity import Quantity
from hwsolve.terms.arithmetic import add
from hwsolve.terms.losses import CANCELS
from hwsolve.terms.term import Literal, Name

PHASE = "Backpropagation through time"
SUMS = "sum over time"

ADDED = "what this time step adds: "
SUM = "the same parameter is used at every time step, so the shares are added up"
ONLY_SHARE = "one time step alone adds to it, and its share is the whole"
CUT = "; the sequence is cut here, and nothing comes back from the next time step"


def _time(share: Quantity) -> int:
    """The time step that adds this to a parameter's gradient."""
    time = share.at("time")
    assert isinstance(time, int)
    return time


class ThroughTime:
    """The backward pass over an unrolled network: the shares of all time steps, and their sums."""

    def __init__(self, spec: RecurrentSpec, tape: Tape, forward: Unrolled, total: Name) -> None:
        self.spec, self.tape, self.forward, self.total = spec, tape, forward, total
        self.fused = {time: fused_rule(tape, loss) for time, loss in forward.compared.items()}
        self.shortcut = self._takes_shortcut()
        self.steps = tape.steps()

    def run(self) -> dict[Quantity, Name]:
        """Write the backward pass; the gradient of each parameter."""
        truncate, conventions = self.spec.truncate, self.spec.conventions
        if truncate is None:
            shares = self._pass(self.total, PHASE)
        elif conventions.truncation == "segments":
            self._tell_truncation()
            shares = self._pass(self.total, PHASE, flows=self._within_segments)
        else:
            self._tell_truncation()
            shares = self._loss_by_loss(truncate)
        return self._sums(shares)

    def _pass(
        self,
        loss: Name,
        phase: str,
        flows: Callable[[Quantity, Quantity], bool] = lambda step, argument: True,
        of: int | None = None,
        among: Sequence[Step] | None = None,
    ) -> dict[Quantity, list[Name]]:
        backward = Backprop(
            self.tape,
            loss,
            list(self.forward.parameters.values()),
            phase=phase,
            shortcuts=[rule.activation for rule in self.fused.values() if rule]
            if self.shortcut
            else (),
            words=self._words,
            after_part=self._remark if of is None else lambda part, pairs: None,
            among=among or self.steps,
            naming=lambda quantity: quantity.gradient.moved(loss=of),
            flows=flows,
            share_id=lambda parameter, part: parameter.gradient.moved(
                time=self.forward.parts[part], loss=of
            ),
        )
        backward.run()
        return dict(backward.shares)

    def _words(self, quantity: Quantity, reason: str) -> str:
        """The reason for a gradient, with what is said of a time step's share and of a cut."""
        if quantity in self.forward.parameters:
            over = ", added up over the sequences" if self.spec.batch else ""
            return f"{ADDED}{reason}{over}"
        number = quantity.at("layer")
        layer = self.spec.at(number if isinstance(number, int) else None)
        is_state = layer is not None and quantity.name in layer.cell.row().states
        cut = is_state and self._is_cut_after(self.forward.time_of.get(quantity, 0))
        return reason + (CUT if cut else "")

    def _is_cut_after(self, time: int) -> bool:
        """Whether the sequence is cut between this time step (from 1) and the next."""
        truncate, cuts = self.spec.truncate, self.spec.conventions.truncation == "segments"
        return bool(cuts and truncate and time % truncate == 0 < time < self.spec.length)

    def _sums(self, shares: dict[Quantity, list[Name]]) -> dict[Quantity, Name]:
        """dW = dW[1] + … + dW[T], for every parameter."""
        gradients = {}
        with self.tape.section(PHASE, SUMS):
            for id in self.forward.parameters:
                if id in shares:
                    parts = sorted(shares[id], key=lambda name: _time(name.id))
                    term = add(*parts) if len(parts) > 1 else parts[0]
                    why = SUM if len(parts) > 1 else ONLY_SHARE
                    gradients[id] = self.tape.let(id.gradient, term, why)
        return gradients

    # ---- truncation -----------------------------------------------------------------------------

    def _crossing(self, step: Quantity, argument: Quantity) -> int | None:
        """The time from which a transition leads on, if the gradient would go back through one."""
        here, there = self.forward.time_of.get(step), self.forward.time_of.get(argument)
        return there if here is not None and there is not None and there < here else None

    def _within_segments(self, step: Quantity, argument: Quantity) -> bool:
        crossing = self._crossing(step, argument)
        return crossing is None or not self.spec.truncate or crossing % self.spec.truncate != 0

    def _within_reach(self, of: int, reach: int, step: Quantity, argument: Quantity) -> bool:
        """Whether a gradient of L[of] goes from step to argument: `reach` transitions back."""
        if step == self.total.id:
            return argument == self.forward.losses[of].id
        crossing = self._crossing(step, argument)
        return crossing is None or of - crossing <= reach

    def _loss_by_loss(self, reach: int) -> dict[Quantity, list[Name]]:
        """A backward pass for every loss: dW[t,τ] is what time t adds to ∂L[τ]/∂W."""
        shares: defaultdict[Quantity, dict[int, list[Name]]] = defaultdict(
            lambda: defaultdict(list)
        )
        for of in sorted(self.forward.losses, reverse=True):
            found = self._pass(
                self.total,
                f"{PHASE}: from L[{of}]",
                flows=partial(self._within_reach, of, reach),
                of=of,
                among=self._steps_near(of, reach),
            )
            for id, names in found.items():
                for name in names:
                    shares[id][_time(name.id)].append(name)
        return self._shares_of_times(shares)

    def _steps_near(self, of: int, reach: int) -> list[Step]:
        first = of - reach
        return [s for s in self.steps if first <= self.forward.time_of.get(s.id, of) <= of]

    def _shares_of_times(
        self, shares: dict[Quantity, dict[int, list[Name]]]
    ) -> dict[Quantity, list[Name]]:
        found: defaultdict[Quantity, list[Name]] = defaultdict(list)
        for time in range(self.spec.length, 0, -1):
            with self.tape.section(f"{PHASE}: all losses", f"time step {time}"):
                for id, times in shares.items():
                    if time in times:
                        names = times[time]
                        term = add(*names) if len(names) > 1 else names[0]
                        why = "what this time step adds, over all losses that reach it"
                        found[id].append(self.tape.let(id.gradient.moved(time=time), term, why))
        return dict(found)

    def _tell_truncation(self) -> None:
        k = self.spec.truncate
        meaning = {
            "per_loss": f"the gradient of each L[t] goes back through at most {k} "
            + ("transition" if k == 1 else "transitions"),
            "segments": "the sequence is cut after every "
            + ("time step" if k == 1 else f"{k} time steps")
            + "; values cross a cut, "
            "gradients don't",
        }
        convention = self.spec.conventions.truncation
        self.spec.conventions.tell_own(self.tape, "truncation", meaning[convention])

    # ---- where softmax or σ meets the logarithm -------------------------------------------------

    def _takes_shortcut(self) -> bool:
        found = next((rule for rule in self.fused.values() if rule), None)
        if found is None:
            return False
        choice = self.spec.conventions.output_gradient
        if choice is None:
            choice = "shortcut" if found.activation == "softmax" else "chain_rule"
        meaning = {
            "shortcut": "the scores' gradient is taken as ŷ − y, where σ or softmax meets the log",
            "chain_rule": "the gradient goes through dŷ and the slope of the activation",
        }[choice]
        self.tape.convention(
            "output_gradient",
            choice,
            meaning,
            declared=self.spec.conventions.output_gradient is not None,
        )
        return choice == "shortcut"

    def _remark(self, part: str, pairs: Sequence[tuple[Name, Name]]) -> None:
        if self.shortcut:
            return
        for time, found in self.fused.items():
            if found and self.tape.part_of(found.inside.id) == part:
                self._second_way(time, found)

    def _second_way(self, time: int, found: Fused) -> None:
        assert self.spec.loss is not None
        batch, conventions = bool(self.spec.batch), self.spec.conventions
        factor = loss_choice.coefficient(
            self.spec.loss, self.spec.output_shape, batch, conventions.network
        )
        if conventions.loss_over_time == "mean":
            factor /= len(self.forward.losses)
        term = found.rule(Literal(factor), self.forward.compared[time])
        self.tape.remark(found.inside.id.gradient, term, CANCELS)
