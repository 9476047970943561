"""The tables of the README say what the models know, no more and no less."""

import re
from functools import reduce
from operator import or_
from typing import Literal, get_args, get_origin

import pytest
import typer.main

from hwsolve.checking.reading.answers import Header, Marks
from hwsolve.checking.verdicts import Verdict
from hwsolve.command_line import app
from hwsolve.command_line.check_commands import ReportFormat
from hwsolve.command_line.listing import REPORTS
from hwsolve.command_line.options import Detail, Format
from hwsolve.graphs.families import Family
from hwsolve.graphs.graph_filters import Filter
from hwsolve.graphs.topics import ALL, TOPICS
from hwsolve.layers.dense import Dense
from hwsolve.layers.layer_choice import AnyLayer
from hwsolve.layers.layer_references import SameAs
from hwsolve.layers.named_activations import model_of
from hwsolve.methods.schedules import Schedule
from hwsolve.networks.heads import HeadOfFile
from hwsolve.networks.loss_choice import Loss
from hwsolve.networks.optimizer import UPDATE_WORDS, Trained
from hwsolve.networks.sequences.cell_and_output import CellSpec, Clip, Output, RecurrentLayer, Sizes
from hwsolve.networks.sequences.cells import GRU, LSTM
from hwsolve.networks.stages_and_penalty import STAGES, Penalty
from hwsolve.numbers import Rational
from hwsolve.optimization.objectives import objective_choice
from hwsolve.optimization.problem import AnyChoice, Wanted
from hwsolve.problem_files import Source
from hwsolve.solving import kinds, load_problem, solve, solver_of
from hwsolve.spec.expressions import FUNCTIONS, number_from
from hwsolve.spec.models import StrictModel
from hwsolve.terms.activations import ACTIVATIONS
from tests.test_readme import text

KINDS = kinds()
EVERYWHERE = {"kind", "title", "conventions"}
SECTION_OF = {"mlp": "Keys of mlp and conv", "conv": "Keys of mlp and conv"}
GROUPS = {
    "all kinds": ("mlp", "conv", "optim", "laplacian", "rnn"),
    "mlp, conv, optim, laplacian": ("mlp", "conv", "optim", "laplacian"),
    "mlp": ("mlp",),
    "conv, optim": ("conv", "optim"),
    "rnn": ("rnn",),
    "laplacian": ("laplacian",),
}


# ---- the README, taken apart --------------------------------------------------------------------


def section(title):
    """The text under a heading, up to the next one of its level."""
    found = re.search(
        rf"^(##+) {re.escape(title)}$(.*?)(?=^##+ |\Z)", text(), re.MULTILINE | re.DOTALL
    )
    assert found, f"there is no section {title}"
    return found[2]


def words(part):
    """Every word that is set as code."""
    spans = re.findall(
        r"`([^`\n]+)`", re.sub(r"^```.*?^```$", "", part, flags=re.MULTILINE | re.DOTALL)
    )
    return {word for span in spans for word in re.findall(r"\w+", span)}


def rows(part):
    """The rows of all tables, each as its cells."""
    lines = [line for line in part.splitlines() if line.startswith("| ")]
    return [
        [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))] for line in lines
    ]


def described(title):
    """{name: what is said of it} for the tables of a section, read in pairs of columns.

    A paragraph counts as well: what follows a name, up to the end of the paragraph.
    """
    found = {}
    for row in rows(section(title)):
        pairs = [row[:2], row[2:]] if len(row) == 4 else [[row[0], "|".join(row[1:])]]
        for names, *told in pairs:
            for name in re.findall(r"`(\w+)[^`]*`", names):
                found[name] = f"{found.get(name, '')} {names} {' '.join(told)}"
    return found


def default_told(what, key):
    """The word that stands behind a key, without the quotes of code."""
    found = re.search(rf"`{key}`\s\(?`?([^\s,;:|()`]+)", what)
    return found[1] if found else None


def agrees(told, default):
    """Whether a default is told as it is; one that isn't a plain word is told in prose."""
    if isinstance(default, bool):
        return told == str(default).lower()
    if isinstance(default, (Rational, int)):
        return told is not None and number_from(told) == default
    if default is None:
        return told != "required"
    return True


def names_of(model):
    """The words that mean a model: those of its name, or its key."""
    if getattr(model, "key", ""):
        return (model.key,)
    field = model.model_fields.get("name") or model.model_fields.get("function")
    return get_args(field.annotation)


def members(union):
    """The models of a union, told apart from the annotation around it."""
    inner = get_args(union)[0] if hasattr(union, "__metadata__") else union
    return get_args(inner) or (inner,)


