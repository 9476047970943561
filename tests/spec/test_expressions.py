"""The grammar of numbers and formulas: exact, in the usual precedence, and closed otherwise."""

from fractions import Fraction

import pytest
import sympy
from flint import fmpq
from hypothesis import given
from hypothesis import strategies as st

from hwsolve.numbers import Real, as_ball, is_symbolic
from hwsolve.spec.expressions import (
    MAX_CHARACTERS,
    MAX_DEPTH,
    MAX_DIGITS,
    MAX_EXPONENT_OF_TEN,
    MAX_TOKENS,
    ExpressionError,
    decimal_places,
    evaluate,
    is_symbol_name,
    names,
    no_names,
    number_from,
    parse,
)
from hwsolve.spec.formula import Binary, FunctionCall, NamedConstant, Negate, Number, Variable

pytestmark = pytest.mark.timeout(60)
"""No refusal computes first what it refuses: a text that hangs fails."""


def error_of(text, allowed=None):
    with pytest.raises(ExpressionError) as caught:
        number_from(text, allowed) if allowed else number_from(text)
    return caught.value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.1", (1, 10)),
        ("-0.05", (-1, 20)),
        ("-0", (0, 1)),
        ("+3", (3, 1)),
        ("1e-3", (1, 1000)),
        ("1.5E2", (150, 1)),
        ("2e\N{MINUS SIGN}1", (1, 5)),
        (".5", (1, 2)),
        ("5.", (5, 1)),
        ("1/3", (1, 3)),
        ("-2/-4", (1, 2)),
        ("010", (10, 1)),
        (" 1 + 2\n", (3, 1)),
        ("-2^2", (-4, 1)),
        ("(-2)^2", (4, 1)),
        ("2^3^2", (512, 1)),
        ("2**3**2", (512, 1)),
        ("2^-1", (1, 2)),
        ("2^-3^2", (1, 512)),
        ("-2*3", (-6, 1)),
        ("2*-3", (-6, 1)),
        ("2--3", (5, 1)),
        ("--1", (1, 1)),
        ("1-2-3", (-4, 1)),
        ("8/4/2", (1, 1)),
        ("6/2*3", (9, 1)),
        ("1+2*3^2", (19, 1)),
        ("(1+2)*3", (9, 1)),
        ("1 \N{MINUS SIGN} 3", (-2, 1)),
        ("2×3·4÷6", (4, 1)),
        ("8^(1/3)", (2, 1)),
        ("4^0.5", (2, 1)),
        ("0^0", (1, 1)),
        ("sqrt(9/4)", (3, 2)),
        ("exp(0)", (1, 1)),
        ("ln(1)", (0, 1)),
        ("sigmoid(0)", (1, 2)),
        ("tanh(0)", (0, 1)),
        ("abs(-3)", (3, 1)),
        ("relu(-3)", (0, 1)),
        ("relu(3)", (3, 1)),
        ("max(1, 7, 3)", (7, 1)),
        ("min(1, -7, 3)", (-7, 1)),
        ("log(exp(2))", (2, 1)),
    ],
)
def test_exact_rationals(text, value):
    got = number_from(text)
    assert isinstance(got, fmpq)
    assert got == fmpq(*value)
    assert evaluate(parse(text)) == got  # the short cut agrees with the grammar


@pytest.mark.parametrize(
    ("text", "closed"),
    [
        ("sqrt(2)/2", sympy.sqrt(2) / 2),
        ("exp(-1)", sympy.exp(-1)),
        ("e^-1", sympy.exp(-1)),
        ("2*pi", 2 * sympy.pi),
        ("π", sympy.pi),
        ("ln(2)", sympy.log(2)),
        ("log(2)", sympy.log(2)),
        ("2^0.5", sympy.sqrt(2)),
        ("max(e, 2)", sympy.E),
        ("abs(1 - sqrt(2))", sympy.sqrt(2) - 1),
        ("cos(1)", sympy.cos(1)),
    ],
)
def test_closed_forms(text, closed):
    got = number_from(text)
    assert isinstance(got, Real)
    assert got.closed == closed
    assert got.ball.rel_accuracy_bits() > 8000  # a number is read once, whatever is asked for later
    assert abs(as_ball(got) - sympy.N(closed, 30).__float__()) < 1e-12


