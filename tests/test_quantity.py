"""Quantities: their ids, what is made of them, and that nothing is read out of an id."""

import ast
import copy

import pytest

from hwsolve.notation.identifiers import quantities_known, symbol_named, symbol_of
from hwsolve.notation.latex import to_latex
from hwsolve.notation.line import to_line
from hwsolve.quantity import Quantity, name_in, whole_and_entry
from tests.test_architecture import MODULES

W, X = Quantity("W", layer=1), Quantity("x", iterate=2)
IDS = [
    (Quantity("L"), "L", "L", "L"),
    (W, "W[1]", "W⁽¹⁾", "W^{[1]}"),
    (W.one(2, 3), "W[1].2.3", "W⁽¹⁾₂₃", "W^{[1]}_{2,3}"),
    (W.gradient, "dW[1]", "dW⁽¹⁾", r"\frac{\partial L}{\partial W^{[1]}}"),
    (W.gradient.in_step(1), "dW[1]", "dW⁽¹⁾", r"\frac{\partial L}{\partial W^{[1]}}"),
    (W.in_step(3).gradient, "dW[1,3]", "dW^(1,3)", r"\frac{\partial L}{\partial W^{[1,3]}}"),
    (W.updated, "W_new[1]", "W_new⁽¹⁾", r"W^{[1]}_{\text{new}}"),
    (W.labelled("fw").gradient, "dW_fw[1]", "dW_fw⁽¹⁾",
     r"\frac{\partial L}{\partial W^{[1]}_{\text{fw}}}"),
    (X.nabla("f"), "grad_f_x[2]", "∇f(x⁽²⁾)", r"\nabla f(x^{[2]})"),
    (X.nabla(), "grad_x[2]", "∇ₓL⁽²⁾", "\\nabla_{x} L^{[2]}"),
    (X.partial("f"), "partial_f_x[2]", "∂ₓf⁽²⁾", "\\partial_{x} f^{[2]}"),
    (X.state("V"), "V_x[2]", "Vₓ⁽²⁾", "V^{[2]}_{x}"),
    (Quantity("y_hat").state("V"), "V_y_hat", "V_ŷ", r"V_{\hat{y}}"),
    (Quantity("J", time=5, since=2).norm, "norm_J[5,2]", "‖J^(5,2)‖",
     r"\left\lVert J^{[5,2]} \right\rVert"),
    (Quantity("g").length, "g_norm", "‖g‖", r"\left\lVert g \right\rVert"),
    (W.radius, "rho_W[1]", "ρ(W⁽¹⁾)", r"\rho(W^{[1]})"),
    (Quantity("x", method="adam", iterate=0), "x[adam,0]", "x^(adam,0)", r"x^{[\text{adam},0]}"),
]  # fmt: skip


@pytest.mark.parametrize(("quantity", "id", "line", "latex"), IDS)
def test_a_quantity_is_its_id_and_has_its_symbol(quantity, id, line, latex):
    assert quantity == id
    assert {id: 1}[quantity] == 1
    assert to_line(symbol_of(quantity)) == line
    assert to_latex(symbol_of(quantity)) == latex


@pytest.mark.parametrize("name", ["dx", "norm_W", "grad_f_x", "V_x", "g_norm", "partial_f_y"])
def test_a_name_means_what_it_is_called_whatever_it_looks_like(name):
    quantity = Quantity(name)
    assert (quantity.name, quantity.aspect) == (name, "value")
    assert "∂" not in to_line(symbol_of(quantity))
    assert quantity.gradient.name == name
    latex = to_latex(symbol_of(Quantity("dx").gradient))
    assert latex == r"\frac{\partial L}{\partial \text{dx}}"


@pytest.mark.parametrize("text", ["W[1]", "x.2", "grad_f_x[0]"])
def test_an_id_is_no_name(text):
    with pytest.raises(ValueError, match="no name"):
        Quantity(text)


def test_it_knows_where_it_stands():
    share = Quantity("W", layer=2).gradient.moved(time=3, loss=5)
    assert share == "dW[2,3,5]"
    assert (share.at("time"), share.at("loss"), share.at("step")) == (3, 5, None)
    assert share.moved(loss=None, time=4) == "dW[2,4]"
    assert Quantity("s", layer=None, time=3) == "s[3]"


@pytest.mark.parametrize("quantity", [quantity for quantity, *_ in IDS])
def test_a_copy_is_whole(quantity):
    again = copy.copy(quantity)
    assert all(getattr(again, part) == getattr(quantity, part) for part in Quantity.__slots__)


def test_a_text_from_outside_is_looked_up():
    known = {q: q for q in (W.gradient, Quantity("dx"))}
    with quantities_known(known):
        assert to_line(symbol_named("dW[1].2.1")) == "dW⁽¹⁾₂₁"
        assert to_line(symbol_named("dx")) == "dx"
        assert symbol_named("dQ[1]").meaning is None


@pytest.mark.parametrize(
    ("text", "whole", "entry", "name"),
    [
        ("dW[1].2.1", "dW[1]", (2, 1), "dW"),
        ("x.3", "x", (3,), "x"),
        ("W[1,2]", "W[1,2]", (), "W"),
        ("L.", "L", (0,), "L"),
        ("x.a", "x", (0,), "x"),
        ("", "", (), ""),
    ],
)
def test_what_somebody_wrote_is_taken_apart_in_one_place(text, whole, entry, name):
    assert whole_and_entry(text) == (whole, entry)
    assert name_in(text) == name


MADE_BY = {"let", "given", "state", "remark", "name", "step", "part_of", "Name", "Quantity"}


@pytest.mark.parametrize("module", sorted(MODULES))
def test_no_module_spells_an_id_or_takes_one_apart(module):
    """Ids in brackets are made by Quantity alone, and nobody splits a text at a bracket."""
    if module == "hwsolve.quantity":
        return
    for node in ast.walk(ast.parse(MODULES[module].read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        called = getattr(node.func, "attr", getattr(node.func, "id", ""))
        first = node.args[0]
        if called in ("partition", "rpartition", "split") and isinstance(first, ast.Constant):
            assert first.value not in ("[", "]", "].", ","), f"line {node.lineno}"
        if called in MADE_BY:
            text = ast.unparse(first) if isinstance(first, ast.Constant | ast.JoinedStr) else ""
            assert "[" not in text, f"line {node.lineno}: {text}"
