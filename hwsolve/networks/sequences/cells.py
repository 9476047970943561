"""The cells, a row each: which gates they have, and how a step of time goes through them.

Sources: Elman 1990 and Goodfellow, Bengio and Courville 2016, section 10.2 (vanilla); Hochreiter
and Schmidhuber 1997 with the forget gate of Gers, Schmidhuber and Cummins 2000 (LSTM); Cho et al.
2014 (GRU). U weighs the input and W the state before, as in Goodfellow et al., chapter 10.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from hwsolve.derivation.tape import Tape
from hwsolve.layers.named_activations import AnyActivation, activate, words_for
from hwsolve.networks.sequences.layer_direction import LayerDirection
from hwsolve.networks.sequences.sequence_conventions import RecurrentConventions
from hwsolve.terms.activations import sigmoid_of, tanh_of
from hwsolve.terms.joining import join
from hwsolve.terms.term import Name, Term

State = dict[str, Name]
"""What a cell hands on to the next time step, by letter: s, or h and c."""


@dataclass(frozen=True, slots=True)
class Gate:
    """One weighted sum of input and state with its activation, such as the forget gate f.

    `letter` names its weights (U_f, W_f, b_f), `result` what comes out of it (f, h_tilde).
    """

    letter: str
    result: str
    why: str
    squash: Callable[[Term], Term] = sigmoid_of


@dataclass(frozen=True, slots=True)
class CellStep:
    """One time step of one layer: where its working goes, and what it works with."""

    tape: Tape
    direction: LayerDirection
    time: int
    x: Name
    before: State
    parameters: Mapping[str, Name]
    conventions: RecurrentConventions
    batch: bool = False
    """Whether x and the states are matrices with a row for each sequence."""

    def let(self, letter: str, term: Term, why: str, *others: str) -> Name:
        """Let a quantity of this time step."""
        name, *aliases = (self.direction.at(each, self.time) for each in (letter, *others))
        return self.tape.let(name, term, why, aliases=tuple(aliases))

    def weighted(self, suffix: str, state: Term, joined: Term | None = None) -> Term:
        """U x + W s + b, or W [s; x] + b where one matrix weighs both (then `joined` is [s; x])."""
        U, W, b = (self.parameters.get(f"{letter}{suffix}") for letter in "UWb")
        assert W is not None
        if U is not None:
            weighted = self.times(U, self.x) + self.times(W, state)
        else:
            weighted = W @ (joined if joined is not None else self.joined(state))
        return weighted if b is None else weighted + b

    def times(self, weights: Term, x: Term) -> Term:
        """W x for one sequence, X Wᵀ where each of several is a row of X."""
        return x @ weights.T if self.batch else weights @ x

    def joined(self, state: Term) -> Term:
        """State and input one below the other, in the order that the ledger says."""
        if self.conventions.concatenation == "state_input":
            return join(state, self.x)
        return join(self.x, state)

    def let_joined(self, letter: str, state: Term) -> Name | None:
        """Let [s; x], if there is a matrix that weighs both."""
        if any(name.startswith("U") for name in self.parameters):
            return None
        parts = ("the state before", "the input")
        in_order = self.conventions.concatenation == "state_input"
        why = f"{' and '.join(parts if in_order else parts[::-1])}, joined"
        return self.let(letter, self.joined(state), why)


@dataclass(frozen=True, slots=True)
class Cell:
    """One row: the letters of its state (the first is what the cell shows), its gates, its step."""

    states: tuple[str, ...]
    gates: tuple[Gate, ...]
    step: Callable[[CellStep], State]
    score: str = "o"
    """What the output's scores are called, where o is taken."""
    output_bias: str = "c"
    why: Mapping[str, str] = field(default_factory=dict)

    @property
    def suffixes(self) -> tuple[str, ...]:
        """What tells the weights of the gates apart. e.g. _i, _f, _o, _g"""
        return tuple(f"_{gate.letter}" for gate in self.gates) or ("",)


