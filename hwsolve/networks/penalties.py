"""What a penalty for large weights adds to the loss, and what is said of it."""

from __future__ import annotations

from collections.abc import Mapping

from hwsolve.derivation.tape import Tape
from hwsolve.layers.layer import GIVEN
from hwsolve.layers.network_conventions import NetworkConventions
from hwsolve.layers.shape_wording import as_written
from hwsolve.networks.stages_and_penalty import Penalty
from hwsolve.quantity import Quantity
from hwsolve.terms.arithmetic import add
from hwsolve.terms.elementwise import times
from hwsolve.terms.linear import absolute_norm, squared_norm
from hwsolve.terms.term import Literal, Name, Term


def counts(penalty: Penalty | None, id: Quantity) -> bool:
    """Whether a penalty has a slope in that parameter."""
    if penalty is None or (penalty.l1 == 0 and penalty.l2 == 0):
        return False
    return penalty.biases or GIVEN[id.name][0] == "weights"


def term(
    penalty: Penalty | None, parameters: Mapping[Quantity, Name], conventions: NetworkConventions
) -> Term | None:
    """The penalty on these parameters; None where there is none."""
    kept = [name for id, name in parameters.items() if counts(penalty, id)]
    if penalty is None or not kept:
        return None
    terms: list[Term] = []
    if penalty.l2 != 0:
        factor = Literal(penalty.l2 / 2 if conventions.penalty == "half" else penalty.l2)
        terms.append(times(factor, _sum_of([squared_norm(name) for name in kept])))
    if penalty.l1 != 0:
        terms.append(times(Literal(penalty.l1), _sum_of([absolute_norm(name) for name in kept])))
    return _sum_of(terms)


def tell(penalty: Penalty, conventions: NetworkConventions, tape: Tape) -> None:
    """Enter into the ledger what stands before the squared weights."""
    if penalty.l2 != 0:
        factor = "l2/2" if conventions.penalty == "half" else "l2"
        meaning = f"the L2 penalty is {factor} times the sum of the squared weights"
        conventions.tell(tape, "penalty", conventions.penalty, meaning)


def words(penalty: Penalty) -> str:
    """What the penalty is, with the factors that the file gives."""
    given = {"l2": penalty.l2, "l1": penalty.l1}
    factors = [f"{name} = {as_written(x)}" for name, x in given.items() if x != 0]
    return f"the penalty for large weights, with {' and '.join(factors)}"


def _sum_of(terms: list[Term]) -> Term:
    return add(*terms) if len(terms) > 1 else terms[0]
