"""Reverse-mode differentiation that writes ordinary steps.

The lets are walked backwards. Each passes its gradient on through its own term, operation by
operation, by the gradient rules of the table; what arrives at a name is added up and let as
d‹name›. So gradients are more of the same, and every kind of problem shares them (Goodfellow,
Bengio and Courville 2016, section 6.5).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial
from operator import attrgetter

from hwsolve.derivation.reasons import Way, reason
from hwsolve.derivation.step import Step
from hwsolve.derivation.tape import Tape
from hwsolve.errors import LimitError
from hwsolve.numbers import Rational, rational
from hwsolve.quantity import Quantity
from hwsolve.terms.arithmetic import add
from hwsolve.terms.elementwise import is_one, times
from hwsolve.terms.linear import repeat, turned
from hwsolve.terms.term import Apply, Literal, Name, Term, names

ONE = rational(1)
AfterPart = Callable[[str, Sequence[tuple[Name, Name]]], None]


@dataclass(frozen=True, slots=True)
class LossScale:
    """Gradients of factor·L in place of L, but for the parameters `but`, by id.

    e.g. the factor m where L is the mean over m samples: dz belongs to each sample's own loss, and
    the 1/m stands at dW
    """

    factor: Rational = ONE
    but: Collection[str] = ()


class Backprop:
    """One backward pass over a tape.

    with_respect_to  the given quantities whose gradients are wanted, in the order of their printing
    seed             the gradient at `loss` where that is given, for it needn't be the loss itself
    loss_scale       gradients of a multiple of the loss, of which parameters take their share
    shortcuts        the activations, by name, before which a loss uses its fused rule
    words            what is to be said of a gradient, from its quantity and its reason
    transposed       the matrices whose gradients are let in numerator layout, turned against them
    after_part       called with a part and its (parameter, gradient) pairs when that part is done
    among            the steps to look through, where the tape holds many that can't matter
    naming           the id of the gradient of a quantity; d‹id› unless given
    aliases_unwritten
                     further ids by which that gradient can be asked for
    flows            whether a gradient passes from a step to one of its arguments, both by id
    share_id         where given: the id of what one part of the working (a time step) adds to a
                     parameter's gradient. Each is let at the end of its part and kept in `shares`;
                     their sum is then left to the caller.
    """

    def __init__(
        self,
        tape: Tape,
        loss: Name,
        with_respect_to: Sequence[Name],
        *,
        phase: str = "Backward pass",
        seed: Term | None = None,
        loss_scale: LossScale = LossScale(),
        shortcuts: Collection[str] = (),
        transposed: Collection[str] = (),
        words: Callable[[Quantity, str], str] = lambda quantity, reason: reason,
        after_part: AfterPart = lambda part, pairs: None,
        among: Sequence[Step] | None = None,
        naming: Callable[[Quantity], Quantity] = attrgetter("gradient"),
        aliases_unwritten: Callable[[Quantity], tuple[Quantity, ...]] = lambda id: (),
        flows: Callable[[Quantity, Quantity], bool] = lambda step, argument: True,
        share_id: Callable[[Quantity, str], Quantity] | None = None,
    ) -> None:
        self.tape, self.loss, self.phase = tape, loss, phase
        self.among, self.naming, self.aliases_unwritten = among, naming, aliases_unwritten
        self.flows, self.share_id, self.loss_scale = flows, share_id, loss_scale
        self.seed = seed or Literal(loss_scale.factor)
        self.wanted = {self._canonical(name.id): name for name in with_respect_to}
        self.shortcuts, self.transposed = shortcuts, transposed
        self.words, self.after_part = words, after_part
        self.contributions: defaultdict[Quantity, list[Term]] = defaultdict(list)
        self.ways: defaultdict[Quantity, list[Way]] = defaultdict(list)
        self.gradients: dict[Quantity, Name] = {}
        self.shares: defaultdict[Quantity, list[Name]] = defaultdict(list)

    def run(self) -> dict[Quantity, Name]:
        """Write all gradients; returns them by the id of what they belong to."""
        path = self._path()
        self.waiting = {id: sum(id in self._arguments(step) for step in path) for id in self.wanted}
        part, done = None, []
        for step in reversed(path):
            here = self.tape.part_of(step.id)
            if part is not None and here != part:
                self._finish(part, done)
                done = []
            part = here
            with self.tape.section(self.phase, part):
                done += self._differentiate(step)
        if part is not None:
            self._finish(part, done)
        return self.gradients

    def _finish(self, part: str, pairs: list[tuple[Name, Name]]) -> None:
        with self.tape.section(self.phase, part):
            if self.share_id is not None:
                self._let_shares(part)
            self.after_part(part, pairs)

    def _let_shares(self, part: str) -> None:
        assert self.share_id is not None
        for id, parameter in self.wanted.items():
            if id in self.contributions:
                share = self._let(self.tape.step(id), self.share_id(parameter.id, part))
                self.shares[id].append(share)

    def _canonical(self, id: str) -> Quantity:
        return self.tape.step(id).id

    def _arguments(self, step: Step) -> set[Quantity]:
        if step.term is None:
            return set()
        arguments = {self._canonical(name.id) for name in names(step.term)}
        return {id for id in arguments if self.flows(step.id, id)}

    def _path(self) -> list[Step]:
        """The steps that lie between something wanted and the loss, in order."""
        steps = self.tape.steps() if self.among is None else self.among
        varies = set(self.wanted)
        for step in steps:
            if self._arguments(step) & varies:
                varies.add(step.id)
        needed: set[str] = {self._canonical(self.loss.id)}
        path: list[Step] = []
        for step in reversed(steps):
            inner = step.id in varies and step.id not in self.wanted
            if step.id in needed and inner and step.term is not None:
                needed |= self._arguments(step)
                path.append(step)
        self.varies = varies
        return path[::-1]

    def _differentiate(self, step: Step) -> list[tuple[Name, Name]]:
        """Let the gradient of one step, pass it on, and let those of the givens it completes."""
        assert step.term is not None
        self.current, result = step, Name(step.id, step.value)
        if step.id == self._canonical(self.loss.id):
            self._pass_on(step.term, self.seed, result)
        elif step.id in self.contributions:
            self._pass_on(step.term, self._constant(step) or self._let(step), result)
        # Where a shortcut has passed the step by, nothing arrives to be passed on.
        pairs: list[tuple[Name, Name]] = []
        if self.share_id is not None:
            return pairs
        arguments = self._arguments(step)
        for id in self.wanted:
            if id in arguments:
                self.waiting[id] -= 1
                if not self.waiting[id] and id in self.contributions:
                    pairs.append((self.wanted[id], self._let(self.tape.step(id))))
        return pairs

    def _constant(self, step: Step) -> Term | None:
        """A gradient that is a mere number, such as 1 for a part of a sum: it needs no line."""
        match self.contributions[step.id]:
            case [Literal() as number]:
                del self.contributions[step.id], self.ways[step.id]
                return number
        return None

    def _let(self, step: Step, id: Quantity | None = None) -> Name:
        terms = self.contributions.pop(step.id)
        wanted = self.wanted.get(step.id)
        ids = (wanted.id,) if wanted else (step.id, *step.aliases)
        if wanted and wanted.id in self.transposed and len(wanted.shape) == 2:
            terms = [turned(term) for term in terms]
        if wanted and wanted.id in self.loss_scale.but:
            terms = [times(Literal(1 / self.loss_scale.factor), term) for term in terms]
        name = self.tape.let(
            id or self.naming(ids[0]),
            add(*terms) if len(terms) > 1 else terms[0],
            why=partial(reason, ids[0], step, self.ways.pop(step.id), self.tape.step, self.words),
            aliases=tuple(self.naming(id) for id in ids[1:]),
            aliases_unwritten=self.aliases_unwritten(ids[0]),
        )
        self.gradients[step.id] = name
        return name

    def _pass_on(
        self,
        term: Term,
        upstream: Term,
        result: Term,
        through: tuple[tuple[Apply, int], ...] = (),
        fused: str = "",
    ) -> None:
        match term:
            case Name(id, _, ()):
                to = self._canonical(id)
                if to in self.varies and self.flows(self.current.id, to):
                    whole = upstream.shape == term.shape
                    self.contributions[to].append(
                        upstream if whole else repeat(upstream, shape=term.shape)
                    )
                    arrived = self.gradients.get(self.current.id)
                    called = self.naming(self.current.id) if arrived is None else arrived.id
                    starts = self.current.id == self._canonical(self.loss.id) and is_one(self.seed)
                    way = Way(self.current, Quantity.named(called), through, fused, starts)
                    self.ways[to].append(way)
            case Name():
                raise LimitError(f"hwsolve can't differentiate through the single entry {term.id}")
            case Apply(operation, arguments):
                if self.shortcuts and self._pass_fused(term, upstream):
                    return
                gradients = operation.gradient(upstream, term, result)
                for place, (argument, gradient) in enumerate(
                    zip(arguments, gradients, strict=True)
                ):
                    if gradient is not None and self._varies(argument):
                        inner = (*through, (term, place))
                        self._pass_on(argument, gradient, argument, inner)

    def _varies(self, term: Term) -> bool:
        return any(self._canonical(name.id) in self.varies for name in names(term))

    def _pass_fused(self, term: Apply, upstream: Term) -> bool:
        """Pass a loss's gradient straight to the activation's argument, where a rule says how."""
        found = fused_rule(self.tape, term)
        if found is None or found.activation not in self.shortcuts:
            return False
        cancels = term.operation.fused_why
        self._pass_on(found.inside, found.rule(upstream, term), found.inside, fused=cancels)
        return True


@dataclass(frozen=True, slots=True)
class Fused:
    """A loss that follows an activation: `rule` gives the gradient at `inside`, its argument."""

    activation: str
    inside: Name
    rule: Callable[[Term, Apply], Term]


def fused_rule(tape: Tape, loss: Apply) -> Fused | None:
    """The rule of a loss whose prediction was let as an activation that the loss has a rule for.

    Where more is made of the prediction, its gradient isn't that of the loss alone, and no rule
    can pass it by.
    """
    prediction = loss.arguments[0]
    if isinstance(prediction, Name) and tape.uses(prediction.id) <= 1:
        match tape.step(prediction.id).term:
            case Apply(operation, (Name() as inside,)) if operation.name in loss.operation.fused:
                return Fused(operation.name, inside, loss.operation.fused[operation.name])
    return None
