"""Backpropagation: ordinary steps, whose values are the derivatives."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hwsolve.derivation.backprop import Backprop, fused_rule
from hwsolve.derivation.tape import Tape
from hwsolve.errors import LimitError
from hwsolve.numbers import agree, array, rational, scalars, sign, symbol, working_precision
from hwsolve.terms.activations import relu, sigmoid_of
from hwsolve.terms.linear import absolute_norm, squared_norm, total
from hwsolve.terms.losses import binary_cross_entropy, squared_error
from hwsolve.terms.term import Name, entry, evaluate
from tests.derivation.working import (
    SHORTCUTS,
    classifier,
    finished,
    linear_net,
    logistic,
    q,
    recurrence,
    worked_out_anew,
    wrong_gradients,
)


@pytest.fixture
def tape():
    """A new tape at a precision at which difference quotients are sharp."""
    with working_precision(400, closed_form=0):
        yield Tape()


def test_gradients_of_a_net_are_difference_quotients(tape):
    linear_net(tape)
    assert wrong_gradients(tape, ["W[1]", "b[1]", "W[2]", "x"]) == []
    finished(tape)


def test_the_check_on_gradients_can_fail(tape):
    linear_net(tape)
    right = tape.step("db[1]")
    tape._steps["db[1]"] = replace(right, value=right.value * rational(1001, 1000))
    assert len(wrong_gradients(tape, ["b[1]"])) == 3


def test_a_shared_parameter_collects_what_every_use_contributes(tape):
    recurrence(tape)
    assert wrong_gradients(tape, ["u", "x"]) == []
    term = tape.step("du").term
    assert len(term.arguments) == 3
    assert finished(tape).ids()[-2:] == ["du", "dx"]


@pytest.mark.parametrize("net", [logistic, classifier])
@pytest.mark.parametrize("shortcut", [False, True])
def test_both_routes_give_the_derivative(tape, net, shortcut):
    net(tape, shortcut=shortcut)
    parameter = "w" if net is logistic else "W"
    assert wrong_gradients(tape, [parameter, "x"]) == []
    assert ("da" in tape) is not shortcut
    finished(tape)


@pytest.mark.parametrize("net", [logistic, classifier])
def test_the_shortcut_equals_the_chain_rule(net):
    with working_precision(300):
        long, short = Tape(), Tape()
        net(long, shortcut=False)
        net(short, shortcut=True)
        for id in ("dz", "dx"):
            for one, other in zip(
                scalars(long.step(id).value), scalars(short.step(id).value), strict=True
            ):
                assert agree(one, other)


def test_a_shortcut_to_a_given_quantity_still_lets_its_gradient(tape):
    z, y = tape.given("z", rational(2)), tape.given("y", rational(1))
    loss = tape.let("L", binary_cross_entropy(tape.let("a", sigmoid_of(z)), y))
    gradients = Backprop(tape, loss, [z], shortcuts=SHORTCUTS).run()
    assert gradients["z"].id == "dz"
    assert wrong_gradients(tape, ["z"]) == []


def test_a_fused_rule_is_found_behind_the_name_only():
    tape = Tape()
    z, y = tape.given("z", rational(2)), tape.given("y", rational(1))
    a = tape.let("a", sigmoid_of(z), aliases=("y_hat",))
    found = fused_rule(tape, binary_cross_entropy(a, y))
    assert (found.activation, found.inside.id) == ("sigmoid", "z")
    assert fused_rule(tape, binary_cross_entropy(Name("y_hat", a.value), y)).inside.id == "z"
    assert fused_rule(tape, squared_error(a, y)) is None
    assert fused_rule(tape, binary_cross_entropy(z, y)) is None
    assert fused_rule(tape, binary_cross_entropy(sigmoid_of(z), y)) is None


def test_all_names_of_a_quantity_are_names_of_its_gradient(tape):
    linear_net(tape)
    assert tape.step("dy_hat") is tape.step("dz[2]") is tape.step("da[2]")
    assert tape.step("dz[1]") is tape.step("da[1]")


def test_an_alias_may_stand_for_its_quantity(tape):
    w = tape.given("w", rational(3))
    tape.let("z", w * w, aliases=("a",))
    loss = tape.let("L", Name("a", rational(9)) * Name("z", rational(9)))
    Backprop(tape, loss, [w]).run()
    assert tape.step("dw").value == 4 * 27
    assert tape.step("da").value == 18


def test_a_gradient_that_is_a_mere_number_needs_no_line(tape):
    w = tape.given("w", array([1, -2]))
    data, penalty = tape.let("data", w @ w), tape.let("penalty", squared_norm(w))
    loss = tape.let("L", data + 3 * penalty)
    Backprop(tape, loss, [w]).run()
    assert "ddata" not in tape
    assert tape.step("dw").value.tolist() == [8, -16]


def test_a_parameter_that_the_loss_does_not_see_gets_no_gradient(tape):
    w, unused = tape.given("w", rational(2)), tape.given("unused", rational(5))
    tape.let("aside", unused * w)
    loss = tape.let("L", w * w)
    gradients = Backprop(tape, loss, [w, unused]).run()
    assert list(gradients) == ["w"]
    assert tape.step("dw").value == 4
    assert "daside" not in tape


def test_what_is_not_wanted_is_constant(tape):
    w, x = tape.given("w", rational(2)), tape.given("x", rational(5))
    a = tape.let("a", x * x)
    loss = tape.let("L", a * w)
    Backprop(tape, loss, [w]).run()
    assert "da" not in tape
    assert tape.step("dw").value == 25


def test_gradients_end_at_a_wanted_quantity_that_is_not_given(tape):
    x = tape.given("x", rational(3))
    s = tape.let("s", x * x)
    loss = tape.let("L", s * s)
    Backprop(tape, loss, [s]).run()
    assert tape.step("ds").value == 18
    assert "dx" not in tape


def test_numerator_layout_turns_the_gradients_of_matrices(tape):
    linear_net(tape, transposed=True)
    plain = Tape()
    linear_net(plain)
    for id in ("dW[1]", "dW[2]"):
        assert (tape.step(id).value == plain.step(id).value.T).all()
    for id in ("db[1]", "dx", "dz[1]"):
        assert (tape.step(id).value == plain.step(id).value).all()
    assert tape.step("dW[1]").rule == "outer"
    finished(tape)


def test_words_and_names_are_the_callers(tape):
    w = tape.given("w", rational(2))
    loss = tape.let("L", 3 * w)
    words = lambda quantity, reason: f"about {quantity}: {reason}"  # noqa: E731
    Backprop(tape, loss, [w], words=words, naming=lambda quantity: quantity.nabla()).run()
    assert tape.step("grad_w").why.startswith("about w: w is multiplied by 3")


def test_parts_are_reported_when_they_are_done(tape):
    told = []
    x = tape.given("x", rational(2))
    a, weights = x, []
    for layer in (1, 2):
        with tape.section("Forward", f"layer {layer}"):
            weights.append(tape.given(q("w", layer), rational(layer + 1)))
            a = tape.let(q("a", layer), a * weights[-1])
    with tape.section("Loss"):
        loss = tape.let("L", a * a)
    Backprop(
        tape, loss, weights, phase="Backward",
        after_part=lambda part, pairs: told.append((part, [(p.id, g.id) for p, g in pairs])),
    ).run()  # fmt: skip
    assert told == [
        ("", []),
        ("layer 2", [("w[2]", "dw[2]")]),
        ("layer 1", [("w[1]", "dw[1]")]),
    ]
    assert tape.part_of("dw[2]") == "layer 2"


def test_no_gradient_passes_through_a_single_entry(tape):
    w = tape.given("w", array([1, 2]))
    loss = tape.let("L", entry(w, (0,)) * 3)
    with pytest.raises(LimitError, match="single entry w"):
        Backprop(tape, loss, [w]).run()


def test_the_slope_of_a_magnitude_at_zero_is_zero(tape):
    w = tape.given("w", array([[-2, 0], [0, 3]]))
    loss = tape.let("L", absolute_norm(w))
    Backprop(tape, loss, [w]).run()
    assert tape.step("dw").value.tolist() == [[-1, 0], [0, 1]]


def test_a_bias_for_all_units_and_samples_gets_the_sum(tape):
    W, x = (
        tape.given("W", array([[1, 2], [3, 4]])),
        tape.given("x", array([[1, 0], [2, 1], [0, 5]])),
    )
    b, c = tape.given("b", rational(1)), tape.given("c", array([1, -1]))
    z = tape.let("z", x @ W.T + b + c)
    loss = tape.let("L", total(squared_error(z, tape.given("y", array([[0, 1]] * 3)))))
    Backprop(tape, loss, [W, b, c]).run()
    assert wrong_gradients(tape, ["W", "b", "c"]) == []
    assert tape.step("db").value == sum(tape.step("dz").value.ravel().tolist(), rational(0))


def test_in_letters_the_gradient_is_a_formula():
    with working_precision(150):
        tape = Tape()
        w = tape.given("w", array([symbol("w1"), symbol("w2")]))
        x = tape.given("x", array([symbol("x1"), rational(3)]))
        a = tape.let("a", relu(tape.let("z", w @ x), at_zero=rational(0)))
        loss = tape.let("L", squared_error(a, tape.given("y", symbol("y"))))
        Backprop(tape, loss, [w]).run()
        derivation = finished(tape)
        at = {"w": array([2, -1]), "x": array([5, 3]), "y": rational(1)}
        again = worked_out_anew(tape, at)
        assert again["dw"].tolist() == [2 * (7 - 1) * 5, 2 * (7 - 1) * 3]
        assert derivation.answers()["dw"][0].is_symbolic


@settings(max_examples=30)
@given(st.lists(st.integers(-3, 3), min_size=2, max_size=2), st.integers(-2, 2))
def test_gradients_hold_for_all_numbers(x, shift):
    """The steps of the backward pass, evaluated with other numbers, are gradients there."""
    first, second = Tape(), Tape()
    linear_net(first)
    linear_net(second, x=[entry + shift for entry in x])
    values = {}
    for step in first.steps():
        if step.term is None:
            values[step.id] = second.step(step.id).value
        else:
            value = evaluate(step.term, values)
            values |= dict.fromkeys((step.id, *step.aliases), value)
    for step in second.steps():
        for one, other in zip(scalars(values[step.id]), scalars(step.value), strict=True):
            assert sign(one - other) == 0
