"""How many numbers a recurrent network learns, from its sizes."""

from __future__ import annotations

from hwsolve.derivation.tape import Tape
from hwsolve.notation.identifiers import symbol_of
from hwsolve.notation.line import to_line
from hwsolve.recurrent.parts import CellSpec, Sizes
from hwsolve.terms.arithmetic import add
from hwsolve.terms.elementwise import times
from hwsolve.terms.term import Literal, Name, Term, as_term

WORDS = {
    "vanilla": "U, W and b",
    "lstm": "each of the four gates has its own U, W and b",
    "gru": "each of the three gates has its own U, W and b",
}


def count_parameters(
    cell: CellSpec, sizes: Sizes, tape: Tape, *, second_bias: bool = False
) -> Name:
    """Let the number of parameters of a single layer and its output."""
    with tape.section("Number of parameters"):
        inputs = tape.given("n_x", sizes.input, "the entries of the input")
        hidden = tape.given("n_s", sizes.hidden, "the units")
        terms: list[Term] = [hidden * inputs, hidden * hidden]
        if sizes.biases:
            terms.append(hidden)
        one = add(*terms)
        gates = len(cell.row().gates) or 1
        total: Term = times(as_term(gates), one) if gates > 1 else one
        if second_bias:
            total = total + hidden
        cell_count = tape.let("n_cell", total, WORDS[cell.type])
        if sizes.output is None:
            return cell_count
        outputs = tape.given("n_y", sizes.output, "the entries of the output")
        output: Term = outputs * hidden
        if sizes.biases:
            output = output + outputs
        in_output = tape.let("n_output", output, "V and its biases")
        return tape.let("n_parameters", cell_count + in_output, "cell and output together")


def count_given(parameters: dict[str, Name], tape: Tape) -> Name:
    """Let the number of entries of parameters that are given: rows times columns, added up."""
    with tape.section("Number of parameters"):
        terms: list[Term] = []
        for name in parameters.values():
            sides = [Literal(as_term(size).value) for size in name.shape]
            terms.append(sides[0] * sides[1] if len(sides) == 2 else sides[0])
        total = add(*terms) if len(terms) > 1 else terms[0]
        symbols = ", ".join(to_line(symbol_of(id)) for id in parameters)
        return tape.let("n_parameters", total, f"the entries of {symbols}")
