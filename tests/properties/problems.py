"""The problems that properties are held against.

Those that ship, those of the README, those that stand as text or as data in the tests, and the
examples beside this file, which together use every key.
"""

import ast
import re
from functools import cache
from pathlib import Path

from hwsolve.errors import HwsolveError
from hwsolve.problem_files import Source
from hwsolve.solving import kinds, load_problem, solver_of
from hwsolve.spec import load, read_tree
from hwsolve.spec.nodes import to_plain
from tests.properties.changes import as_text

ROOT = Path(__file__).parents[2]
EXAMPLES = Path(__file__).parent / "examples"


def plain(text):
    """A problem as nested dicts and lists of text."""
    return to_plain(read_tree(text, "problem.yaml"))


def documents(path):
    """The documents of a file of examples, by title."""
    parts = re.split(r"^---$", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {problem.get("title", path.stem): problem for problem in map(plain, parts)}


@cache
def own():
    """The examples beside this file, by kind and title."""
    return {
        f"{kind}: {title}": problem
        for kind in kinds()
        for title, problem in documents(EXAMPLES / f"{kind}.yaml").items()
    }


@cache
def shipped():
    """The problems that ship, by name."""
    paths = sorted((ROOT / "problems").glob("*.yaml"))
    return {path.stem: plain(path.read_text(encoding="utf-8")) for path in paths}


@cache
def of_the_readme():
    """The problems that the README shows, by name."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = re.findall(r"^`(\S+)\.yaml`:\n\n```yaml\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    found = {f"README: {name}": plain(part) for name, part in shown}
    return {name: problem for name, problem in found.items() if problem.get("kind") in kinds()}


@cache
def of_the_tests():
    """Every problem without fault that stands in the tests as text, or as data of literals."""
    found = {}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        if path.is_relative_to(Path(__file__).parent):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for problem in _candidates(node, path.parent.name):
                if problem not in found.values() and _is_well_formed(problem):
                    found[f"{path.relative_to(ROOT)}:{node.lineno}"] = problem
    return found


def _candidates(node, folder):
    """What a node of a test may mean as a problem: of its own kind, or of the folder's."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        text = node.value
        if ":" in text and len(text) < 4000:
            yield from _read(text)
            yield from _read(f"kind: {folder}\n{text}")
    elif isinstance(node, ast.Dict):
        try:
            value = ast.literal_eval(node)
        except (ValueError, TypeError):
            return
        if all(isinstance(key, str) for key in value):
            yield _texts({"kind": folder, **value})


def _read(text):
    try:
        problem = plain(text)
    except HwsolveError:
        return
    if isinstance(problem, dict) and "kind" in problem:
        yield problem


def _texts(value):
    """Data as a file would write it: text at every leaf."""
    if isinstance(value, dict):
        return {str(key): _texts(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_texts(part) for part in value]
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def _is_well_formed(problem):
    if problem.get("kind") not in kinds():
        return False
    try:
        loaded = load_problem(Source("problem.yaml", as_text(problem)))
        load(solver_of(loaded.kind).Spec, loaded.tree, "problem.yaml")
    except HwsolveError:
        return False
    return True


def everything():
    """All of them, by name."""
    return own() | shipped() | of_the_readme() | of_the_tests()
