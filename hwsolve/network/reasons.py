"""Why each quantity of a network is what it is: a sentence for each letter."""

from __future__ import annotations

GIVEN = {
    "W": "the weights",
    "b": "the biases",
    "D": "the mask: 1 for what is kept",
    "gamma": "the scales",
    "beta": "the shifts",
    "epsilon": "a small number that keeps the division possible",
    "W_self": "the weights of a node's own features",
}

GRADIENTS = {
    "dy_hat": "the derivative of the loss with respect to the prediction",
    "da": "a reaches the loss through every unit that it feeds: that unit's dz times the weight "
    "on the way, added up",
    "dz": "chain rule: da times the slope of the activation at z",
    "dW": "each weight multiplies one input, so its gradient is the unit's dz times that input",
    "dW_self": "each weight multiplies one feature, so its gradient is dz times that feature",
    "dm": "m reaches the loss through z: each unit's dz times the weight on the way, added up",
    "db": "the bias is added to z, so its gradient is dz itself",
    "dx": "the input reaches the loss through the first layer's z",
}

ARRIVES = "the gradient that arrives at the output"
AT_OUTPUT = "the slope of the activation cancels against that of the logarithm, and ŷ − y remains"
SHARED_BIAS = "the one bias is added to every z, so its gradient is the sum of dz"
AT_SCORES = "chain rule: dŷ times the slope of the function that makes ŷ of the scores"
THROUGH_SOFTMAX = "each score acts on all outputs of softmax: J = diag({a}) − {a} {a}ᵀ times d{a}"
"""{a} is what softmax makes: ŷ at the output, a in a hidden layer."""

SHORT_WAY = f"a shorter way there: {AT_OUTPUT}"
UPDATE = "α times the gradient is subtracted"


def reason_for(letter: str, *, shortcut: bool = False, over_samples: str = "") -> str:
    """The reason for a given quantity or a gradient, by its letter.

    `over_samples` says what becomes of a parameter's gradients in a batch. e.g. added up
    """
    if letter == "dz" and shortcut:
        return AT_OUTPUT
    if over_samples and letter in ("dW", "db"):
        return f"{GRADIENTS[letter]}, {over_samples} over the samples"
    return GRADIENTS.get(letter) or GIVEN.get(letter, "")
