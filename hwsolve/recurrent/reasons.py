"""Why each quantity of a recurrent network is what it is."""

from __future__ import annotations

from hwsolve.network.reasons import AT_OUTPUT
from hwsolve.notation.identifiers import symbol_of
from hwsolve.notation.line import to_line
from hwsolve.recurrent.conventions import RecurrentConventions

GIVEN = {
    "U": "weighs the input",
    "W": "weighs the state before",
    "V": "weighs the state for the output",
    "b": "the biases",
    "c": "the biases",
}
JOINT = "weighs the state before and the input together"

PREDICTION = "the derivative of the loss with respect to the prediction"
SCORES = "chain rule through the output's activation"
OF_GATE = "chain rule: times the slope of the activation"
IN_CANDIDATE = "through the candidate, which is all that it enters"

GRADIENTS = {
    "vanilla": {
        "z": "chain rule: d{} times the slope of the activation at z",
        "v": "through z, in which it is weighed",
    },
    "lstm": {
        "c": "the memory reaches the loss through what is shown of it and through the next memory",
        "i": "the input gate is multiplied by the candidate",
        "f": "the forget gate is multiplied by the memory before",
        "o": "the output gate is multiplied by tanh of the memory",
        "g": "the candidate is multiplied by the input gate",
        "v": "through every gate that weighs it",
    },
    "gru": {
        "z": "the update gate weighs the old state against the candidate",
        "r": "the reset gate is multiplied by what it lets through",
        "h_tilde": "the candidate is multiplied by its share",
        "h_reset": IN_CANDIDATE,
        "v_reset": IN_CANDIDATE,
        "m": "in the candidate it is multiplied by the reset gate",
        "v": "through every gate that weighs it",
    },
}
"""Why a gradient inside a cell is what it is, by the cell's type and the quantity's letter."""

SHARES = {
    "U": "d{sum} times the input that {name} weighs here",
    "W": "d{sum} times {state}, which {name} weighs here",
    "b": "the bias is added to {sum}, so it is d{sum} itself",
    "V": "the gradient of the scores times the state that {name} weighs",
    "c": "the gradient of the scores",
}
ADDED = "what this time step adds: "
BIAS_OF_ALL = "the bias is added for every sequence, so all rows add up"
SUM = "the same parameter is used at every time step, so the shares are added up"
ONLY_SHARE = "one time step alone adds to it, and its share is the whole"


def reason_for_given(role: str, *, joint: bool = False) -> str:
    """What a parameter does."""
    return JOINT if joint and role[0] == "W" else GIVEN[role[0]]


def reason_for_gradient(letter: str, cell: str, state: str) -> str:
    """Why a gradient inside a cell of this type is what it is; `state` is its state's letter."""
    if letter == "y_hat":
        return PREDICTION
    if letter.startswith("a_"):
        return OF_GATE
    return GRADIENTS[cell].get(letter, "").format(state)


def reason_for_scores(*, linear: bool, shortcut: bool) -> str:
    """Why the gradient of the output's scores is what it is."""
    return AT_OUTPUT if shortcut else PREDICTION if linear else SCORES


MEMORY_SHOWN = "the memory reaches the loss through what is shown of it only"
IN_ALL = "through all that uses it, added up"
CUT = "; the sequence is cut here, and nothing comes back from the next time step"

WAYS = {
    (True, True): "the state reaches the loss through its output and through the next time step: "
    "both are added up",
    (True, False): "the state reaches the loss through its output only",
    (False, True): "the state reaches the loss through the next time step only",
    (False, False): IN_ALL,
}
"""Why a state's gradient is what it is, by: through its own output? through the next time step?"""


def reason_for_share(
    role: str,
    name: str,
    cell: str,
    conventions: RecurrentConventions,
    *,
    joint: bool,
    batch: bool,
) -> str:
    """Why one time step adds what it adds to the gradient of the parameter `name`.

    `joint` says whether it weighs state and input at once.
    """
    letter, _, gate = role.partition("_")
    if batch and letter in "bc":
        return ADDED + BIAS_OF_ALL
    total, state = f"a_{gate}" if gate else "z", "the state before"
    if cell == "gru" and gate == "h":
        if conventions.gru_reset == "before":
            state = "the state that the reset gate lets in"
        elif letter in "Wc":
            total = "m"
    if joint:
        parts = (state, "the input")
        in_order = conventions.concatenation == "state_input"
        state = " and ".join(parts if in_order else parts[::-1]) + ", joined"
    why = SHARES["b" if gate and letter == "c" else letter]
    reason = ADDED + why.format(sum=to_line(symbol_of(total)), name=name, state=state)
    return f"{reason}, added up over the sequences" if batch else reason
