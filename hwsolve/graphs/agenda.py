"""Which topics a problem file's working has, and which ones it leaves out for which reason."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from hwsolve.errors import LimitError
from hwsolve.graphs.graph_claims import is_chung, obstacle
from hwsolve.graphs.graph_conventions import Kind
from hwsolve.graphs.limits import MOST_FOR_CHUNG, needs_of, too_large
from hwsolve.graphs.topics import ALL, KEYS, TOPICS, Topic, topic_of, with_needs

if TYPE_CHECKING:
    from hwsolve.graphs.spec import GraphSpec


BRINGS: dict[Kind, Topic] = {
    "combinatorial": "matrices",
    "symmetric": "normalized",
    "random_walk": "normalized",
    "signless": "signless",
}
"""The topic that brings the matrix which is decomposed."""


class Agenda:
    """The topics of a file without faults. Raises LimitError where one asked for is too large.

    `topics`    what is derived, with all that it rests on, in the order of the working
    `left_out`  what would belong to it, by the reason why it isn't derived
    """

    def __init__(self, spec: GraphSpec) -> None:
        self._spec = spec
        self.left_out: dict[str, list[Topic]] = {}
        self._refuse_a_large_random_walk()
        self._refuse_what_is_too_large()
        chosen = self._named
        if ALL in spec.wanted:
            chosen = [topic for topic in TOPICS if self._can(topic, told=True)]
        elif not chosen:
            chosen = [topic for topic in self._usual() if self._can(topic, told=False)]
        decomposed = BRINGS[spec.conventions.laplacian]
        self.topics = with_needs([*chosen, decomposed], needs_of(spec.graph, spec.filter))

    @property
    def _named(self) -> list[Topic]:
        """The topics that the file names, directly or by one of their ids."""
        topics = (topic_of(word) for word in self._spec.wanted)
        return list(dict.fromkeys(topic for topic in topics if topic is not None))

    def _usual(self) -> Iterator[Topic]:
        """What a file without `derive` asks for."""
        spec = self._spec
        yield from ("matrices", "spectrum", "eigenvectors", "components", "psd", "bounds")
        if not spec.directed:
            yield "incidence"
        if spec.signal is not None:
            yield from ("fourier", "smoothness")
        if spec.filter is not None:
            yield "filter"
        if spec.clusters is not None:
            yield "clusters"

    def _limit(self, topic: Topic) -> str:
        return too_large(topic, self._spec.graph, self._spec.filter)

    def _can(self, topic: Topic, *, told: bool) -> bool:
        """Whether a topic can be derived; if not, the reason is kept, where it is to be told."""
        spec = self._spec
        if topic in KEYS and getattr(spec, KEYS[topic]) is None:
            return False
        found = obstacle(topic, "it", spec.graph, spec.conventions)
        reason = self._limit(topic) or ("" if found is None else found.reason)
        if reason and (told or found is None):
            self.left_out.setdefault(reason, []).append(topic)
        return not reason

    def _refuse_a_large_random_walk(self) -> None:
        graph = self._spec.graph
        if is_chung(graph, self._spec.conventions) and graph.size > MOST_FOR_CHUNG:
            raise LimitError(
                f"the stationary distribution of a random walk is solved for up to "
                f"{MOST_FOR_CHUNG} nodes, and this graph has {graph.size}",
                "conventions: {directed: symmetrized} needs none",
            )

    def _refuse_what_is_too_large(self) -> None:
        spec = self._spec
        asked = list(self._named)
        if not spec.wanted:
            keys: tuple[Topic, ...] = ("filter", "clusters")
            asked = [key for key in keys if getattr(spec, key) is not None]
        refused: dict[str, list[Topic]] = {}
        for topic in asked:
            if reason := self._limit(topic):
                refused.setdefault(reason, []).append(topic)
        if refused:
            told = "; ".join(f"{', '.join(topics)}: {why}" for why, topics in refused.items())
            raise LimitError(told, self._ways_out(asked))

    def _ways_out(self, asked: list[Topic]) -> str:
        """What can be derived in place of what was asked for."""
        others = [
            topic
            for topic in TOPICS
            if topic not in asked and topic != "matrices" and self._can(topic, told=False)
        ]
        hint = f"derive: [{', '.join(others)}] can be had" if others else ""
        chosen = self._spec.filter
        if "filter" in asked and chosen is not None and not chosen.is_polynomial:
            hint += "; " * bool(hint) + "polynomial and Chebyshev filters need no eigenvectors"
        return hint
