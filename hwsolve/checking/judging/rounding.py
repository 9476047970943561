"""Whether lines that nobody wrote down may have been rounded."""

from __future__ import annotations

from hwsolve.checking.judging.bench import Bench
from hwsolve.derivation.step import Step
from hwsolve.numbers import Rational, Scalar, scalars


def may_be_rounded(step: Step, places: int, bench: Bench) -> bool:
    """Whether a step rests, through lines that weren't written, on a number that needs more places.

    e.g. on 1/3, which somebody took for 0.333; a number that was written is taken as written
    """
    waiting, seen = [step], set()
    while waiting:
        for id in waiting.pop().depends_on:
            if id in seen or id in bench.written:
                continue
            seen.add(id)
            source = bench.derivation.by_id[id]
            if not all(_ends_within(x, places) for x in scalars(source.value)):
                return True
            waiting.append(source)
    return False


def _ends_within(x: Scalar, places: int) -> bool:
    return isinstance(x, Rational) and (x * 10**places).q == 1
