"""Answers in words from a closed list: right, wrong with what refutes them, or not on the list."""

from __future__ import annotations

from hwsolve.checking.reading.answers import Answer
from hwsolve.checking.verdicts import Explanation, Mark, Verdict
from hwsolve.derivation.questions import Question


def mark_claim(answer: Answer, question: Question) -> Mark:
    """The verdict on one answer in words. A word that isn't on the list is never called wrong."""
    expected = " or ".join(question.true_words)
    text = answer.text.strip().replace("-", "_").replace(" ", "_").lower()
    claim = question.claim(text)
    explanations: tuple[Explanation, ...] = ()
    if claim is None:
        words = ", ".join(claim.word for claim in question.claims)
        verdict, why = Verdict.UNREADABLE, f"not one of the answers to choose from: {words}"
    elif claim.holds:
        verdict, why = Verdict.RIGHT, ""
    else:
        verdict, why = Verdict.FIRST_MISTAKE, claim.why
        explanations = (Explanation(f"claim:{claim.word}", claim.why),)
    return mark_of_text(answer, expected, verdict, why, explanations)


def mark_of_text(
    answer: Answer,
    expected: str,
    verdict: Verdict,
    why: str,
    explanations: tuple[Explanation, ...] = (),
) -> Mark:
    """The mark of an answer that is a text as a whole: a word, or a line in letters."""
    return Mark(
        answer.id,
        verdict,
        answer.text,
        expected,
        why,
        wrong=(answer.id,) if verdict is Verdict.FIRST_MISTAKE else (),
        explanations=explanations,
        line=answer.line,
        column=answer.column,
        quantity=answer.id,
    )
