"""Irrational weights, such as e^(−d²/2): matrices exact, eigenvectors in proven balls."""

import json

import numpy as np
import pytest

from hwsolve.errors import LimitError
from hwsolve.output.renderers import render
from tests.laplacian.graphs import floats, is_exact, solved

EDGES = [(1, 2, "sqrt(2)", 2**0.5), (2, 3, "1", 1), (3, 4, "exp(-1)", np.exp(-1)),
         (1, 3, "exp(-1/2)", np.exp(-0.5))]  # fmt: skip
TEXT = f"edges: [{', '.join(f'[{a}, {b}, {w}]' for a, b, w, _ in EDGES)}]\nsignal: [2, -1, -2, 2]\n"


def by_numpy(edges, size):
    A = np.zeros((size, size))
    for a, b, _, weight in edges:
        A[a - 1, b - 1] = A[b - 1, a - 1] = weight
    D = np.diag(A.sum(axis=1))
    root = np.diag(1 / np.sqrt(np.diag(D)))
    return {"combinatorial": D - A, "signless": D + A, "symmetric": root @ (D - A) @ root,
            "random_walk": np.linalg.inv(D) @ (D - A)}, D  # fmt: skip


@pytest.mark.parametrize("kind", ["combinatorial", "symmetric", "random_walk", "signless"])
def test_the_decomposition_by_numpy(kind):
    found = solved(f"{TEXT}derive: all\nconventions: {{laplacian: {kind}}}").answers()
    matrices, D = by_numpy(EDGES, 4)
    S, metric = matrices[kind], D if kind == "random_walk" else np.eye(4)
    U, values = floats(found["U"]), floats(found["lambda"])
    np.testing.assert_allclose(values, np.sort(np.linalg.eigvals(S).real), atol=1e-12)
    np.testing.assert_allclose(S @ U, U * values, atol=1e-12)
    np.testing.assert_allclose(U.T @ metric @ U, np.eye(4), atol=1e-12)
    np.testing.assert_allclose(floats(found["x_hat"]), U.T @ metric @ [2, -1, -2, 2], atol=1e-12)
    assert is_exact(found["L"])


def test_each_component_has_its_vector_of_ones():
    found = solved("edges: [[1, 2, sqrt(2)], [3, 4, sqrt(3)]]").answers()
    assert floats(found["lambda"]) == pytest.approx([0, 0, 2 * 2**0.5, 2 * 3**0.5])
    assert floats(found["v[2]"]).tolist() == [0, 0, 1, 1]


def test_an_entry_of_an_eigenvector_may_be_0():
    """The path with equal weights: u₂ = (1, 0, −1)/√2."""
    u = floats(solved("edges: [[1, 2, sqrt(2)], [2, 3, sqrt(2)]]").answers()["u[2]"])
    np.testing.assert_allclose(u, np.array([1, 0, -1]) / 2**0.5, atol=1e-12)


def test_weights_that_cancel_leave_an_exact_spectrum():
    """L_rw of √2 times a triangle is that of the triangle: 0, 3/2, 3/2 (Chung 1997)."""
    text = "edges: [[1, 2, sqrt(2)], [2, 3, sqrt(2)], [1, 3, sqrt(2)]]\n"
    found = solved(text + "conventions: {laplacian: random_walk}").answers()
    assert [str(x) for x in found["lambda"]] == ["0", "3/2", "3/2"]


def test_a_repeated_eigenvalue_is_refused_with_a_way_out():
    text = "edges: [[1, 2, sqrt(2)], [2, 3, sqrt(2)], [1, 3, sqrt(2)]]\n"
    with pytest.raises(LimitError, match="the eigenvalues 2 and 3 are so close"):
        solved(text)
    spectrum = solved(text + "derive: spectrum").answers()["lambda"]
    assert floats(spectrum) == pytest.approx([0, 3 * 2**0.5, 3 * 2**0.5])


SIGNALS = {
    "[sqrt(2), 1, 0, -1]": [2**0.5, 1, 0, -1],
    "[pi, 1, log(2), 3]": [np.pi, 1, np.log(2), 3],
    "[exp(1), sqrt(3), 1/3, pi]": [np.e, 3**0.5, 1 / 3, np.pi],
}
FILTERS = {
    "{name: heat, time: sqrt(2)}": lambda v: np.exp(-(2**0.5) * v),
    "{name: tikhonov, gamma: pi}": lambda v: 1 / (1 + np.pi * v),
    "{name: ideal_low_pass, cutoff: exp(1)}": lambda v: v <= np.e,
    "{name: polynomial, coefficients: [sqrt(2), pi, 0, -exp(-1)]}": (
        lambda v: 2**0.5 + np.pi * v - np.exp(-1) * v**3
    ),
    "{name: chebyshev, coefficients: [1, log(2), sqrt(2)], lambda_max: 3*pi}": (
        lambda v: 1 + np.log(2) * scaled(v) + 2**0.5 * (2 * scaled(v) ** 2 - 1)
    ),
}


