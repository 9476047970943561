"""What a large operator is applied to: a Σ reaches over a product, a ∏ over one factor."""

import pytest

from hwsolve.notation.box import to_box
from hwsolve.notation.latex import to_latex
from hwsolve.notation.line import to_line
from hwsolve.notation.tree import Large, Product, Sum
from tests.notation.short import s

A, B, J = s("A"), s("B"), s("j")


@pytest.mark.parametrize("sign", ["·", ""])
def test_a_product_behind_a_large_product_is_one_factor(sign):
    body = Product((A, B), sign)
    line, latex = to_line(body), to_latex(body)
    assert to_line(Large("∏", body, J)) == f"∏[j] ({line})"
    assert to_latex(Large("∏", body, J)).endswith(rf"\left( {latex} \right)")
    assert to_line(Large("Σ", body, J)) == f"Σ[j] {line}"
    assert to_latex(Large("Σ", body, J)).endswith(f"}} {latex}")
    assert f"({line})" in str(to_box(Large("∏", body, J)))
    assert f"({line})" not in str(to_box(Large("Σ", body, J)))


@pytest.mark.parametrize("operator", ["∏", "Σ"])
def test_a_sum_is_fenced_and_a_name_is_not(operator):
    assert to_line(Large(operator, Sum((A, B)), J)) == f"{operator}[j] (A + B)"
    assert to_line(Large(operator, A, J)) == f"{operator}[j] A"
