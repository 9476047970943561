"""A convolutional network of the size of an exercise on images, exact, forward and backward.

3×32×32 integers, 8 filters of 3×3, ReLU, 2×2 max-pooling, a dense layer to 10 numbers, the squared
error, gradients of everything; and two sizes more, whose time over their number of products shows
that the cost is linear.
"""

import random
from time import perf_counter

from hwsolve.problem_files import Source
from hwsolve.solving import load_problem, solve

LIMIT = 5.0
"""Seconds that the exercise may take."""


def numbers(shape, draw, span=9):
    """Nested lists of integers."""
    if not shape:
        return draw.randint(-span, span)
    return [numbers(shape[1:], draw, span) for _ in range(shape[0])]


def problem(size, filters=8, channels=3, units=10):
    """The text of the problem file, and the number of products in its convolution."""
    draw = random.Random(0)  # noqa: S311 - not a secret
    places = size - 2
    flat = filters * (places // 2) ** 2
    lines = [
        "kind: conv",
        f"input: {numbers((channels, size, size), draw)}",
        "layers:",
        f"  - conv: {{weights: {numbers((filters, channels, 3, 3), draw)}, activation: relu}}",
        "  - max_pool: {size: 2}",
        "  - flatten",
        f"  - dense: {{weights: {numbers((units, flat), draw)}}}",
        f"target: {numbers((units,), draw)}",
        "loss: squared_error",
    ]
    return "\n".join(lines), filters * places**2 * channels * 9


def seconds(text):
    """The best of three solutions, from the text to the verified derivation."""
    source = Source("benchmark.yaml", text)
    best = float("inf")
    for _ in range(3):
        start = perf_counter()
        solve(load_problem(source))
        best = min(best, perf_counter() - start)
    return best


def main():
    """Print a line a size: products, seconds, microseconds a product."""
    for size in (16, 32, 64):
        text, products = problem(size)
        taken = seconds(text)
        verdict = f", limit {LIMIT:g} s: {LIMIT / taken:.1f} times faster" if size == 32 else ""
        print(
            f"conv 3×{size}×{size}, 8 filters: {products:>7} products, {taken:6.2f} s, "
            f"{1e6 * taken / products:5.2f} µs a product{verdict}"
        )


if __name__ == "__main__":
    main()
