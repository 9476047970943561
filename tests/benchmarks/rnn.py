"""Backpropagation through time: 50 steps of 16 tanh units within 3 s, and a cost linear in time."""

import time

import numpy as np

from hwsolve.problem_files import Source
from hwsolve.solving import load_problem, solve

LONGEST = 3.0
"""Seconds for T = 50, hidden 16, input 8, with 15 proven digits."""


def problem(times, units=16, inputs=8, outputs=4):
    """A problem file with random weights of three decimals."""
    generator = np.random.default_rng(1)

    def matrix(*shape, scale=0.5):
        return np.round(generator.uniform(-scale, scale, shape), 3).tolist()

    return "\n".join(
        [
            "kind: rnn",
            f"inputs: {matrix(times, inputs, scale=1)}",
            f"U: {matrix(units, inputs)}",
            f"W: {matrix(units, units, scale=0.3)}",
            f"b: {matrix(units)}",
            f"V: {matrix(outputs, units)}",
            f"c: {matrix(outputs)}",
            "output: softmax",
            f"targets: {generator.integers(0, outputs, times).tolist()}",
            "loss: cross_entropy",
            "optimizer: {name: sgd, learning_rate: 0.1}",
        ]
    )


def seconds(times):
    """How long reading and solving take, of the processor: the machine may be busy."""
    source = Source("benchmark.yaml", problem(times))
    start = time.process_time()
    solve(load_problem(source), 15)
    return time.process_time() - start


def main():
    """Print the times, and the ratios to what is promised."""
    seconds(2)  # imports
    taken = {times: min(seconds(times) for _ in range(2)) for times in (10, 20, 50, 100)}
    for times, duration in taken.items():
        print(f"rnn  T = {times:<4} {duration:6.2f} s  {1000 * duration / times:5.1f} ms a step")
    print(f"rnn  T = 50 against {LONGEST} s: {taken[50] / LONGEST:.2f}")
    print(f"rnn  cost of a step, T = 100 against T = 20: {taken[100] / taken[20] / 5:.2f}")


if __name__ == "__main__":
    main()
