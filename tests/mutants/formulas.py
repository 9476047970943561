"""Mistakes in formulas: the mutants of rules in which names stand for numbers."""

from hwsolve.checking.explaining.diagnosis import explain
from hwsolve.checking.marking import Marker
from hwsolve.checking.reading.answers import read_answers
from hwsolve.checking.reading.written_formulas import formulas_agree
from hwsolve.notation.ascii import to_ascii
from hwsolve.notation.values import NumberStyle, notate_scalar
from hwsolve.numbers import is_symbolic, shape_of
from hwsolve.terms.mutants import mutants


def formula_mistakes(derivation):
    """(id, name of the mutant, the wrong formula) for every rule of a formula in names."""
    for step in derivation.steps:
        if step.term is None or shape_of(step.value) or not is_symbolic(step.value):
            continue
        for mutant in mutants(step.term):
            wrong = mutant.term.value
            if is_symbolic(wrong) and formulas_agree(wrong, step.value) is False:
                yield step.id, mutant.name, to_ascii(notate_scalar(wrong, NumberStyle()))


LONGEST = 380


def other_forms(derivation):
    """(id, the right formula in another form): multiplied out, factored, put together."""
    import sympy

    for step in derivation.steps:
        if step.term is None or shape_of(step.value) or not is_symbolic(step.value):
            continue
        for form in (sympy.expand, sympy.factor, sympy.together, sympy.simplify):
            text = str(form(step.value.closed)).replace("Abs", "abs")
            if len(text) < LONGEST:
                yield step.id, text


def marked(derivation, id, formula):
    """The mark of one formula."""
    text = f'problem: p\nanswers:\n  "{id}": "{formula}"\n'
    marker = Marker(derivation, "p", explain)
    return next(m for m in marker.mark(read_answers(text, "formula")).marks if m.id == id)
