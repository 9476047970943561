"""hwsolve with a stand-in for the solver: the first word of a problem file says what happens.

As a script it is the program itself, for tests of signals, pipes and exit statuses.
"""

import json
import signal
import sys
import time
from types import ModuleType, SimpleNamespace

from hwsolve.derivation.derivation import Derivation
from hwsolve.derivation.step import Section, Step
from hwsolve.errors import Fault, InputError, LimitError
from hwsolve.numbers import rational

IDS = ("x", "z[1]", "dW[1]", "dW[2]", "dW[10]")
KINDS = {"mlp": "Multilayer perceptron: dW[l] = dz[l] a[l-1]^T.", "conv": "Convolution."}


def load_problem(source, kind):
    if source.text.startswith("wrong"):
        place = {"source": source.name, "line": 3, "column": 5}
        raise InputError((Fault("unknown key \x1b[31mwieghts", ("layers", 0), **place),))
    return SimpleNamespace(kind=kind or "mlp", text=source.text)


def solve(problem, digits):
    match problem.text.split():
        case ["crash", *_]:
            raise ZeroDivisionError("three lines\nof\nwords")
        case ["limit", *_]:
            raise LimitError("step 8 has more than 4096 digits", hint="fewer steps")
        case ["memory", *_]:
            raise MemoryError
        case ["deep", *_]:
            raise RecursionError("maximum recursion depth exceeded")
        case ["sleep", *_]:
            sys.stderr.write("asleep\n")
            sys.stderr.flush()
            time.sleep(60)
    steps = tuple(Step(name, None, rational(1)) for name in IDS)
    sections = (Section("Given", "", steps),)
    return Derivation(problem.kind, problem.text, sections, digits=digits)


def render(derivation, *, format, detail, only, width, color):
    content = {
        "text": derivation.title.strip(),
        "kind": derivation.kind,
        "digits": derivation.digits,
        "detail": detail,
        "ids": list(only) or list(IDS),
        "width": width,
        "color": color,
    }
    if format == "json":
        return json.dumps(content, indent=2)
    repeat = 100_000 if content["text"] == "long" else 1
    return "".join(f"{name} = ŷ {content['text']}\n" for name in content["ids"]) * repeat


def schema(kind):
    return {"title": kind or "any"}


def modules():
    """The stand-ins by the names they are imported under."""
    solving, renderers = ModuleType("hwsolve.solving"), ModuleType("hwsolve.output.renderers")
    solving.__dict__.update(load_problem=load_problem, solve=solve, schema=schema)
    renderers.__dict__.update(render=render)
    return {module.__name__: module for module in (solving, renderers)}


if __name__ == "__main__":
    # A test runner in the background hands an ignored Ctrl-C down to its children.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.modules.update(modules())
    from hwsolve.command_line import app, listing, main

    app.kinds = listing.kinds = lambda: KINDS
    main()
