"""The rules of the house: imports point downwards, files stay small, nothing runs text as code."""

import ast
import importlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted((ROOT / "hwsolve").rglob("*.py"))
}

# From the ground up; packages on one line never import one another.
LAYERS = [
    ["hwsolve", "errors", "characters", "show", "quantity"],
    ["problem_files"],
    ["numbers"],
    ["notation"],
    ["terms"],
    ["derivation"],
    ["spec"],
    ["methods"],
    ["layers"],
    ["networks"],
    ["theory", "graphs", "optimization"],
    ["kinds", "checking"],
    ["solving", "output"],
    ["command_line"],
    ["__main__"],
]
LEVEL = {part: level for level, parts in enumerate(LAYERS) for part in parts}

MOST_LINES = 350
RUNS_TEXT = {"eval", "exec", "lambdify", "parse_expr", "pickle", "sympify", "__import__"}


def part(module):
    """The package or top-level module that a module belongs to: hwsolve.terms.linear to terms."""
    names = module.split(".")
    return names[1] if len(names) > 1 else "hwsolve"


def imports(module, source):
    """The modules of hwsolve that a module imports, anywhere in its text."""
    is_package = MODULES.get(module, Path()).name == "__init__.py"
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = module.split(".")[: len(module.split(".")) - node.level + is_package]
            origin = ".".join([*(base if node.level else []), *filter(None, [node.module])])
            members = [f"{origin}.{alias.name}" for alias in node.names]
            found = [name if name in MODULES else origin for name in members]
        else:
            continue
        yield from (name for name in found if name.split(".")[0] == "hwsolve")


def forbidden_imports(module, source):
    """The imports of a module that point sideways or up."""
    for target in imports(module, source):
        own, other = part(module), part(target)
        if own == other:
            # A sixth kind must not lean on a fifth; _shared helpers are for all kinds.
            name = target.removeprefix("hwsolve.kinds").lstrip(".")
            if own == "kinds" and target != module and name and not name.startswith("_"):
                yield target
        elif other not in LEVEL or LEVEL[other] >= LEVEL[own]:
            yield target


def names_that_run_text(source):
    """Every name by which text could be run as code, called or imported."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Name(id=name) if name in RUNS_TEXT:
                yield name
            case ast.Attribute(value=ast.Name(id="sympy"), attr=name) if name in {*RUNS_TEXT, "S"}:
                yield name
            case ast.ImportFrom(module=origin) | ast.alias(name=origin) if origin in RUNS_TEXT:
                yield origin


@pytest.mark.parametrize("module", MODULES)
def test_every_module_has_a_layer(module):
    assert part(module) in LEVEL, "give it its place in LAYERS"


@pytest.mark.parametrize("module", MODULES)
def test_imports_point_downwards(module):
    source = MODULES[module].read_text(encoding="utf-8")
    assert list(forbidden_imports(module, source)) == []


@pytest.mark.parametrize("module", MODULES)
def test_nothing_runs_text(module):
    assert list(names_that_run_text(MODULES[module].read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("module", MODULES)
def test_files_are_small(module):
    lines = MODULES[module].read_text(encoding="utf-8").count("\n")
    assert lines <= MOST_LINES, "it holds two things: find the seam"


@pytest.mark.parametrize(
    ("module", "source", "expected"),
    [
        ("hwsolve.terms.linear", "import hwsolve.spec", ["hwsolve.spec"]),
        ("hwsolve.terms.linear", "from hwsolve import spec", ["hwsolve.spec"]),
        ("hwsolve.terms.linear", "from hwsolve import __version__", []),
        ("hwsolve.terms.linear", "from ..spec import x", ["hwsolve.spec"]),
        ("hwsolve.terms.linear", "def f():\n  from hwsolve.solving import x", ["hwsolve.solving"]),
        ("hwsolve.terms.linear", "from hwsolve.unheard_of import x", ["hwsolve.unheard_of"]),
        ("hwsolve.terms.linear", "from hwsolve.errors import x", []),
        ("hwsolve.terms.linear", "from hwsolve.terms.term import x\nimport numpy", []),
        ("hwsolve.kinds.conv", "from hwsolve.kinds.mlp import x", ["hwsolve.kinds.mlp"]),
        ("hwsolve.kinds.conv", "from hwsolve.kinds._shared import x", []),
        (
            "hwsolve.kinds.conv",
            "from hwsolve.output.renderers import x",
            ["hwsolve.output.renderers"],
        ),
        ("hwsolve.kinds.conv", "from hwsolve.networks.tape import x", []),
    ],
)
def test_the_rule_of_imports_can_fail(module, source, expected):
    assert list(forbidden_imports(module, source)) == expected


@pytest.mark.parametrize(
    "source",
    [
        "eval('1')",
        "sympy.sympify('1')",
        "import pickle",
        "from sympy import lambdify\nlambdify",
        "from pickle import loads",
        "from sympy import sympify",
        "sympy.S('1')",
    ],
)
def test_the_rule_about_text_can_fail(source):
    assert list(names_that_run_text(source))


def test_no_file_name_occurs_twice():
    names = [path.name for path in MODULES.values() if path.name != "__init__.py"]
    assert [name for name in set(names) if names.count(name) > 1] == []


def test_the_page_for_contributors_names_what_there_is():
    """Every path on it is there, and every package of the house is on it."""
    page = (ROOT / ".github" / "CONTRIBUTING.md").read_text(encoding="utf-8")
    paths = [
        path.partition(":")[0] for path in re.findall(r"`([a-z][\w./]*(?:/|\.py)(?:: \w+)?)`", page)
    ]
    assert len(paths) > 20
    for path in paths:
        if "NAME" not in path:
            inside = path.startswith(("hwsolve/", "tests/"))
            places = [ROOT / path, *(folder / path for folder in ROOT.glob("hwsolve/**/"))]
            assert any(place.exists() for place in places[: 1 if inside else None]), path
    packages = {part(module) for module in MODULES if MODULES[module].parent != ROOT / "hwsolve"}
    assert [name for name in packages if f"{name}/`" not in page] == []


@pytest.mark.parametrize("path", sorted(ROOT.glob("tests/**/*.py")), ids=lambda path: path.name)
def test_what_tests_and_benchmarks_import_is_there(path):
    """Also where no test runs them: benchmarks, measures, the record."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("hwsolve"):
            module = importlib.import_module(node.module)
            for alias in node.names:
                is_module = f"{node.module}.{alias.name}" in MODULES
                assert is_module or hasattr(module, alias.name), f"line {node.lineno}"
