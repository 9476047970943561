"""The methods that a problem file can name."""

from __future__ import annotations

from typing import Annotated

from hwsolve.methods.adam import Adam, Adamax, AdamW, AmsGrad, Nadam
from hwsolve.methods.adaptive import Adadelta, Adagrad, RmsProp
from hwsolve.methods.descent import GradientDescent, Momentum, Nesterov
from hwsolve.spec import Named

AnyMethod = (
    GradientDescent
    | Momentum
    | Nesterov
    | Adagrad
    | RmsProp
    | Adadelta
    | Adam
    | AdamW
    | AmsGrad
    | Nadam
    | Adamax
)

ChosenMethod = Annotated[AnyMethod, Named("method")]
"""A method by its name, with its settings: `{name: adam, learning_rate: 0.1}`."""

WRITTEN = {
    "gd": "gradient descent",
    "sgd": "gradient descent",
    "gradient_descent": "gradient descent",
    "momentum": "momentum",
    "heavy_ball": "momentum (heavy ball)",
    "nesterov": "Nesterov's momentum",
    "adagrad": "Adagrad",
    "rmsprop": "RMSprop",
    "adadelta": "Adadelta",
    "adam": "Adam",
    "adamw": "AdamW",
    "amsgrad": "AMSGrad",
    "nadam": "Nadam",
    "adamax": "Adamax",
    "newton": "Newton's method",
    "line_search": "gradient descent with line search",
    "conjugate_gradient": "conjugate gradients",
    "cg": "conjugate gradients",
}
"""How a method's name is written."""