def test_symbols():
    got = number_from("w1*x + theta_1^2", is_symbol_name)
    assert is_symbolic(got)
    assert {str(s) for s in got.closed.free_symbols} == {"w1", "x", "theta_1"}
    assert names(parse("b*a + b/λ", is_symbol_name)) == ("b", "a", "lambda")


def test_tree_keeps_columns_and_texts():
    tree = parse("-x + 2*max(0.50, e)", is_symbol_name)
    half = Number(fmpq(1, 2), "0.50", 12)
    call = FunctionCall("max", (half, NamedConstant("e", 18)), 8)
    product = Binary("*", Number(fmpq(2), "2", 6), call, 7)
    assert tree == Binary("+", Negate(Variable("x", 2), 1), product, 4)


@pytest.mark.parametrize(
    "name",
    [
        "x",
        "W",
        "w1",
        "w_11",
        "x2",
        "theta",
        "theta_1",
        "W1_12",
        "alpha",
        "omega",
        "Delta",
        "λ",
        "e1",
    ],
)
def test_symbol_names(name):
    assert is_symbol_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "two",
        "none",
        "nan",
        "inf",
        "yes",
        "no",
        "fast",
        "xy",
        "e",
        "pi",
        "π",
        "w_",
        "_w",
        "",
        "1",
        "w-1",
        "w__1",
        "true",
        "x\n",
        "x١",
        "sin",
        "os",
    ],
)
def test_words_are_no_symbols(name):
    assert not is_symbol_name(name)


@pytest.mark.parametrize(
    ("text", "column", "words"),
    [
        ("", 1, "missing"),
        ("   ", 1, "missing"),
        ("1 +", 4, "breaks off"),
        ("*2", 1, "missing before '*'"),
        ("1 + * 2", 5, "missing before '*'"),
        ("()", 2, "missing before ')'"),
        ("2x", 2, "missing operator"),
        ("2(3)", 2, "missing operator"),
        ("(1)(2)", 4, "missing operator"),
        ("1 2", 3, "missing operator"),
        ("pi(2)", 3, "missing operator"),
        ("(1", 1, "not closed"),
        ("exp(1", 4, "not closed"),
        ("1)", 2, "unexpected ')'"),
        ("1,5", 2, "unexpected ','"),
        ("(1,5)", 3, "unexpected ','"),
        ("50%", 3, "unexpected character '%'"),
        ("√2", 1, "unexpected character '√'"),
        ("1_000", 2, "unexpected character '_'"),
        ("0x1F", 2, "missing operator"),
        ("1j", 2, "missing operator"),
        ("٣", 1, "unexpected character"),
        ("ｅxp(1)", 1, "unexpected character"),
        ("1\u200b", 2, "U+200B"),
        ("'a'*3", 1, "unexpected character"),
        ("a[0]", 2, "unexpected character"),
        ("x.real", 2, "unexpected character"),
        ("x", 1, "'x' is not a number"),
        ("3 + two", 5, "'two' is not a number"),
        ("nan", 1, "'nan' is not a number"),
        ("inf", 1, "'inf' is not a number"),
        ("sqrt", 1, "is a function"),
        ("sqr(2)", 1, "unknown function 'sqr'"),
        ("sqrt(1, 2)", 1, "1 argument"),
        ("max(1)", 1, "2 to 16 arguments"),
        ("1/0", 2, "division by zero"),
        ("1/(2-2)", 2, "division by zero"),
        ("0^-1", 2, "division by zero"),
        ("1/(sqrt(2)*sqrt(3) - sqrt(6))", 2, "division by zero"),
        ("1 + log(0)", 5, "log"),
        ("log(-2)", 1, "log"),
        ("log(1 - sqrt(2))", 1, "log"),
        ("sqrt(-1)", 1, "sqrt"),
        ("(-8)^(1/3)", 5, "negative"),
    ],
)
def test_errors_have_a_column_and_words(text, column, words):
    error = error_of(text)
    assert words in error.message
    assert error.column == column


