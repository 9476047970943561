"""Every case by sort, and the fixed sample of them that each run of the tests looks at."""

from functools import cache
from zlib import crc32

from tests.properties import changes, combinations, problems


def unchanged():
    """Every problem as it is."""
    yield from problems.everything().items()


def _changed(change):
    for name, problem in problems.everything().items():
        for what, other in change(problem):
            yield f"{name}: {what}", other


def replaced():
    """Every scalar of every problem replaced."""
    yield from _changed(changes.replaced)


def deleted():
    """Every key and every entry of every problem left out."""
    yield from _changed(changes.deleted)


def doubled():
    """Every entry of every list written twice."""
    yield from _changed(changes.doubled)


SORTS = {
    make.__name__: make
    for make in (
        unchanged, replaced, deleted, doubled, combinations.topics, combinations.filters,
        combinations.graph_layers, combinations.methods, combinations.optimizers,
        combinations.activations, combinations.wanted, combinations.conventions,
    )
}  # fmt: skip


@cache
def sample(sort, every):
    """Each `every`-th case of a sort as (what was done, text), evenly spread over all problems.

    The cases are in an order that says nothing, that of a checksum, so that no stride of the
    sample can coincide with one of the problems.
    """
    chosen = sorted(SORTS[sort](), key=lambda case: crc32(case[0].encode()))[::every]
    return [
        (what, changes.as_text(case) if isinstance(case, dict) else case) for what, case in chosen
    ]
