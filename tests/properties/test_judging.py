"""The judge of the properties sees what it is there to see."""

import os
import time

import pytest

from hwsolve.errors import Fault, InputError, LimitError
from tests.properties import forked
from tests.properties.exactness import faults_of_numbers
from tests.properties.judgement import faults_of_an_error, look

TEXT = "{kind: mlp, input: [1], layers: [{weights: [[2]]}]}"


@pytest.mark.parametrize(
    ("exact", "decimal"),
    [
        ("17/5", "3.4"),
        ("log(2)", "0.693147"),
        ("1/(1 + e^(-3))", "0.952574"),
        ("-2*sqrt(2)/3", "-0.942809"),
        ("1/(1 + e^(-1000)) - 1", "-5.07596e-435"),
        ("2^100", "1.26765e30"),
        ("1234567890", "1234570000"),
        ("12345678/1000", "12345.7"),
        (None, "0.5"),
    ],
)
def test_an_exact_text_that_is_the_number(exact, decimal):
    assert not list(faults_of_numbers({"a": [{"exact": exact, "decimal": decimal, "digits": 6}]}))


@pytest.mark.parametrize(
    ("exact", "decimal", "told"),
    [
        ("1/(1 + e^(-0.416263))", "0.602588", "rounded decimal"),
        ("log(3)", "0.693147", "isn't"),
        ("-1/3", "0.333333", "isn't"),
        ("0", "1e-9", "isn't"),
        ("1234567890", "1234560000", "isn't"),
        ("9" * 1400, "1e1400", "endless"),
    ],
)
def test_an_exact_text_that_is_not(exact, decimal, told):
    (fault,) = faults_of_numbers({"exact": exact, "decimal": decimal, "digits": 6})
    assert told in fault


def placed(**details):
    return InputError((Fault("wrong", source="problem.yaml", line=1, column=1, **details),))


def raised_from(cause, error):
    error.__context__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (KeyError("a"), "exit 4"),
        (MemoryError(), "without a place"),
        (LimitError("it is too large", source="problem.yaml"), "without quantity and limit"),
        (LimitError("more than 16 nodes"), "without the file"),
        (raised_from(TypeError(), LimitError("over 16", source="p")), "a fault behind exit 3"),
        (InputError.of("wrong"), "no file:line:column"),
        (placed(found="relu", hint="did you mean relu?"), "names what was used"),
        (placed(path=("loss",), hint="add the key layers"), "adds what is there"),
        (placed(expected="Input should be a list"), "foreign word"),
        (placed(found="NoneType"), "foreign word"),
    ],
)
def test_an_error_that_does_not_help(error, told):
    assert told in " ".join(faults_of_an_error(error, TEXT))


@pytest.mark.parametrize(
    "error",
    [
        placed(found="rleu", hint="did you mean relu?"),
        placed(path=("target",), hint="add the key loss"),
        LimitError("17 nodes, and 16 is the limit", source="problem.yaml"),
        raised_from(ArithmeticError(), LimitError("over 16 nodes", source="problem.yaml")),
    ],
)
def test_an_error_that_helps(error):
    assert not list(faults_of_an_error(error, TEXT))


def test_a_problem_without_fault():
    assert not look(("as it is", TEXT))


def odd(case):
    """A case that does what it says."""
    match case:
        case "abort":
            os.abort()
        case "endless":
            while True:
                time.process_time()
        case "memory":
            bytearray(2 * forked.BYTES)
        case "exit":
            os._exit(7)
    return [case]


def test_a_case_that_kills_its_process_is_told_and_the_others_go_on(monkeypatch):
    monkeypatch.setattr(forked, "SECONDS", 1)
    cases = ["first", "abort", "second", "endless", "third", "exit", "memory", "last"]
    found = dict(forked.outcomes(cases, odd))
    assert [*found] == cases
    assert all(found[case] == [case] for case in ("first", "second", "third", "last"))
    assert "SIGABRT" in found["abort"]
    assert "more than 1 seconds" in found["endless"]
    assert "status 7" in found["exit"]
    assert "ended" in found["memory"]
