"""How many numbers a recurrent network learns, from its sizes."""

from __future__ import annotations

from hwsolve.derivation.tape import Tape
from hwsolve.networks.sequences.cell_and_output import CellSpec, Sizes
from hwsolve.networks.sequences.sequence_conventions import RecurrentConventions
from hwsolve.notation.identifiers import symbol_of
from hwsolve.notation.line import to_line
from hwsolve.quantity import Quantity
from hwsolve.terms.arithmetic import add
from hwsolve.terms.elementwise import times
from hwsolve.terms.term import Literal, Name, Term, as_term

GATES = {
    "vanilla": "{}",
    "lstm": "each of the four gates has its own {}",
    "gru": "each of the three gates has its own {}",
}
"""Whose parameters are counted."""


def count_parameters(
    cell: CellSpec, sizes: Sizes, conventions: RecurrentConventions, tape: Tape
) -> Name:
    """Let the number of parameters of a single layer and its output."""
    with tape.section("Number of parameters"):
        inputs = tape.given("n_x", sizes.input, "the entries of the input")
        hidden = tape.given("n_s", sizes.hidden, "the units")
        terms: list[Term] = [hidden * inputs, hidden * hidden]
        own = "U and W"
        if sizes.biases:
            two = _has_two_biases(cell, conventions, tape)
            terms.append(2 * hidden if two else hidden)
            own = "U, W and two biases" if two else "U, W and b"
        one = add(*terms)
        gates = len(cell.row().gates) or 1
        total: Term = times(as_term(gates), one) if gates > 1 else one
        cell_count = tape.let("n_cell", total, GATES[cell.type].format(own))
        if sizes.output is None:
            return cell_count
        outputs = tape.given("n_y", sizes.output, "the entries of the output")
        output: Term = outputs * hidden
        if sizes.biases:
            output = output + outputs
        in_output = tape.let("n_output", output, "V and its biases" if sizes.biases else "V")
        return tape.let("n_parameters", cell_count + in_output, "cell and output together")


def _has_two_biases(cell: CellSpec, conventions: RecurrentConventions, tape: Tape) -> bool:
    """Whether a gate has a bias beside U and one beside W; entered into the ledger.

    Where a GRU's reset comes after W they differ for the candidate, and Keras and PyTorch keep two
    for every gate. Elsewhere two biases do what their sum does.
    """
    apart = cell.type == "gru" and conventions.gru_reset == "after"
    choice = conventions.gate_biases or ("two" if apart else "one")
    meaning = {
        "one": "a bias for each unit of a gate; PyTorch keeps two, beside U and beside W",
        "two": "two biases for each unit of a gate, one beside U and one beside W",
    }[choice]
    if apart and choice == "two":
        meaning += ", as Keras and PyTorch keep where the reset comes after W"
    if cell.type == "gru" and conventions.gate_biases is None:
        conventions.tell_reset(tape)
    conventions.tell(tape, "gate_biases", choice, meaning)
    return choice == "two"


def count_given(parameters: dict[Quantity, Name], tape: Tape) -> Name:
    """Let the number of entries of parameters that are given: rows times columns, added up."""
    with tape.section("Number of parameters"):
        terms: list[Term] = []
        for name in parameters.values():
            sides = [Literal(as_term(size).value) for size in name.shape]
            terms.append(sides[0] * sides[1] if len(sides) == 2 else sides[0])
        total = add(*terms) if len(terms) > 1 else terms[0]
        symbols = ", ".join(to_line(symbol_of(id)) for id in parameters)
        return tape.let("n_parameters", total, f"the entries of {symbols}")
