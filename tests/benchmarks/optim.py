"""How long optimizations take: many steps in two variables, one step on many parameters."""

import random
from time import perf_counter

from hwsolve.problem_files import Source
from hwsolve.solving import load_problem, solve

DIGITS = 15
LIMITS = {"steps": (1000, 2.0), "parameters": (1000, 1.0)}
"""What the tool must reach: (size, seconds)."""


def many_steps(steps):
    """Adam in two variables."""
    return (
        "kind: optim\nobjective: {expression: 'x**2 + 3*y**2'}\nparameters: {x: 1, y: -2}\n"
        f"method: {{name: adam, learning_rate: 0.1}}\nsteps: {steps}\n"
    )


def many_parameters(size):
    """One step of Adam on a linear model."""
    draw = random.Random(1)  # noqa: S311 - numbers for a benchmark

    def numbers():
        return [draw.randint(-9, 9) for _ in range(size)]

    return (
        f"kind: optim\nobjective: {{model: linear, input: {numbers()}, target: 2}}\n"
        f"parameters: {{W: {numbers()}, b: 1}}\nmethod: {{name: adam, learning_rate: 0.1}}\n"
    )


def seconds(text):
    """The best of three solutions, from the text to the verified derivation."""
    best = float("inf")
    for _ in range(3):
        start = perf_counter()
        solve(load_problem(Source("benchmark.yaml", text)), DIGITS)
        best = min(best, perf_counter() - start)
    return best


def main():
    """Print a line a size: seconds, and how they grow."""
    for what, problem, sizes in (
        ("steps", many_steps, (250, 500, 1000, 2000)),
        ("parameters", many_parameters, (250, 500, 1000, 2000)),
    ):
        size_asked, limit = LIMITS[what]
        before = None
        for size in sizes:
            taken = seconds(problem(size))
            line = f"optim, {size:>5} {what}: {taken:6.3f} s"
            if before is not None:
                line += f", {taken / before:4.2f} times that of half as many"
            if size == size_asked:
                line += f"; limit {limit:g} s: {limit / taken:.1f} times faster"
            print(line)
            before = taken


if __name__ == "__main__":
    main()
