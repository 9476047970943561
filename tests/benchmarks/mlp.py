"""P1(a) from start to end against bare imports, and exact backpropagation against symbolic diff."""

import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

from hwsolve.output.renderers import render
from hwsolve.problem_files import Source
from hwsolve.solving import load_problem, solve

ROOT = Path(__file__).parents[2]
REPEATS = 7
HIGHEST_RATIO = 1.5
"""Whole-process time of P1(a) over that of importing what it needs."""

LONGEST = 1.0
"""Seconds for a 64-64-10 net, JSON included."""

WIDTHS = (16, 32, 64, 128)
OUTPUTS = 10

IMPORTS = ["-c", "import sympy, numpy, typer, rich"]
P1A = ["-m", "hwsolve", "mlp", "--spec", "p1a.yaml"]
HELP = ["-m", "hwsolve", "--help"]


def process_seconds(*commands):
    """The shortest processor time of each command, measured in turn on the same machine.

    Processor time, because a busy machine would be measured otherwise.
    """
    environment = {
        key: text for key, text in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"
    }
    environment["PYTHONPATH"] = str(ROOT)
    shortest = [float("inf")] * len(commands)
    for _ in range(REPEATS + 1):  # the first one compiles
        for place, arguments in enumerate(commands):
            start = os.times()
            subprocess.run(
                [sys.executable, *arguments],
                env=environment,
                stdout=subprocess.DEVNULL,
                check=True,
            )
            end = os.times()
            taken = end.children_user - start.children_user
            taken += end.children_system - start.children_system
            shortest[place] = min(shortest[place], taken)
    return shortest


def problem(width, outputs=OUTPUTS):
    """The text of an integer net width-width-outputs with ReLU, one sample, one step."""
    numbers = random.Random(1)  # noqa: S311 - no secret

    def matrix(rows, columns):
        return [[str(numbers.randint(-3, 3)) for _ in range(columns)] for _ in range(rows)]

    return json.dumps(
        {
            "kind": "mlp",
            "input": matrix(1, width)[0],
            "layers": [
                {
                    "weights": matrix(width, width),
                    "bias": matrix(1, width)[0],
                    "activation": "relu",
                },
                {"weights": matrix(outputs, width), "bias": matrix(1, outputs)[0]},
            ],
            "target": matrix(1, outputs)[0],
            "loss": "half_squared_error",
            "optimizer": {"name": "sgd", "learning_rate": "0.01"},
        }
    )


def seconds(text):
    """(reading, solving, writing JSON), the shortest of three runs."""
    runs = []
    for _ in range(3):
        start = time.process_time()
        loaded = load_problem(Source("benchmark.yaml", text))
        read = time.process_time()
        derivation = solve(loaded)
        solved = time.process_time()
        render(derivation, format="json")
        runs.append((read - start, solved - read, time.process_time() - solved))
    return min(runs, key=sum)


def diff_seconds(width, outputs):
    """The gradients of the same sort of net by sympy.diff, entry by entry, numbers put in after."""
    import sympy

    numbers = random.Random(1)  # noqa: S311 - no secret
    x = [numbers.randint(-3, 3) for _ in range(width)]
    names = {}

    def named(*place):
        symbol = sympy.Symbol("w" + "_".join(map(str, place)))
        names[symbol] = numbers.randint(-3, 3)
        return symbol

    def dense(layer, rows, inputs):
        return [
            sum((named(layer, row, k) * value for k, value in enumerate(inputs)), named(layer, row))
            for row in range(rows)
        ]

    start = time.process_time()
    hidden = [sympy.Max(0, z) for z in dense(1, width, x)]
    loss = sum((z - 1) ** 2 for z in dense(2, outputs, hidden)) / 2
    for name in names:
        sympy.diff(loss, name).subs(names)
    return time.process_time() - start


def main():
    """Print the figures beside their targets."""
    imports, p1a, help_text = process_seconds(IMPORTS, P1A, HELP)
    print(f"mlp  imports of sympy, numpy, typer, rich   {1000 * imports:6.0f} ms")
    print(f"mlp  hwsolve mlp --spec p1a.yaml            {1000 * p1a:6.0f} ms")
    print(f"mlp  hwsolve --help                         {1000 * help_text:6.0f} ms")
    print(f"mlp  p1a over imports: {p1a / imports:.2f} (at most {HIGHEST_RATIO})")
    for width in WIDTHS:
        weights = width * width + OUTPUTS * width
        parts = seconds(problem(width))
        reading, solving, writing = (1000 * part for part in parts)
        name, each = f"{width}-{width}-{OUTPUTS}", 1e6 * sum(parts) / weights
        print(
            f"mlp  {name:<10} read {reading:5.0f}, solve {solving:5.0f}, JSON {writing:5.0f} ms, "
            f"together {sum(parts):5.2f} s, {each:4.0f} µs a weight"
        )
        if width == 64:
            print(f"mlp  64-64-{OUTPUTS} against {LONGEST} s: {sum(parts) / LONGEST:.2f}")
    ours, theirs = sum(seconds(problem(6, 2))), diff_seconds(6, 2)
    print(f"mlp  sympy.diff of a 6-6-2 net: {theirs:.2f} s, {theirs / ours:.0f} times as long")


if __name__ == "__main__":
    main()
