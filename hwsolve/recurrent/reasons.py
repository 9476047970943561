"""Why each quantity of a recurrent network is what it is."""

from __future__ import annotations

from hwsolve.network.reasons import AT_OUTPUT

GIVEN = {
    "U": "weighs the input",
    "W": "weighs the state before",
    "V": "weighs the state for the output",
    "b": "the biases",
    "c": "the biases",
}
JOINT = "weighs the state before and the input, joined"

GRADIENTS = {
    "y_hat": "the derivative of the loss with respect to the prediction",
    "o": "chain rule through the output's activation",
    "c": "the memory reaches the loss through what is shown of it and through the next memory",
    "z": "chain rule: d{} times the slope of the activation at z",
    "i": "the input gate is multiplied by the candidate",
    "f": "the forget gate is multiplied by the memory before",
    "g": "the candidate is multiplied by the input gate",
    "r": "the reset gate is multiplied by what it lets through",
    "h_tilde": "the candidate is multiplied by its share",
    "v": "through every gate that weighs it",
}
SHARES = {
    "U": "what this time step adds: dz times the input that {} weighs here",
    "W": "what this time step adds: dz times the state before, which {} weighs here",
    "V": "what this time step adds: the gradient of the scores times the state that {} weighs",
    "b": "what this time step adds: the bias is added to z, so it is dz itself",
}
BIAS_OF_ALL = "what this time step adds: the bias is added for every sequence, so all rows add up"
GATE_SHARE = "what this time step adds to the gradient"
SUM = "the same parameter is used at every time step, so the shares are added up"


def _letter(id: str) -> str:
    return id.split("[", maxsplit=1)[0].removesuffix("_fw").removesuffix("_bw")


def reason_for_given(role: str, *, joint: bool = False) -> str:
    """What a parameter does."""
    return JOINT if joint and role[0] == "W" else GIVEN[role[0]]


def reason_for_gradient(id: str, state: str, *, gated: bool, shortcut: bool = False) -> str:
    """Why the gradient of the quantity `id` is what it is; `state` is the letter of the state."""
    letter = _letter(id)
    if shortcut:
        return AT_OUTPUT
    if letter.startswith("a_"):
        return "chain rule: times the slope of the activation"
    if gated and letter == "z":
        return "the update gate weighs the old state against the candidate"
    if gated and letter == "o":
        return "the output gate is multiplied by tanh of the memory"
    return GRADIENTS.get(letter, "").format(state)


MEMORY_SHOWN = "the last memory reaches the loss through what is shown of it only"

WAYS = {
    (True, True): "the state reaches the loss through its output and through the next time step: "
    "both are added up",
    (True, False): "the state reaches the loss through its output only",
    (False, True): "the state reaches the loss through the next time step only",
    (False, False): "through all that uses it, added up",
}
"""Why a state's gradient is what it is, by: through its own output? through the next time step?"""


def reason_for_share(role: str, name: str, *, gated: bool, batch: bool) -> str:
    """Why one time step adds what it adds to the gradient of the parameter `name`."""
    if batch and role[0] in "bc":
        return BIAS_OF_ALL
    if role == "c":
        return "what this time step adds: the gradient of the scores"
    if gated and role != "V":
        return GATE_SHARE
    return SHARES[role[0]].format(name)
