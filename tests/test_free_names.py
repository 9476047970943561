"""Names that a problem gives to quantities are written as they are, whatever they look like.

A problem is solved with an innocent name and with one that looks like something: what is printed
must be the same but for the name.
"""

from dataclasses import fields, is_dataclass, replace
from functools import lru_cache

import pytest

from hwsolve.derivation.readings import Readings
from hwsolve.derivation.step import Statement, Step
from hwsolve.errors import InputError
from hwsolve.notation.line import to_line
from hwsolve.notation.tree import Function, Meaning, Symbol
from hwsolve.notation.values import NumberStyle
from hwsolve.problem_files import Source
from hwsolve.solving import load_problem, solve

INNOCENT = "q_q"
NAMES = [
    "dx", "dW", "dW_hh", "dalpha", "dx_dy", "norm_W", "norm_x", "g_norm", "rho_W", "grad_W",
    "grad_f_x", "partial_f_x", "W_new", "V_hat_P", "V_W", "S_x", "y_hat", "h_tilde", "lambda", "d",
    "grad", "norm", "rho", "theta_1", "W_12", "x_ahead", "ddx", "dy_hat", "learning_rate",
]  # fmt: skip
"""Names that look like a gradient, a norm, a moment, an update, a hyperparameter, …"""

ROLES = "UWbVc"


def recurrent(named):
    """A recurrent problem in which one thing goes by the name NAME."""
    role = dict(zip(ROLES, ROLES, strict=True)) | ({named: "NAME"} if named in ROLES else {})
    weights = {"U": "[[1]]", "W": "[[0.5]]", "b": "[1]", "V": "[[2]]", "c": "[1]"}
    given = ", ".join(f"{role[key]}: {value}" for key, value in weights.items())
    return (
        f"{{kind: rnn, cell: {{{named}: NAME}}, inputs: [1, 2], {given}, targets: [1, 1], "
        "loss: squared_error, clip: {norm: 1}, optimizer: {name: adam, learning_rate: 0.5}, "
        "derive: [update, jacobian]}"
    )


METHODS = {
    "adam": "{name: adam, learning_rate: 0.5}",
    "nesterov": "{name: nesterov, learning_rate: 0.5, beta: 0.5}",
    "newton": "newton",
}
OPTIM = (
    "{kind: optim, objective: {expression: 'c*NAME^2 + NAME*u^3', constants: {c: 3}}, "
    "parameters: {NAME: 3, u: 2}, method: METHOD, steps: 2}"
)
GRADIENTS = (
    "{kind: optim, objective: {gradients: {NAME: [1, 2], u: [1, 1]}}, "
    "parameters: {NAME: 3, u: 2}, method: {name: adam, learning_rate: 0.5}, steps: 2}"
)
CONSTANT = (
    "{kind: optim, objective: {expression: 'NAME*u^2', constants: {NAME: 3}}, "
    "parameters: {u: 3}, method: {name: gd, learning_rate: 0.5}, steps: 2}"
)
PROBLEMS = {
    **{f"optim, {name}": OPTIM.replace("METHOD", method) for name, method in METHODS.items()},
    "gradients": GRADIENTS,
    "constant": CONSTANT,
    **{f"rnn, {role}": recurrent(role) for role in ("state", "W", "b")},
    **{
        f"rnn in letters, {role}": f"{{kind: rnn, cell: {{{role}: NAME}}}}"
        for role in ("state", "W")
    },
}


@lru_cache(maxsize=64)
def solved(text):
    return solve(load_problem(Source("test.yaml", text)), digits=3)


def refusals_of(text):
    """What is wrong with a problem, if anything."""
    try:
        solved(text)
    except InputError as error:
        return error.faults
    return ()


def renamed(node, old, new):
    """A tree with another name in its symbols."""
    if isinstance(node, tuple):
        return tuple(renamed(part, old, new) for part in node)
    if isinstance(node, Symbol):
        meaning = node.meaning
        if meaning is not None:
            meaning = replace(meaning, of=meaning.of.replace(old, new))
        return replace(node, name=node.name.replace(old, new), meaning=meaning)
    if isinstance(node, Function):  # ∂/∂x holds the written name in each format
        return node.ascii.replace(old, new)
    if is_dataclass(node):
        parts = {f.name: renamed(getattr(node, f.name), old, new) for f in fields(node)}
        return type(node)(**parts)
    return node.replace(old, new) if isinstance(node, str) else node


def lines(derivation):
    """Everything that is written as mathematics, with its reason."""
    found = []
    readings = Readings(NumberStyle())
    with derivation.again():
        for item in derivation.items:
            if isinstance(item, Step):
                found.append((item.id, item.why, readings.chain(item)))
            elif isinstance(item, Statement):
                found.append((item.id, item.why, item.claim))
    return found


def without_accents_apart(node):
    """A tree in which V_y_hat is no more than its name: y_hat below needs a meaning, qq none."""
    if isinstance(node, tuple):
        return tuple(map(without_accents_apart, node))
    if isinstance(node, Symbol):
        apart = node.meaning is not None and node.meaning.aspect == "state"
        return replace(node, meaning=None) if apart else node
    if is_dataclass(node) and not isinstance(node, Meaning):
        parts = {f.name: without_accents_apart(getattr(node, f.name)) for f in fields(node)}
        return type(node)(**parts)
    return node


@pytest.mark.parametrize("problem", PROBLEMS)
@pytest.mark.parametrize("name", NAMES)
def test_a_name_changes_nothing_but_itself(problem, name):
    innocent = solved(PROBLEMS[problem].replace("NAME", INNOCENT))
    text = PROBLEMS[problem].replace("NAME", name)
    refused = refusals_of(text)
    if refused:
        assert all("name" in fault.message for fault in refused)
        assert all(name in (*fault.path, fault.found) for fault in refused)
        return
    derivation = solved(text)
    written = to_line(Symbol(name))
    for (id, why, line), (own_id, own_why, own_line) in zip(
        lines(innocent), lines(derivation), strict=True
    ):
        assert own_id == id.replace(INNOCENT, name)
        assert own_why.replace(written, name) == why.replace(INNOCENT, name)
        assert renamed(without_accents_apart(own_line), "", "") == renamed(line, INNOCENT, name)