# ---- vanilla ------------------------------------------------------------------------------------


def vanilla(activation: AnyActivation, state: str) -> Cell:
    """s[t] = σ(U x[t] + W s[t−1] + b)"""

    def step(now: CellStep) -> State:
        joined = now.let_joined("v", now.before[state])
        z = now.weighted("", now.before[state], joined)
        why = "the input and the state before, weighted and added up"
        if activation.name == "linear":
            return {state: now.let(state, z, why, "z")}
        name = now.let("z", z, why)
        squashed = activate(activation, name, now.conventions.network)
        return {state: now.let(state, squashed, words_for(activation))}

    return Cell((state,), (), step)


# ---- gated cells --------------------------------------------------------------------------------


def _gate(now: CellStep, gate: Gate, state: Term, joined: Term | None) -> Name:
    a = now.let(
        f"a_{gate.letter}",
        now.weighted(f"_{gate.letter}", state, joined),
        "input and state before, weighted for this gate",
    )
    return now.let(gate.result, gate.squash(a), gate.why)


LSTM_GATES = (
    Gate("i", "i", "the input gate: how much of the candidate is written"),
    Gate("f", "f", "the forget gate: how much of the memory is kept"),
    Gate("o", "o", "the output gate: how much of the memory is shown"),
    Gate("g", "g", "the candidate: what could be written", tanh_of),
)


def _lstm_step(now: CellStep) -> State:
    h, c = now.before["h"], now.before["c"]
    joined = now.let_joined("v", h)
    i, f, o, g = (_gate(now, gate, h, joined) for gate in LSTM_GATES)
    memory = now.let("c", f * c + i * g, "what is kept of the memory, plus what is written")
    shown = now.let("h", o * tanh_of(memory), "what the cell shows of its memory")
    return {"h": shown, "c": memory}


LSTM = Cell(("h", "c"), LSTM_GATES, _lstm_step, score="a_y", output_bias="b_y")


GRU_GATES = (
    Gate("z", "z", "the update gate: the share of old and new"),
    Gate("r", "r", "the reset gate: how much of the state before enters the candidate"),
    Gate("h", "h_tilde", "the candidate for the new state", tanh_of),
)


def _gru_step(now: CellStep) -> State:
    h = now.before["h"]
    joined = now.let_joined("v", h)
    z, r = (_gate(now, gate, h, joined) for gate in GRU_GATES[:2])
    if now.conventions.gru_reset == "before":
        reset = now.let("h_reset", r * h, "the state before, as far as the reset gate lets it in")
        kept = now.let_joined("v_reset", reset)
        a = now.let("a_h", now.weighted("_h", reset, kept), "input and reset state, weighted")
    else:
        a = _reset_after(now, r, h)
    gate = GRU_GATES[2]
    candidate = now.let(gate.result, gate.squash(a), gate.why)
    keep = now.conventions.gru_update == "keep"
    old, new = (z, 1 - z) if keep else (1 - z, z)
    mixed = old * h + new * candidate
    return {"h": now.let("h", mixed, "old state and candidate, in the shares that z says")}


def _reset_after(now: CellStep, r: Name, h: Name) -> Name:
    """a_h = U_h x + b_h + r ⊙ (W_h h + c_h): the reset gate comes after the matrix."""
    weighted: Term = now.times(now.parameters["W_h"], h)
    if "c_h" in now.parameters:
        weighted = weighted + now.parameters["c_h"]
    recalled = now.let("m", weighted, "what the state before says, weighted")
    from_input: Term = now.times(now.parameters["U_h"], now.x)
    if "b_h" in now.parameters:
        from_input = from_input + now.parameters["b_h"]
    return now.let("a_h", from_input + r * recalled, "the reset gate comes after the matrix")


GRU = Cell(("h",), GRU_GATES, _gru_step)