def test_hints():
    assert error_of("2x", is_symbol_name).hint == "write 2*x"
    assert error_of("2x").hint == "names can't stand for numbers here"
    assert error_of("sqr(2)").hint == "did you mean sqrt?"
    assert error_of("0,8").hint == "a decimal has a point: 0.5"
    assert "max(1, 2)" in error_of("max(1").hint
    assert "one letter" in error_of("tow", is_symbol_name).hint


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('x')",
        "().__class__",
        "exec('1')",
        "lambda: 0",
        "9**9**9",
        "9**9**9**9",
        "2**-(10**10)",
        "(2/3)**(10**7)",
        "2^(2^(2^(2^(2^2))))",
        "1e1000000000",
        "1e-100000000",
        "1e" + "9" * 300,
        "9" * 5000,
        "(" * 10_000 + "1" + ")" * 10_000,
        "-" * 100_000 + "1",
        "+".join(["1"] * 10_000),
        "factorial(10**9)",
        "Matrix(10**5, 10**5)",
        "1<<10**10",
        "exp(exp(exp(10)))",
        "exp(-exp(exp(10)))",
        "exp(10^50*log(9))",
        "sigmoid(-10^50*log(9))",
        "pi^(10^9*pi)",
        "(1 + pi)^4096",
        "(10^59 + 1)^(1/63)",
    ],
)
def test_hostile(text):
    error_of(text)
    error_of(text, is_symbol_name)


@pytest.mark.parametrize(
    "text",
    [
        "exp(10^50*log(9) + x)",
        "0.7^(97^18 - w)",
        "x^(10^9)",
        "(1 + x)^65",
        "x/0",
        "1/(x - x)",
        "sqrt(-x^2)",
    ],
)
def test_hostile_formulas_in_names(text):
    error_of(text, is_symbol_name)


def test_enormous_powers_are_refused_before_they_are_computed(monkeypatch):
    monkeypatch.setattr("hwsolve.spec.evaluation.power", None)
    for text in ("1e60^4096", "(1/1e60)^-4096"):
        assert "limit" in error_of(text).message


def test_limits_are_exact_and_named():
    assert number_from("0" * MAX_DIGITS) == 0
    assert number_from("0." + "1" * (MAX_DIGITS - 1)) > 0
    assert f"limit of {MAX_DIGITS}" in error_of("0." + "1" * MAX_DIGITS).message
    assert f"limit of {MAX_DIGITS}" in error_of("1" * (MAX_DIGITS + 1)).message
    assert f"limit of {MAX_DIGITS}" in error_of("1/" + "1" * (MAX_DIGITS + 1)).message
    assert number_from(f"1e{MAX_EXPONENT_OF_TEN}") == fmpq(10**MAX_EXPONENT_OF_TEN)
    for sign in ("", "-", "+"):
        text = f"1e{sign}{MAX_EXPONENT_OF_TEN + 1}"
        assert f"limit of {MAX_EXPONENT_OF_TEN}" in error_of(text).message
    assert number_from("(" * MAX_DEPTH + "1" + ")" * MAX_DEPTH) == 1
    assert f"limit of {MAX_DEPTH}" in error_of("-" * (MAX_DEPTH + 1) + "1").message
    terms = MAX_TOKENS // 2
    assert number_from("+".join("1" * terms)) == terms
    assert f"limit of {MAX_TOKENS}" in error_of("+".join("1" * (terms + 1))).message
    assert number_from(" " * (MAX_CHARACTERS - 1) + "1") == 1
    assert f"limit of {MAX_CHARACTERS}" in error_of(" " * MAX_CHARACTERS + "1").message
    assert number_from("2^4095") == fmpq(2) ** 4095
    assert "4096 bits" in error_of("2^4096").message
    assert "4096 bits" in error_of("2^4000*2^4000").message


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("0.50", 2),
        ("3.", 0),
        (".125", 3),
        ("1.25e-2", 4),
        ("1e-3", 3),
        ("1.5e1", 0),
        ("-0.7", 1),
        ("3", None),
        ("1/3", None),
        ("sqrt(2)", None),
        ("", None),
    ],
)
def test_decimal_places(text, places):
    assert decimal_places(text) == places


@given(st.fractions())
def test_printed_rationals_read_back_equal(value):
    text = str(value)
    if len(text) <= MAX_DIGITS:
        assert number_from(text) == fmpq(value.numerator, value.denominator)
        assert evaluate(parse(text)) == fmpq(value.numerator, value.denominator)


