"""The readings of a step: formula, numbers put in, value; and what functions mean."""

import pytest

from hwsolve.derivation.definitions import definitions_in
from hwsolve.derivation.readings import Readings
from hwsolve.derivation.tape import Tape
from hwsolve.notation.line import to_line
from hwsolve.notation.tree import is_rounded
from hwsolve.notation.values import NumberStyle
from hwsolve.numbers import array, exp, log, rational, sqrt, symbol, working_precision
from hwsolve.quantity import Quantity
from hwsolve.terms.activations import leaky_relu, relu, sigmoid_of
from hwsolve.terms.arithmetic import exponential
from hwsolve.terms.arithmetic import logarithm as log_of
from hwsolve.terms.linear import total
from hwsolve.terms.softmax import softmax
from tests.derivation.working import classifier, linear_net, logistic, recurrence

READINGS = Readings(NumberStyle(digits=6, decimals=True))


def let(make, **given):
    """The step that a term of given quantities makes."""
    with working_precision(200):  # a given name lets closed forms grow until the precision ends
        tape = Tape()
        names = [tape.given(id, value) for id, value in given.items()]
        return tape.step(tape.let("r", make(*names)).id)


def chain(step, *, worked=False):
    """The whole chain on one line."""
    return to_line(READINGS.chain(step, worked=worked))


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        (let(lambda w, x: w * x + 1, w=rational(3), x=rational(-2)),
         "r = w·x + 1 = 3·(−2) + 1 = −5"),
        (let(lambda x: x * 1, x=rational(2)), "r = x·1 = 2·1 = 2"),
        (let(lambda x: x, x=rational(2)), "r = x = 2"),
        (let(lambda x: relu(x, at_zero=rational(0)), x=rational(-2)),
         "r = ReLU(x) = ReLU(−2) = max(0, −2) = 0"),
        (let(sigmoid_of, x=rational(0)), "r = σ(x) = σ(0) = 1/(1 + e⁰) = 0.5"),
        (let(lambda x: x / 3, x=rational(1)), "r = x/3 = 1/3"),
        (let(exponential, x=rational(0)), "r = eˣ = e⁰ = 1"),
        (let(lambda x: x + 1, x=symbol("x")), "r = x + 1"),
        (let(log_of, x=rational(2)), "r = log(x) = log(2) ≈ 0.693147"),
        (let(lambda x: -x, x=rational(0)), "r = −x = 0"),
        (let(lambda x: x * 10, x=rational(10**29)), "r = x·10 = 10²⁹·10 = 10³⁰"),
        (let(lambda x: exponential(-x), x=rational(-2)), "r = e⁻ˣ = e² ≈ 7.38906"),
    ],
)  # fmt: skip
def test_chains(step, expected):
    assert chain(step) == expected


def test_parts_are_worked_out_on_the_way_where_asked_for():
    step = let(lambda w, x: w @ x, w=array([2, 3]), x=array([5, -1]))
    assert chain(step, worked=True).endswith("= 2·5 + 3·(−1) = 10 − 3 = 7")


def test_every_name_of_a_quantity_is_read():
    tape = Tape()
    x = tape.given("x", rational(2))
    tape.let("y_hat", x + 1, aliases=(Quantity("a", layer=3),))
    assert chain(tape.step("a[3]")) == "ŷ = a⁽³⁾ = x + 1 = 2 + 1 = 3"
    brief = READINGS.statement_of_value(tape.step("a[3]"), "brief")
    assert to_line(brief) == "ŷ = 3"
    assert to_line(READINGS.statement_of_value(tape.step("a[3]"))) == "ŷ = a⁽³⁾ = 3"


WORKINGS = {
    "linear": linear_net,
    "logistic": lambda tape: logistic(tape, shortcut=False),
    "classes": lambda tape: classifier(tape, shortcut=False),
    "classes by shortcut": lambda tape: classifier(tape, shortcut=True),
    "recurrence": recurrence,
}


