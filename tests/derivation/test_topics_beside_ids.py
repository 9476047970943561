"""Topics and ids in one list of `derive`: what is asked for is the union, whatever the kind."""

import json

import pytest

from hwsolve.derivation.step import Note, Remark, Statement, Step
from hwsolve.errors import InputError
from hwsolve.problem_files import Source
from hwsolve.solving import load_problem, solve

NETWORK = {"loss": "squared_error", "target": [1]}
PROBLEMS = {
    "mlp": {"input": [1, 2], "layers": [{"weights": [[1, 2]]}], **NETWORK},
    "conv": {
        "input": [1, 2, 3],
        "layers": [{"conv": {"weights": [1, 2]}}, {"dense": {"weights": [[1, 2]]}}],
        **NETWORK,
    },
    "rnn": {
        "inputs": [1, 2], "U": [[1]], "W": [[2]], "V": [[1]], "cell": {"activation": "linear"},
        "targets": [1, 0], "loss": "squared_error",
    },
    "laplacian": {"edges": [[1, 2], [2, 3]], "signal": [1, 2, 4]},
    "graph network": {
        "edges": [[1, 2]], "features": [[1], [2]], "layers": [{"gcn": {"weights": [[1]]}}],
        "target": [[1], [0]], "loss": "squared_error",
    },
}  # fmt: skip
LISTS = [
    ("mlp", ["gradients"], ["z[1]"]),
    ("mlp", ["forward"], ["dW[1]"]),
    ("mlp", ["gradients"], ["dW[1].1.2"]),
    ("conv", ["gradients"], ["z[1]"]),
    ("conv", ["shapes", "loss"], ["a[1]"]),
    ("conv", ["shapes"], ["dW[1]"]),
    ("rnn", ["gradients"], ["z[1]"]),
    ("rnn", ["jacobian"], ["z[1]"]),
    ("laplacian", ["smoothness"], ["L_sym"]),
    ("laplacian", ["psd", "components"], ["Lx"]),
    ("laplacian", ["all"], ["D"]),
    ("graph network", ["gradients"], ["A_hat"]),
]


def derived(name, wanted):
    kind = "laplacian" if name == "graph network" else name
    text = json.dumps({"kind": kind, **PROBLEMS[name], "derive": wanted})
    return solve(load_problem(Source("problem.yaml", text)))


def told(derivation):
    """All that is on the page, by what it is about."""
    found = set()
    for item in derivation.items:
        match item:
            case Step(id=id) | Statement(id=id):
                found.add(id)
            case Remark(about=about):
                found.add(f"remark on {about}")
            case Note(text=text):
                found.add(text)
    return found


@pytest.mark.parametrize(("name", "topics", "ids"), LISTS)
def test_the_union_is_derived(name, topics, ids):
    wholes = [id.partition(".")[0] for id in ids]
    both = told(derived(name, [*topics, *ids]))
    assert told(derived(name, topics)) <= both
    assert told(derived(name, wholes)) <= both
    assert both == told(derived(name, [*ids, *topics]))


@pytest.mark.parametrize(("name", "topics", "_"), LISTS)
def test_an_id_that_is_not_there_is_a_fault_beside_topics_too(name, topics, _):
    with pytest.raises(InputError) as caught:
        derived(name, [*topics, "zz"])
    (fault,) = caught.value.faults
    assert (fault.message, fault.found) == ("there is no such quantity", "zz")