def choices(annotation):
    """The words that a field can be set to."""
    if get_origin(annotation) is Literal:
        return {str(word) for word in get_args(annotation)}
    return {word for inner in get_args(annotation) for word in choices(inner)}


# ---- commands -----------------------------------------------------------------------------------


def test_every_command_is_told():
    commands = typer.main.get_command(app.build()).commands
    assert set(commands) <= words(section("Commands"))
    assert set(KINDS) <= set(commands)


def test_every_option_is_told():
    commands = typer.main.get_command(app.build()).commands
    options = {
        option
        for command in commands.values()
        for parameter in command.params
        for option in parameter.opts
        if option.startswith("--")
    }
    assert not {option for option in options if option not in text()}


@pytest.mark.parametrize("option", [Detail, Format, ReportFormat])
def test_every_choice_of_an_option_is_told(option):
    assert {word.value for word in option} <= words(text())


def test_every_schema_is_told():
    for name in REPORTS:
        assert f"`hwsolve schema {name}`" in text()


# ---- the keys of problem files ------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_every_key_of_a_kind_has_a_row(kind):
    spec = solver_of(kind).Spec
    title = SECTION_OF.get(kind, f"Keys of {kind}")
    first = {word for row in rows(section(title)) for word in words(row[0])}
    assert set(spec.model_fields) <= EVERYWHERE | first


@pytest.mark.parametrize("title", sorted({SECTION_OF.get(k, f"Keys of {k}") for k in KINDS}))
def test_no_row_is_about_a_key_that_is_gone(title):
    of = [kind for kind in KINDS if SECTION_OF.get(kind, f"Keys of {kind}") == title]
    known = {key for kind in of for key in solver_of(kind).Spec.model_fields}
    table = section(title).split("| key | what |")[1].split("\n\n")[0]
    told = {word for row in rows("|" + table) for word in re.findall(r"`(\w+)`", row[0])}
    assert told <= known


def test_every_kind_has_the_keys_that_all_have():
    for kind in KINDS:
        assert set(solver_of(kind).Spec.model_fields) >= EVERYWHERE


@pytest.mark.parametrize(
    ("model", "title"),
    [
        (Penalty, "Keys of mlp and conv"),
        (Dense, "Layers"),
        (HeadOfFile, "Layers"),
        (SameAs, "Layers"),
        (Trained, "Methods of optimization"),
        (CellSpec, "Keys of rnn"),
        (Output, "Keys of rnn"),
        (Clip, "Keys of rnn"),
        (Sizes, "Keys of rnn"),
        (RecurrentLayer, "Keys of rnn"),
        (Header, "Checking"),
        (Marks, "Checking"),
    ],
)
def test_every_key_of_a_part_is_told(model, title):
    told = words(section(title))
    assert set(model.model_fields) <= told | {"sources", "source"}
    for field in model.model_fields.values():
        assert choices(field.annotation) <= told | {"linear", "tanh", "sigmoid", "relu"}


# ---- what can be named in them ------------------------------------------------------------------

NAMED = [
    (AnyLayer, "Layers"),
    (reduce(or_, map(model_of, ACTIVATIONS.values())), "Keys of mlp and conv"),
    (Loss, "Keys of mlp and conv"),
    (AnyChoice, "Methods of optimization"),
    (Schedule, "Methods of optimization"),
    (Family, "Keys of laplacian"),
    (Filter, "Keys of laplacian"),
]
SHARED = {"name", "sources", "learning_rate", "weight_decay", "schedule", "t", "warm_up"}
"""Settings that are told once for all of their sort, which another test sees to."""


def test_what_is_shared_is_told():
    assert SHARED - {"name", "sources"} <= words(section("Methods of optimization"))


@pytest.mark.parametrize(
    ("model", "title"),
    [
        pytest.param(model, title, id=model.__name__)
        for union, title in NAMED
        for model in members(union)
        if model is not Dense
    ],
)
def test_every_name_is_told_with_its_settings(model, title):
    rows_of = described(title)
    prose = section(title)
    for name in names_of(model):
        assert f"`{name}`" in prose or name in rows_of
        what = rows_of.get(name) or next(
            part for part in prose.split("\n\n") if f"`{name}`" in part and "|" not in part
        )
        own = {key: field for key, field in model.model_fields.items() if key not in SHARED}
        assert set(own) <= words(what) | {"activation"}
        for key, field in own.items():
            told = default_told(what, key)
            if not field.is_required() and told is not None:
                assert agrees(told, field.default), f"{name}: {key} is {field.default}"