def relations(write):
    """Every chain of a working, of wholes and entries, worked out or not."""
    tape = Tape()
    write(tape)
    for step in tape.steps():
        for worked in (False, True):
            yield READINGS.chain(step, worked=worked)
            for _, relation in READINGS.entry_chains(step, worked=worked):
                yield relation
        yield READINGS.statement_of_value(step)
        if step.term is not None:
            yield READINGS.second_way(READINGS.names(step)[0], step.term, step.value)


@pytest.mark.parametrize("write", WORKINGS.values(), ids=WORKINGS.keys())
def test_no_part_is_read_twice_in_a_row(write):
    with working_precision(200):
        for relation in relations(write):
            for one, other in zip(relation.parts, relation.parts[1:], strict=False):
                assert one != other, to_line(relation)


@pytest.mark.parametrize("write", WORKINGS.values(), ids=WORKINGS.keys())
def test_a_rounded_number_is_never_said_to_be_equal(write):
    with working_precision(200):
        for relation in relations(write):
            pairs = zip(relation.parts, relation.parts[1:], strict=False)
            for (one, other), sign in zip(pairs, relation.signs, strict=True):
                assert (sign == "≈") == (is_rounded(one) or is_rounded(other)), to_line(relation)


def test_a_third_is_exact_and_its_decimals_are_not():
    third = let(lambda x: x / 3, x=rational(1))
    assert "≈" not in chain(third)
    seventh = let(lambda x: x + log(rational(2)), x=rational(1))
    assert chain(seventh).endswith("≈ 1.69315")


def test_the_entries_of_an_array_are_read_one_by_one():
    step = let(lambda W, x: W @ x, W=array([[1, 2], [3, 4]]), x=array([5, -6]))
    lines = [
        (to_line(symbol), to_line(relation))
        for symbol, relation in READINGS.entry_chains(step, worked=False)
    ]
    assert lines == [("r₁", "1·5 + 2·(−6) = −7"), ("r₂", "3·5 + 4·(−6) = −9")]


# ---- definitions --------------------------------------------------------------------------------


def test_each_named_function_is_defined_once_in_order():
    tape = Tape()
    x = tape.given("x", array([1, -2]))
    a = tape.let("a", sigmoid_of(relu(x, at_zero=rational(0))))
    b = tape.let("b", sigmoid_of(a) + softmax(a))
    tape.let("L", total(b))
    found = definitions_in(tape.steps())
    assert [applied.operation.name for applied in found] == ["sigmoid", "relu", "softmax"]
    assert [to_line(READINGS.definition(applied)) for applied in found[:2]] == [
        "σ(z) = 1/(1 + e⁻ᶻ)",
        "ReLU(z) = max(0, z)",
    ]
    assert "softmax" in to_line(READINGS.definition(found[2]))


def test_a_function_with_other_settings_is_another():
    tape = Tape()
    x = tape.given("x", array([1, -2]))
    for place, slope in enumerate((rational(1, 10), rational(1, 5), rational(1, 10))):
        tape.let(Quantity("a", number=place), leaky_relu(x, slope=slope, at_zero=rational(0)))
    assert len(definitions_in(tape.steps())) == 2


def test_a_product_with_zero_is_exact_however_its_factors_were_rounded():
    """2.35237·0 is 0, and not nearly 0."""
    s = exp(rational(-3)) + log(rational(2)) + log(rational(5))
    step = let(lambda s, y: s * y, s=s, y=rational(0))
    assert chain(step) == "r = s·y = 2.35237·0 = 0"


def test_roots_are_put_in_as_roots_where_the_result_is_made_of_roots():
    golden = (1 + sqrt(rational(5))) / rational(2)
    assert chain(let(lambda x: x * x - x, x=golden)) == (
        "r = x·x − x = (0.5 + √5/2)·(0.5 + √5/2) − (0.5 + √5/2) = 1"
    )
    assert chain(let(lambda x: x / 3, x=golden)) == (
        "r = x/3 = (0.5 + √5/2)/3 = 1/6 + √5/6 ≈ 0.539345"
    )
