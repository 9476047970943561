"""Numbers of random problems, as they stand in a problem file."""

NUMBERS = "1 2 -1 -2 3 -3 0.5 -0.5 1.5 0.2 -0.4 1/2 0.7 -1.2".split()


def number(chance):
    """One number."""
    return chance.choice(NUMBERS)


def vector(chance, n):
    """n numbers."""
    return [number(chance) for _ in range(n)]


def matrix(chance, rows, columns):
    """Rows of numbers."""
    return [vector(chance, columns) for _ in range(rows)]
