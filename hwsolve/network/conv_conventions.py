"""The ledger of convolutional networks: what courses do differently beyond other networks."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from hwsolve.derivation.tape import Tape
from hwsolve.network.conventions import NetworkConventions


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
    """Whether filters are turned before they slide, and what ∗ stands for."""
    meaning = {
        "cross_correlation": "the filter slides as it is; ∗ multiplies it with each patch",
        "flipped": "the filter is turned by 180° before it slides; ∗ multiplies each patch with "
        "the filter as it stands there, rot180(W)",
    }[ledger.convolution]
    ledger.tell(tape, "convolution", ledger.convolution, meaning, usual=usual)