@given(
    st.decimals(
        allow_nan=False, allow_infinity=False, places=6, min_value=-(10**9), max_value=10**9
    )
)
def test_decimals_are_read_exactly(value):
    exact = Fraction(value)
    assert number_from(f"{value:f}") == fmpq(exact.numerator, exact.denominator)
    assert number_from(f"{value:e}") == fmpq(exact.numerator, exact.denominator)


@given(st.text(max_size=40))
def test_any_text_is_a_number_or_an_expression_error(text):
    check_fuzz(text)


PIECES = st.lists(
    st.sampled_from(
        [*"0123456789.eExwπ+-*/^(),", "**", " ", "sqrt(", "exp(", "log(", "max(", "pi", "1e60", "−"]
    ),
    max_size=14,
)


@given(PIECES.map("".join))
def test_any_pieces_are_a_number_or_an_expression_error(text):
    check_fuzz(text)


def check_fuzz(text):
    for allowed in (no_names, is_symbol_name):
        column, message = 1, "none"
        try:
            number_from(text, allowed)
        except ExpressionError as error:
            column, message = error.column, error.message
        assert 1 <= column <= len(text) + 1
        assert message.isprintable()
        assert message


RATIONAL_TREES = st.recursive(
    st.integers(0, 20).map(str),
    lambda below: (
        st.tuples(below, st.sampled_from("+-*/"), below).map(lambda t: f"({t[0]}{t[1]}{t[2]})")
        | below.map(lambda text: f"-{text}")
    ),
    max_leaves=8,
)


@given(RATIONAL_TREES)
def test_arithmetic_agrees_with_python(text):
    expected = by_fractions(text)
    if expected is None:
        assert "zero" in error_of(text).message
    else:
        assert number_from(text) == fmpq(expected.numerator, expected.denominator)


def by_fractions(text):
    """The value of a fully bracketed text by another way: innermost bracket first, in Fractions."""
    position = 0

    def operand():
        nonlocal position
        if text[position] == "-":
            position += 1
            below = operand()
            return None if below is None else -below
        if text[position] != "(":
            start = position
            while position < len(text) and text[position].isdigit():
                position += 1
            return Fraction(int(text[start:position]))
        position += 1
        left = operand()
        sign = text[position]
        position += 1
        right = operand()
        position += 1
        if left is None or right is None or (sign == "/" and right == 0):
            return None
        return (
            {"+": left + right, "-": left - right, "*": left * right}.get(sign)
            if sign != "/"
            else left / right
        )

    return operand()


@pytest.mark.parametrize("text", ["2 -1", "3 -5 -0.5", "-1 -2"])
def test_a_row_without_commas_is_no_difference(text):
    assert "2, -1 for two numbers" in error_of(text).hint


@pytest.mark.parametrize(("text", "value"), [("2 - 1", 1), ("2-1", 1), ("x -1", None)])
def test_a_difference_is_one(text, value):
    if value is None:
        number_from(text, is_symbol_name)
    else:
        assert number_from(text) == value


@pytest.mark.parametrize(
    ("text", "allowed", "hint"),
    [
        ("2px", is_symbol_name, "leave 'px' out"),
        ("2 cm", no_names, "leave 'cm' out"),
        ("2sqrt(2)", no_names, "write 2*sqrt"),
        ("2pi", no_names, "write 2*pi"),
        ("x y", is_symbol_name, "write x*y"),
        ("one half", str.isalpha, "write numbers in digits"),
        ("one x", str.isalpha, "write numbers in digits"),
        ("2alone", str.isalpha, "write 2*alone"),  # an id of an answer file, say
        ("-log(x", is_symbol_name, "add the )"),
        ("(1 + 2", no_names, "add the )"),
        ("max(1, 2", no_names, "add the )"),
        ("max(1", no_names, "inside [ ]"),  # what is left of [max(1, 2)]
    ],
)
def test_a_hint_offers_only_what_is_legal_there(text, allowed, hint):
    with pytest.raises(ExpressionError) as caught:
        parse(text, allowed)
    assert caught.value.hint.startswith(hint)
