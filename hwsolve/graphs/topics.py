"""What can be asked for about a graph: topics, and the ids that belong to each."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from fnmatch import fnmatchcase
from typing import Literal

Topic = Literal[
    "matrices",
    "incidence",
    "normalized",
    "signless",
    "components",
    "spanning_trees",
    "spectrum",
    "eigenvectors",
    "psd",
    "bounds",
    "Lx",
    "smoothness",
    "fourier",
    "rayleigh",
    "response",
    "filter",
    "cut",
    "clusters",
]
ALL = "all"

TOPICS: dict[Topic, tuple[str, ...]] = {
    "matrices": ("A", "D", "D_*", "L", "A_s"),
    "incidence": ("B", "W_e"),
    "normalized": ("L_sym", "L_rw"),
    "signless": ("Q",),
    "components": ("component[[]*",),
    "spanning_trees": ("L_minor", "tau"),
    "spectrum": ("c", "c[[]*", "N[[]*", "lambda"),
    "eigenvectors": ("U", "Lambda", "u[[]*", "v[[]*", "w[[]*", "R[[]*", "M[[]*", "I"),
    "psd": ("psd[[]*",),
    "bounds": ("bound[[]*",),
    "Lx": ("Lx",),
    "smoothness": ("energy", "smoothness"),
    "fourier": ("x_hat", "P[[]*", "E[[]*", "E_all"),
    "rayleigh": ("rayleigh",),
    "response": ("h", "lambda_scaled", "T[[]*", "x_hat_filtered"),
    "filter": ("x_filtered", "t[[]*", "L_tilde"),
    "cut": ("fiedler", "d", "phi", "cut_*", "*_cut", "volume", "h_G", "lambda_sym", "cheeger_*"),
    "clusters": ("cluster[[]*", "centre[[]*", "distance[[]*", "Y", "T"),
}
"""Each topic with patterns of the ids that it brings."""

NEEDS: dict[Topic, tuple[Topic, ...]] = {
    "filter": ("response",),
    "response": ("fourier",),
    "rayleigh": ("smoothness",),
    "fourier": ("eigenvectors", "smoothness"),
    "cut": ("eigenvectors", "normalized"),
    "clusters": ("eigenvectors",),
    "eigenvectors": ("spectrum",),
}
"""What a topic rests on, beyond the matrices."""

COMPANIONS: dict[Topic, tuple[Topic, ...]] = {
    "rayleigh": ("fourier",),
    "components": ("spectrum",),
    "bounds": ("spectrum",),
}
"""What a topic is shown beside where the graph is small, though it doesn't rest on it."""

KEYS: dict[Topic, str] = {
    "Lx": "signal",
    "smoothness": "signal",
    "fourier": "signal",
    "rayleigh": "signal",
    "response": "filter",
    "filter": "filter",
    "clusters": "clusters",
}
"""The key of the problem file without which there is nothing to derive."""

Needs = Callable[[Topic], Sequence[Topic]]


def topic_of(word: str) -> Topic | None:
    """The topic that a word names, or that the quantity of this id, or its entry, belongs to."""
    word = re.sub(r"(\.[0-9]+)+$", "", word)
    for topic, patterns in TOPICS.items():
        if word == topic or any(fnmatchcase(word, pattern) for pattern in patterns):
            return topic
    return None


def with_needs(topics: Sequence[Topic], needs: Needs) -> list[Topic]:
    """The topics with all that they rest on, in the order of the working."""
    wanted: set[Topic] = set()
    waiting = list(topics)
    while waiting:
        topic = waiting.pop()
        wanted.add(topic)
        waiting += [need for need in needs(topic) if need not in wanted]
    return [topic for topic in TOPICS if topic in wanted]
