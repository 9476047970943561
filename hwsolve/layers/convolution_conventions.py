"""The ledger of convolutional networks: what courses do differently beyond other networks."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from hwsolve.derivation.readings import Readings
from hwsolve.derivation.tape import Tape
from hwsolve.layers.network_conventions import NetworkConventions
from hwsolve.notation.values import NumberStyle
from hwsolve.terms.sliding_notation import words_for
from hwsolve.terms.term import Apply, Term


class ConvConventions(NetworkConventions):
    """Choices about convolution and pooling; each is printed with the solution where it matters."""

    axes: Literal["1", "2"] | None = Field(
        default=None,
        description="along how many axes windows slide: 1 (length) or 2 (height and width); "
        "without it, what the shapes of input and filters tell",
    )
    convolution: Literal["cross_correlation", "flipped"] = Field(
        default="cross_correlation",
        description="whether a filter slides as it is written, or turned by 180° first",
    )
    max_pool_ties: Literal["first", "shared"] = Field(
        default="first",
        description="where the gradient goes if a maximum stands several times in a window",
    )
    avg_pool_padding: Literal["counted", "not_counted"] = Field(
        default="counted", description="whether a mean is taken over the zeros of the padding too"
    )
    same_padding: Literal["after", "before"] = Field(
        default="after", description="where the odd zero of `padding: same` goes"
    )


def conventions_of(conventions: NetworkConventions) -> ConvConventions:
    """The ledger of a convolutional network, with defaults where a plain one is given."""
    if isinstance(conventions, ConvConventions):
        return conventions
    return ConvConventions.model_validate(conventions.model_dump(exclude_unset=True))


def tell_convolution(tape: Tape, ledger: ConvConventions, *, usual: bool = False) -> None:
    """Whether filters are turned before they are laid on a map."""
    meaning = {
        "cross_correlation": "filters lie on a map as they are written",
        "flipped": "filters are turned by 180° before they lie on a map, rot180(W)",
    }[ledger.convolution]
    ledger.tell(tape, "convolution", ledger.convolution, meaning, usual=usual)


def tell_notation(tape: Tape) -> None:
    """What the signs, functions and indices mean that stand in formulas of convolutions."""
    readings = Readings(NumberStyle())
    formulas = [
        readings.formula(step.term)
        for step in tape.steps()
        if step.term is not None and _slides(step.term)
    ]
    for written, meaning in words_for(formulas).items():
        tape.convention(written, "notation", meaning)


def _slides(term: Term) -> bool:
    """Whether a convolution or one of its gradients stands in a term."""
    return isinstance(term, Apply) and (
        "sliding" in term.parameters or any(map(_slides, term.arguments))
    )
