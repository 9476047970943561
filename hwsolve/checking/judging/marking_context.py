"""What every judgement on one answer file shares: the writer's values, and what became of lines."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from hwsolve.checking.evaluations import Evaluation
from hwsolve.checking.explaining.candidate_mistakes import Explainer
from hwsolve.checking.reading.answers import Index
from hwsolve.checking.reading.references import References
from hwsolve.derivation.derivation import Derivation
from hwsolve.derivation.step import Step
from hwsolve.numbers import Rational, Scalar, Value, as_sympy, is_symbolic


@dataclass(frozen=True, slots=True)
class MarkingContext:
    """The evaluations of one answer file, and the ids that are written, chosen, wrong or open."""

    derivation: Derivation
    explain: Explainer
    references: References
    own: Evaluation
    """What was written has the written value, and everything else follows from it."""
    reachable: Evaluation
    """What somebody could have who kept or rounded whatever was written."""
    tolerance: Rational
    expected: Callable[[Step, Index, int], str]
    """The true value of a quantity, or of one entry, on one line with at least so many digits."""
    line: Callable[[Value, int], str]
    """A value on one line with at least so many digits."""
    scores: frozenset[str]
    """The ids of scores that only softmax reads."""
    exact_numbers: Callable[[], Collection[Rational]] = frozenset
    """The rational numbers of the problem and its solution: as operands they aren't rounded."""
    decimals: int | None = None
    """To how many every line may have been rounded, where that is declared."""
    one_for_all: bool = False
    """Whether one number may be written for a quantity whose entries are all alike."""
    written: set[str] = field(default_factory=set)
    """The ids for which something was written."""
    chosen: set[str] = field(default_factory=set)
    """The ids of what was chosen freely, and of what depends on a choice."""
    open: set[str] = field(default_factory=set)
    """The ids of what could have been chosen and wasn't written down, nor what rests on it."""
    tainted: set[str] = field(default_factory=set)
    """The ids of what is wrong, or rests on what is wrong."""
    doubtful: set[str] = field(default_factory=set)
    """The ids of what is undecided, or rests on what is undecided."""
    illegible: set[str] = field(default_factory=set)
    """The ids of what can't be read, or rests on what can't be read."""

    @property
    def truth(self) -> Mapping[str, Value]:
        """The true values by id."""
        return {id: step.value for id, step in self.derivation.by_id.items()}

    def goes_on_from_letters(self, value: Scalar) -> bool:
        """Whether a formula is written in quantities that were too long to be put in."""
        letters = self.derivation.letters
        if not letters or not is_symbolic(value):
            return False
        names = {str(letter).split(".")[0] for letter in as_sympy(value).free_symbols}
        return not names.isdisjoint(letters)

    def sound(self) -> Mapping[str, Value]:
        """The writer's values where they are right, the true ones elsewhere."""
        lines, spoiled = self.derivation.by_id, self.tainted | self.doubtful
        right = {id: lines[id].value for id in spoiled if id in lines}
        return ChainMap(right, dict(self.reachable.values))