def test_numbers_have_their_defaults_told():
    """A default that is a number stands behind its key, wherever that has a row."""
    for union, title in NAMED:
        rows_of = described(title)
        for model in members(union):
            for key, field in model.model_fields.items():
                if key in SHARED or not isinstance(field.default, (Rational, int)):
                    continue
                for name in names_of(model):
                    told = default_told(rows_of.get(name, section(title)), key)
                    assert agrees(told, field.default), f"{name}: {key} is {field.default}"


OF_THEIR_OWN_LENGTH = ("newton", "line_search", "conjugate_gradient", "cg")
"""Methods without a learning rate."""


@pytest.mark.parametrize("name", [name for model in members(AnyChoice) for name in names_of(model)])
def test_every_name_of_a_method_runs(name):
    rate = (
        ""
        if name in ("newton", "line_search", "conjugate_gradient", "cg")
        else ", learning_rate: 1"
    )
    problem = (
        "kind: optim\nobjective: {expression: x^2 + y^2}\nparameters: {x: 3, y: 1}\n"
        f"method: {{name: {name}{rate}}}\n"
    )
    assert solve(load_problem(Source("test", problem))).answers()


def test_every_objective_is_told():
    told = words(section("Keys of optim"))
    assert {
        *objective_choice.BY_KEY,
        "network",
        "function",
        *objective_choice.FUNCTIONS,
        *objective_choice.NETWORKS,
    } <= told
    for model in {
        *objective_choice.BY_KEY.values(),
        *objective_choice.FUNCTIONS.values(),
        *objective_choice.NETWORKS.values(),
    }:
        assert set(model.model_fields) <= told
        for field in model.model_fields.values():
            assert choices(field.annotation) <= told | set(objective_choice.FUNCTIONS) | set(KINDS)


def test_everything_that_can_be_derived_is_told():
    assert {*STAGES, "shapes"} <= words(section("Keys of mlp and conv"))
    assert {*STAGES, "jacobian", "parameter_count"} <= words(section("Keys of rnn"))
    assert set(get_args(Wanted)) <= words(section("Keys of optim"))
    assert {*TOPICS, ALL} <= words(section("Keys of laplacian"))


def test_every_gate_is_told():
    told = words(section("Keys of rnn"))
    assert {gate.letter for cell in (LSTM, GRU) for gate in cell.gates} <= told


def test_what_an_optimizer_moves_is_told():
    assert set(UPDATE_WORDS) <= words(section("Methods of optimization"))


def test_every_function_of_a_number_is_told():
    assert {*FUNCTIONS, "pi", "e"} <= words(section("Problem files"))


# ---- conventions --------------------------------------------------------------------------------


def conventions_told():
    """{key: (what is said of it, the kinds)}"""
    told, group = {}, ()
    for row in rows(section("Conventions")):
        if row[0].startswith("*"):
            group = GROUPS[row[0].strip("*:")]
            continue
        for key, what in (row[:2], row[2:]):
            if key.startswith("`"):
                told[key.strip("`")] = what, group
    return told


@pytest.mark.parametrize("kind", KINDS)
def test_every_convention_of_a_kind_is_told(kind):
    model = type(solver_of(kind).Spec.model_fields["conventions"].default)
    told = conventions_told()
    assert set(model.model_fields) == {key for key, (_, group) in told.items() if kind in group}
    for key, field in model.model_fields.items():
        what, _ = told[key]
        assert choices(field.annotation) <= words(what)
        if field.default is None:
            assert re.search(r"\*\*[^`*]+\*\*", what), f"{key} has no single default"
        elif (key, kind) == ("weights", "laplacian"):
            assert f"`{field.default}` (z = x W; default of laplacian)" in what
        else:
            assert f"**`{field.default}`**" in what


# ---- checking and JSON --------------------------------------------------------------------------


def test_every_verdict_is_told():
    first = {row[0] for row in rows(section("Checking"))}
    told = {name for cell in first for name in cell.split(", ")}
    assert {verdict.value for verdict in Verdict} <= told


def test_every_part_of_a_solution_is_told():
    import json
    from importlib.resources import files

    schema = json.loads(files("hwsolve").joinpath(*REPORTS["solution"]).read_text(encoding="utf-8"))
    told = words(section("JSON and pipelines"))
    assert set(schema["properties"]) <= told
    for part in ("step", "number"):
        assert set(schema["$defs"][part]["properties"]) <= told


def test_the_rules_can_fail():
    assert agrees("0.9", number_from("9/10"))
    assert not agrees("0.99", number_from("9/10"))
    assert not agrees(None, number_from("1"))
    assert default_told("`beta` 0.9, `x` `a`", "beta") == "0.9"
    assert default_told("`beta` 0.9, `x` `a`", "x") == "a"
    assert issubclass(Header, StrictModel)
