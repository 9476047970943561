"""What can be asked for about a graph: topics, and the ids that belong to each."""

from __future__ import annotations

import re
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
    "fourier",
    "rayleigh",
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
    "components": ("component*",),
    "spanning_trees": ("L_minor", "tau"),
    "spectrum": ("c", "c[[]*", "N[[]*", "lambda"),
    "eigenvectors": ("U", "Lambda", "u[[]*", "v[[]*", "w[[]*", "R[[]*", "M[[]*", "I"),
    "psd": ("psd*",),
    "bounds": ("bound*",),
    "fourier": ("x_hat", "P[[]*", "E[[]*", "E_all", "energy", "smoothness"),
    "rayleigh": ("rayleigh",),
    "filter": ("x_filtered", "x_hat_filtered", "h", "t[[]*", "L_tilde"),
    "cut": ("fiedler", "d", "phi*", "cut*", "*_cut", "volume", "h_G", "lambda_sym", "cheeger*"),
    "clusters": ("cluster*", "centre*", "distance*", "Y", "T"),
}
"""Each topic with patterns of the ids that it brings."""

NEEDS: dict[Topic, tuple[Topic, ...]] = {
    "filter": ("fourier",),
    "rayleigh": ("fourier",),
    "fourier": ("eigenvectors",),
    "cut": ("eigenvectors", "normalized"),
    "clusters": ("eigenvectors",),
    "eigenvectors": ("spectrum",),
    "bounds": ("spectrum",),
    "components": ("spectrum",),
}
"""What a topic rests on, beyond the matrices."""


def topic_of(word: str) -> Topic | None:
    """The topic that a word names, or that the quantity of this id, or its entry, belongs to."""
    word = re.sub(r"(\.[0-9]+)+$", "", word)
    for topic, patterns in TOPICS.items():
        if word == topic or any(fnmatchcase(word, pattern) for pattern in patterns):
            return topic
    return None


def with_needs(topics: list[Topic]) -> list[Topic]:
    """The topics with all that they rest on, in the order of the working."""
    wanted, waiting = {"matrices"}, list(topics)
    while waiting:
        topic = waiting.pop()
        wanted.add(topic)
        waiting += [need for need in NEEDS.get(topic, ()) if need not in wanted]
    return [topic for topic in TOPICS if topic in wanted]