def scaled(values):
    return 2 * values / (3 * np.pi) - 1


def form(S, x):
    return np.asarray(x) @ S @ np.asarray(x)


@pytest.mark.parametrize("edges", ["[[1, 2], [2, 3], [3, 4], [1, 3]]", None])
@pytest.mark.parametrize("kind", ["combinatorial", "symmetric", "random_walk", "signless"])
@pytest.mark.parametrize("signal", SIGNALS)
def test_irrational_signals_by_numpy(edges, kind, signal):
    """On a graph of weights 1 and on the irrational one above: xᵀSx, ‖x‖² and their quotient."""
    order = [(1, 2, "", 1), (2, 3, "", 1), (3, 4, "", 1), (1, 3, "", 1)] if edges else EDGES
    text = edges or f"[{', '.join(f'[{a}, {b}, {w}]' for a, b, w, _ in EDGES)}]"
    found = solved(
        f"edges: {text}\nsignal: {signal}\nderive: all\nconventions: {{laplacian: {kind}}}"
    ).answers()
    matrices, D = by_numpy(order, 4)
    x, metric = SIGNALS[signal], D if kind == "random_walk" else np.eye(4)
    S = metric @ matrices[kind]
    assert floats(found["smoothness"]) == pytest.approx(form(S, x))
    assert floats(found["energy"]) == pytest.approx(form(metric, x))
    assert floats(found["rayleigh"]) == pytest.approx(form(S, x) / form(metric, x))
    np.testing.assert_allclose(floats(found["Lx"]), matrices["combinatorial"] @ x, atol=1e-12)


def test_the_smoothness_of_an_irrational_signal_is_exact():
    """By hand: (√2 − 1)² = 3 − 2√2."""
    found = solved("edges: [[1, 2]]\nsignal: [sqrt(2), 1]").answers()
    assert str(found["smoothness"].closed) == "3 - 2*sqrt(2)"


@pytest.mark.parametrize("filter", FILTERS)
def test_irrational_settings_of_filters_by_numpy(filter):
    x = [2**0.5, 1, 0, -1]
    found = solved(
        f"edges: [[1, 2], [2, 3], [3, 4], [1, 3]]\nsignal: [sqrt(2), 1, 0, -1]\nfilter: {filter}"
    ).answers()
    values, U = np.linalg.eigh(by_numpy([(1, 2, "", 1), (2, 3, "", 1), (3, 4, "", 1),
                                         (1, 3, "", 1)], 4)[0]["combinatorial"])  # fmt: skip
    expected = U @ (FILTERS[filter](values) * (U.T @ x))
    np.testing.assert_allclose(floats(found["x_filtered"]), expected, atol=1e-9)


def test_irrational_features():
    found = solved(
        "edges: [[1, 2, sqrt(2)]]\nfeatures: [[sqrt(2)], [pi]]\n"
        "layers: [{gcn: {weights: [[exp(1)]]}}]"
    ).answers()
    A = np.array([[1, 2**0.5], [2**0.5, 1]]) / (1 + 2**0.5)
    expected = A @ [[2**0.5], [np.pi]] * np.e
    np.testing.assert_allclose(floats(found["z[1]"]), expected)


def test_a_second_way_has_the_value_of_the_first():
    """UᵀU is 0 beside the diagonal, in enclosures a small ball around 0 that has no digits."""
    text = "edges: [[1, 4], [2, 3, exp(-2)], [1, 3, exp(-9/2)]]\nderive: eigenvectors"
    document = json.loads(render(solved(text), format="json", detail="full", only=(), width=80))
    values = {step["id"]: step["value"] for step in document["steps"]}
    for remark in document["remarks"]:
        assert remark["value"] == values[remark["about"]]


def test_a_second_way_is_written_with_the_digits_of_the_first():
    """Beside a weight of 10⁹ the 0 of U Λ Uᵀ is a ball without digits; L itself has a 0 there."""
    text = "edges: [[1, 2, 1000000000], [2, 3, pi]]"
    page = render(solved(text), format="terminal", detail="standard", only=(), width=80)
    remark = page[page.index("U Λ Uᵀ gives it back") :]
    assert "⎡ 1000000000  −1000000000         0⎤" in remark
