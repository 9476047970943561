"""Answers to lines of working in letters: the same text, or a formula that is proven the same."""

from __future__ import annotations

from collections.abc import Iterable

from hwsolve.checking.judging.claim_marks import mark_of_text
from hwsolve.checking.reading.answers import Answer
from hwsolve.checking.reading.quantity_names import formula_from
from hwsolve.checking.reading.written import told
from hwsolve.checking.reading.written_formulas import formulas_agree
from hwsolve.checking.verdicts import Mark, Verdict
from hwsolve.derivation.step import Statement
from hwsolve.errors import LimitError
from hwsolve.notation.ascii import to_ascii
from hwsolve.spec.evaluation import evaluate
from hwsolve.spec.expressions import ExpressionError
from hwsolve.spec.formula import Expression, names

SPELLINGS = (("**", "^"), ("·", "*"), ("\N{MINUS SIGN}", "-"), (" ", ""), ("\n", ""))


def statement_text(statement: Statement) -> str:
    """What a statement comes to, as text: the end of a chain of equations, all of an inequality."""
    claim = statement.claim
    return to_ascii(claim.parts[-1] if set(claim.signs) <= {"="} else claim)


def mark_statement(answer: Answer, statement: Statement) -> Mark:
    """The verdict on one answer; what can't be compared is left to a person."""
    expected = statement_text(statement)
    claim = statement.claim
    parts = claim.parts[1:] if set(claim.signs) <= {"="} else ()
    readings = map(to_ascii, (claim, *parts))
    verdict, why = Verdict.UNDECIDED, "a statement in letters: for a person to compare"
    if _plain(answer.text) in _spellings(readings):
        verdict, why = Verdict.RIGHT, ""
    elif (right := _formula(expected)) is not None:
        try:
            agree = _agree(formula_from(answer.text), right)
        except ExpressionError as error:
            why += f"; it can't be read as a formula: {told(error)}"
        else:
            if agree is not None:
                verdict = Verdict.RIGHT if agree else Verdict.FIRST_MISTAKE
                why = "" if agree else f"this is not the same as {expected}"
    return mark_of_text(answer, expected, verdict, why)


def _plain(text: str) -> str:
    for spelling, plain in SPELLINGS:
        text = text.replace(spelling, plain)
    return text


def _spellings(readings: Iterable[str]) -> set[str]:
    """How lines may be written: a product of matrices also with the sign of one of numbers."""
    plain = {_plain(reading) for reading in readings}
    return plain | {text.replace("@", "*") for text in plain}


def _formula(text: str) -> Expression | None:
    """The formula that a text is; None where it is none, such as a product of matrices."""
    try:
        return formula_from(text)
    except ExpressionError:
        return None


def _agree(written: Expression, right: Expression) -> bool | None:
    """Whether two formulas in the same letters are the same; None if that is left open."""
    try:
        known = set(names(written)) <= set(names(right))
        return formulas_agree(evaluate(written), evaluate(right)) if known else None
    except (ExpressionError, LimitError):
        return None
