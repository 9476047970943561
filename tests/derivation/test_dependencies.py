"""What leads to a quantity, or to a single entry of one."""

import numpy as np
import pytest

from hwsolve.derivation.dependencies import UnknownQuantity, needed_for
from hwsolve.derivation.derivation import Derivation
from hwsolve.derivation.tape import Tape
from hwsolve.numbers import agree, rational, shape_of, working_precision
from hwsolve.quantity import Quantity
from hwsolve.terms.term import Name, names
from tests.derivation.working import classifier, linear_net, logistic, recurrence

WORKINGS = {
    "linear": linear_net,
    "transposed": lambda tape: linear_net(tape, transposed=True),
    "logistic": lambda tape: logistic(tape, shortcut=False),
    "shortcut": lambda tape: logistic(tape, shortcut=True),
    "classes": lambda tape: classifier(tape, shortcut=False),
    "classes by shortcut": lambda tape: classifier(tape, shortcut=True),
    "recurrence": recurrence,
}


def written(write):
    """A tape on which something is written."""
    tape = Tape()
    write(tape)
    return tape


def sliced(tape, *wanted):
    """The verified derivation of what leads to the wanted ids."""
    return Derivation("test", "", needed_for(tape.sections(), wanted))


@pytest.mark.parametrize("write", WORKINGS.values(), ids=WORKINGS.keys())
def test_every_single_entry_has_the_value_it_has_in_the_whole(write):
    with working_precision(200):
        tape = written(write)
        for step in tape.steps():
            for index in np.ndindex(shape_of(step.value)):
                id = ".".join([step.id, *(str(i + 1) for i in index)])
                derivation = sliced(tape, id)
                expected = step.value[index] if index else step.value
                assert agree(derivation.answers()[id], expected)
                assert all(shape_of(s.value) == () for s in derivation.steps)
                assert needs_everything(derivation, [id])


def needs_everything(derivation, wanted):
    """Whether no step could be left out."""
    needed = set(wanted)
    for step in reversed(list(derivation.steps)):
        if not needed & {step.id, *step.aliases}:
            return False
        if step.term is not None:
            needed |= {name.id for name in names(step.term)}
    return True


@pytest.mark.parametrize("write", WORKINGS.values(), ids=WORKINGS.keys())
def test_a_whole_quantity_brings_what_it_needs_and_no_more(write):
    with working_precision(200):
        tape = written(write)
        for step in tape.steps():
            for id in (step.id, *step.aliases):
                derivation = sliced(tape, id)
                assert derivation.answers()[id] is step.value
                if shape_of(step.value):
                    assert needs_everything(derivation, [id])


def test_an_entry_comes_by_its_own_path_of_the_chain_rule():
    derivation = sliced(written(linear_net), "dW[1].2.1")
    assert derivation.ids() == [
        "x.1", "x.2", "W[1].1.1", "W[1].1.2", "W[1].2.1", "W[1].2.2", "W[1].3.1", "W[1].3.2",
        "b[1].1", "b[1].2", "b[1].3", "W[2].1.1", "W[2].1.2", "W[2].1.3", "y.1",
        "z[1].1", "a[1].1", "z[1].2", "a[1].2", "z[1].3", "a[1].3", "y_hat.1", "z[2].1", "a[2].1",
        "dy_hat.1", "dz[2].1", "da[2].1", "dz[1].2", "da[1].2", "dW[1].2.1",
    ]  # fmt: skip
    y_hat = derivation.answers()["y_hat.1"]
    assert derivation.answers()["dW[1].2.1"] == 2 * (y_hat - 4) * -2 * 2  # 2(ŷ − y)·W[2]·x


def test_entries_and_wholes_may_be_mixed():
    tape = written(linear_net)
    both = sliced(tape, "dW[2].1.3", "db[1]")
    assert "dW[2]" in both.ids()
    assert both.answers()["db[1]"].tolist() == tape.step("db[1]").value.tolist()


def test_several_entries_share_their_path():
    derivation = sliced(written(linear_net), "dW[1].1.1", "dW[1].1.2")
    assert derivation.ids().count("y_hat.1") == 1
    assert "dW[1].1.2" in derivation.ids()


def test_other_ids_of_a_quantity_can_be_asked_for():
    tape = Tape()
    x = tape.given("x", rational(2), aliases_unwritten=("input",))
    tape.let(
        Quantity("L", step=2), x * x, aliases=("loss",), aliases_unwritten=(Quantity("f", step=2),)
    )
    for id in ("L[2]", "loss", "f[2]"):
        assert sliced(tape, id).answers()[id] == 4
    assert isinstance(next(iter(sliced(tape, "f[2]").steps)).value, type(rational(1)))


@pytest.mark.parametrize(
    ("id", "reason"),
    [
        ("dQ", "no such quantity"),
        ("dQ.1", "no such quantity"),
        ("dW[3].1.1", "no such quantity"),
        ("dW[1].4.1", "3 × 2"),
        ("dW[1].0.1", "3 × 2"),
        ("dW[1].1", "3 × 2"),
        ("dW[1].1.1.1", "3 × 2"),
        ("dW[1].2.x.1", "3 × 2"),
        ("dW[1].2.x", "3 × 2"),
        ("dW[1].-1.1", "3 × 2"),
        ("db[1].4", "3"),
        ("L.1", "a single number"),
        ("L.", "a single number"),
        ("", "no such quantity"),
    ],
)
def test_what_is_not_there_is_named(id, reason):
    with pytest.raises(UnknownQuantity) as caught:
        sliced(written(linear_net), id)
    assert caught.value.id == id
    assert reason in caught.value.reason
    assert "dW[1]" in caught.value.known


def test_the_scalars_of_a_slice_are_quantities_of_their_own():
    for step in sliced(written(linear_net), "dW[1].2.1").steps:
        for name in names(step.term) if step.term is not None else ():
            assert isinstance(name, Name)
            assert name.index == ()
