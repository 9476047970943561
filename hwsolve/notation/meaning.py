"""What the names mean that hwsolve makes of others: dW is ∂L/∂W, norm_W is ‖W‖, V_W the V of W.

A name that the problem itself gives to a quantity means that quantity, whatever it looks like: a
parameter may be called dx or norm_W. So the names that a problem gives are kept in mind while it is
solved and printed, and only what is made of them, or of hwsolve's own names, is taken apart.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache

from hwsolve.notation.letters import ACCENTS, is_letter
from hwsolve.notation.tree import Aspect, Meaning

LOSS = "L"
"""The function that is meant where a gradient's name names none."""

PREFIXES: dict[str, Aspect] = {
    "grad": "nabla", "partial": "partial", "norm": "norm", "rho": "radius"
}  # fmt: skip
NO_VARIABLES = ("hat", "tilde", "bar", "dot", "ahead")

_given: ContextVar[frozenset[str]] = ContextVar("names_given_by_the_problem", default=frozenset())


@contextmanager
def names_given(names: Collection[str]) -> Iterator[None]:
    """Within this, `names` are names that the problem gives to its quantities."""
    before = _given.set(frozenset(names))
    try:
        yield
    finally:
        _given.reset(before)


def meaning_of(name: str) -> Meaning | None:
    """What a name says of which other quantity; None for a quantity's own name.

    >>> meaning_of("dy_hat")
    Meaning(aspect='gradient', of='y_hat', function='')
    """
    return _meaning(name, _given.get())


@lru_cache(maxsize=4096)
def _meaning(name: str, given: frozenset[str]) -> Meaning | None:
    if name in given:
        return None
    for start in range(1, len(name) if given else 0):
        before, of = name[:start], name[start:]
        if not _is_given(of, given):
            continue
        if before == "d":
            return Meaning("gradient", of)
        if not before.endswith("_"):
            continue
        head, _, function = before[:-1].partition("_")
        if head in ("grad", "partial") and len(function) <= 1:
            return Meaning(PREFIXES[head], of, function or LOSS)
        if head in ("norm", "rho") and not function:
            return Meaning(PREFIXES[head], of)
        if is_letter(head):  # the hat of V_y_hat is that of y_hat
            accented = not ACCENTS.keys().isdisjoint(of.split("_"))
            return Meaning("of", of, before[:-1]) if accented else None
    if _is_given(name, given):
        return None
    return _objective(name) or _measure(name) or _gradient(name)


def _is_given(name: str, given: frozenset[str]) -> bool:
    """Whether a name is one that the problem gives, perhaps with an ending: x_ahead, W_new, W_i."""
    return name in given or any(name.startswith(f"{other}_") for other in given)


def _objective(name: str) -> Meaning | None:
    """grad_W is ∇_W L, grad_f_x is ∇f(x), partial_f_y is ∂_y f."""
    head, _, rest = name.partition("_")
    function, _, variable = rest.partition("_")
    if head not in ("grad", "partial"):
        return None
    if len(function) == 1 and variable and variable not in NO_VARIABLES:
        return Meaning(PREFIXES[head], variable, function)
    return Meaning(PREFIXES[head], rest, LOSS) if head == "grad" and rest else None


def _measure(name: str) -> Meaning | None:
    """norm_W is ‖W‖, g_norm is ‖g‖, rho_J is ρ(J)."""
    head, _, rest = name.partition("_")
    if head in ("norm", "rho") and rest[:1].isupper():
        return Meaning(PREFIXES[head], rest)
    return Meaning("norm", head) if rest == "norm" and len(head) == 1 else None


def _gradient(name: str) -> Meaning | None:
    """dW, db1, dWx and dalpha are gradients; delta, degree and d1 are not."""
    head = name.partition("_")[0]
    rest = head[1:]
    if head[:1] != "d" or is_letter(head) or name.endswith("_"):
        return None
    return Meaning("gradient", name[1:]) if is_letter(rest) or rest[:1].isupper() else None
