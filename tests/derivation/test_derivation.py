"""A derivation is verified when it is built: what is out of order never reaches a reader."""

from dataclasses import replace

import pytest
from flint import arb

from hwsolve.derivation.derivation import Derivation
from hwsolve.derivation.step import Note, Section, Statement, Step
from hwsolve.derivation.tape import Tape
from hwsolve.notation.tree import Relation, Symbol
from hwsolve.numbers import Real, array, log, pi, rational, symbol, working_precision
from hwsolve.numbers.precision import limits
from hwsolve.quantity import Quantity
from hwsolve.terms.term import Literal, Name
from tests.derivation.working import finished, linear_net, logistic, recurrence

A, B = rational(2), rational(3)
GIVEN = Step("a", None, A)
TWICE = Step("b", Name("a", A) + Name("a", A), rational(4))


def built(*items):
    """A derivation of one section."""
    return Derivation("test", "", (Section("", "", items),))


def test_what_follows_is_accepted():
    derivation = built(GIVEN, Note("words"), TWICE)
    assert derivation.ids() == ["a", "b"]
    assert derivation.answers() == {"a": 2, "b": 4}
    assert [step.id for step in derivation.steps] == ["a", "b"]
    assert TWICE.depends_on == ("a",)
    assert (GIVEN.rule, TWICE.rule, Step("c", Name("a", A), A).rule) == ("given", "add", "same")


@pytest.mark.parametrize(
    ("items", "complaint"),
    [
        ((GIVEN, GIVEN), "a is derived twice"),
        ((GIVEN, replace(TWICE, aliases=("a",))), "a is derived twice"),
        ((GIVEN, replace(TWICE, aliases_unwritten=("a",))), "a is derived twice"),
        ((GIVEN, replace(TWICE, aliases=("b",))), "b is derived twice"),
        ((TWICE, GIVEN), "b uses a before it is derived"),
        ((Step("a", Name("a", A) + 1, rational(3)),), "a uses a before it is derived"),
        ((GIVEN, replace(TWICE, value=rational(5))), "the value of b is not that of its term"),
        ((GIVEN, replace(TWICE, value=array([4]))), "the value of b is not that of its term"),
        ((replace(GIVEN, value=B), TWICE), "the value of b is not that of its term"),
    ],
)
def test_what_does_not_follow_is_refused(items, complaint):
    with pytest.raises(ValueError, match=complaint):
        built(*items)


def test_a_ball_that_misses_the_value_is_refused():
    step = Step("b", Literal(pi()), Real(None, arb("3.2", "0.01")))
    with pytest.raises(ValueError, match="the value of b"):
        built(step)
    built(replace(step, value=Real(None, arb("3.14", "0.01"))))


def test_a_formula_that_is_another_is_refused():
    x = symbol("x")
    given = Step("x", None, x)
    square = (Name("x", x) + 1) * (Name("x", x) - 1)
    built(given, Step("b", square, x * x - 1))
    with pytest.raises(ValueError, match="the value of b"):
        built(given, Step("b", square, x * x + 1))


def test_a_remark_must_give_the_same():
    for value, wrong in ((rational(4), False), (rational(5), True)):
        tape = Tape()
        tape.let("b", tape.given("a", 2) * 2)
        tape.remark("b", Name("a", A) + Literal(value - 2), "a second way")
        if wrong:
            with pytest.raises(ValueError, match="the remark about b is wrong"):
                finished(tape)
        else:
            assert finished(tape).answers()["b"] == 4


def test_statements_come_in_order_too():
    claim = Relation((Symbol("s"), Symbol("t")), ("=",))
    first, second = Statement("s", claim, "r", ""), Statement("t", claim, "r", "", ("s", "a"))
    assert built(GIVEN, first, second).ids() == ["a", "s", "t"]
    with pytest.raises(ValueError, match="t uses s before it is derived"):
        built(GIVEN, second, first)
    with pytest.raises(ValueError, match="t uses a before it is derived"):
        built(first, second)
    with pytest.raises(ValueError, match="s is derived twice"):
        built(first, first)


@pytest.mark.parametrize("write", [linear_net, recurrence, lambda t: logistic(t, shortcut=False)])
def test_what_a_tape_wrote_stands_any_verification(write):
    tape = Tape()
    with working_precision(200):
        write(tape)
        derivation = finished(tape)
        steps = list(derivation.steps)
    assert [step.id for step in steps] == [step.id for step in tape.steps()]
    for place, step in enumerate(steps):
        tampered = [
            Section(
                "", "", (*steps[:place], replace(step, value=step.value + 1), *steps[place + 1 :])
            )
        ]
        used = any(step.id in later.depends_on for later in steps) or step.term is not None
        if used:
            with pytest.raises(ValueError, match="is not that of its term"), working_precision(200):
                Derivation("test", "", tuple(tampered))


# ---- the tape -----------------------------------------------------------------------------------


def test_sections_open_close_and_go_on():
    tape = Tape()
    with tape.section("Forward", "layer 1"):
        a = tape.given("a", 1)
        with tape.section("Aside"):
            tape.note("by the way")
        tape.let("b", a + 1)
    tape.given("c", 5)
    assert [section.title for section in tape.sections()] == [
        "Forward · layer 1", "Aside", "Forward · layer 1", "",
    ]  # fmt: skip
    assert tape.part_of("b") == "layer 1"
    assert "b" in tape
    assert "d" not in tape


def test_an_alias_is_the_same_step():
    tape = Tape()
    a = tape.let(
        "y_hat",
        tape.given("x", 2) + 1,
        aliases=(Quantity("a", layer=3),),
        aliases_unwritten=("out",),
    )
    assert tape.step("a[3]") is tape.step("y_hat") is tape.step("out")
    assert a.id == "y_hat"
    assert len(tape.steps()) == 2
    assert finished(tape).answers()["a[3]"] == 3


def test_a_convention_is_told_once():
    tape = Tape()
    tape.convention("k", "one", "first")
    tape.convention("k", "two", "then", declared=True)
    assert [(c.key, c.choice, c.declared) for c in tape.conventions()] == [("k", "two", True)]


def test_a_given_name_lets_closed_forms_grow():
    with working_precision(100):
        before = limits.closed_form
        tape = Tape()
        tape.given("a", array([1, log(rational(2))]))
        assert limits.closed_form == before
        tape.given("w", array([1, symbol("w")]))
        assert limits.closed_form > 10 * before


def test_the_steps_after_one_are_told_in_order_and_once():
    tape = Tape()
    x = tape.given("x", 2)
    first = tape.latest()
    y = tape.let("y", x * x, aliases=("a", "b"))
    tape.let("z", y + x)
    assert [step.id for step in tape.steps_after(first)] == ["y", "z"]
    assert tape.steps_after(tape.latest()) == []
    assert [step.id for step in tape.steps_after(tape.step("b"))] == ["z"]
