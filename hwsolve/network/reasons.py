"""Why each quantity of a network is what it is: a sentence for each letter."""

from __future__ import annotations

GIVEN = {
    "W": "the weights",
    "b": "the biases",
}

GRADIENTS = {
    "dy_hat": "how the loss changes with the prediction",
    "da": "through each unit that it feeds: its weight times that unit's dz, added up",
    "dz": "the chain rule: da times the slope of the activation",
    "dW": "the slope of z in a weight is the input that it weighs: dz times that input",
    "db": "z grows with the bias one to one, so the gradient is dz itself",
    "dx": "the same rule once more, down to the input",
}

AT_OUTPUT = "the slope of the activation cancels against the logarithm's: prediction minus target"


def reason_for(id: str, *, shortcut: bool = False) -> str:
    """The reason for a given quantity or a gradient, by its id."""
    letter = id.split("[")[0]
    if letter == "dz" and shortcut:
        return AT_OUTPUT
    return GRADIENTS.get(letter) or GIVEN.get(letter, "")
