"""The problem file of a graph, and its checks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Annotated, Any, ClassVar

from hwsolve.errors import Fault, Path
from hwsolve.graphs.families import Family
from hwsolve.graphs.graph import MOST_NODES, Graph
from hwsolve.graphs.graph_claims import claim_faults, layer_faults, obstacle
from hwsolve.graphs.graph_conventions import GraphConventions
from hwsolve.graphs.graph_filters import Filter
from hwsolve.graphs.limits import MOST_COEFFICIENTS, MOST_LAYERS
from hwsolve.graphs.node_network import NodeNetwork
from hwsolve.graphs.reading import (
    EdgeOfFile,
    Node,
    Nodes,
    edge_faults,
    graph_from_edges,
    graph_from_matrix,
    matrix_faults,
    too_large,
)
from hwsolve.graphs.topics import ALL, KEYS, TOPICS, topic_of
from hwsolve.layers.layer_choice import AnyLayer
from hwsolve.layers.shape_wording import by, counted
from hwsolve.networks.heads import HeadOfFile
from hwsolve.networks.loss_choice import Loss, base_name
from hwsolve.networks.optimizer import Optimizer
from hwsolve.networks.stages_and_penalty import STAGES, Penalty
from hwsolve.numbers import shape_of
from hwsolve.spec import Array, ArrayOrNumber, Flag, PositiveInteger, StrictModel
from hwsolve.spec.array_fields import ArrayField
from hwsolve.spec.wording import did_you_mean, one_of

NumberMatrix = Annotated[Any, ArrayField(2, 2, symbols=False)]
NumberVector = Annotated[Any, ArrayField(1, 1, symbols=False)]

SOURCES = ("edges", "adjacency", "family")


class GraphSpec(StrictModel):
    """A graph (edges, adjacency or family), a signal on it, and what is to be derived.

    `derive` takes topics and ids; with `layers`, the stages and ids of a network.
    """

    topics: ClassVar[Sequence[str]] = (*TOPICS, ALL)

    kind: str
    title: str = ""
    edges: list[EdgeOfFile] | None = None
    nodes: Nodes | None = None
    adjacency: NumberMatrix | None = None
    family: Family | None = None
    directed: Flag = False
    signal: NumberVector | None = None
    filter: Filter | None = None
    clusters: PositiveInteger | None = None
    features: Array | None = None
    layers: tuple[AnyLayer, ...] = ()
    target: ArrayOrNumber | None = None
    labelled: list[Node] | None = None
    loss: Loss | None = None
    outputs: list[HeadOfFile] | None = None
    penalty: Penalty | None = None
    optimizer: Optimizer | None = None
    derive: str | tuple[str, ...] = ()
    conventions: GraphConventions = GraphConventions()

    @property
    def node_names(self) -> Sequence[str] | None:
        """The declared nodes; a number of them stands for 1, 2, …"""
        if isinstance(self.nodes, int):
            return [str(number) for number in range(1, self.nodes + 1)]
        return self.nodes

    @cached_property
    def graph(self) -> Graph:
        """The graph. Only for a spec whose graph has no fault."""
        if self.family is not None:
            return self.family.graph()
        if self.adjacency is not None:
            return graph_from_matrix(self.adjacency, self.node_names, directed=self.directed)
        return graph_from_edges(self.node_names, self.edges or [], directed=self.directed)

    @property
    def wanted(self) -> list[str]:
        """What is asked for; empty for everything that is usual."""
        return [self.derive] if isinstance(self.derive, str) else list(self.derive)

    @property
    def _words(self) -> list[tuple[str, Path]]:
        """What is asked for, each with its place in the file."""
        if isinstance(self.derive, str):
            return [(self.derive, ("derive",))]
        return [(word, ("derive", place)) for place, word in enumerate(self.derive)]

    @property
    def wanted_ids(self) -> list[str]:
        """The single quantities that are asked for."""
        return [word for word in self.wanted if word not in TOPICS and word != ALL]

    @property
    def topics_here(self) -> Sequence[str]:
        """The stages of a network where there are layers, else the topics of graphs."""
        return STAGES if self.layers else self.topics

    def network(self) -> NodeNetwork:
        """The layers with features and target as a network whose samples are the nodes."""
        assert self.features is not None
        return NodeNetwork(
            kind=self.kind,
            labelled=None if self.labelled is None else self._places(self.labelled),
            input=self.features,
            layers=list(self.layers),
            target=self.target,
            loss=self.loss,
            outputs=self.outputs,
            penalty=self.penalty,
            optimizer=self.optimizer,
            derive=self.derive,
            conventions=self.conventions,
        )

    def _places(self, names: list[str]) -> tuple[int, ...]:
        """Where nodes stand in the order of rows, from 0."""
        return tuple(self.graph.nodes.index(name) for name in names)

    # ---- faults ---------------------------------------------------------------------------------

    def faults(self) -> Iterator[Fault]:
        graph_faults = list(self._graph_faults())
        yield from graph_faults
        if graph_faults:
            return
        graph = self.graph
        yield from self._signal_faults(graph)
        if self.layers:
            yield from self._network_faults(graph)
            yield from layer_faults(graph, self.layers, self.conventions)
        else:
            yield from self._without_layers(graph)
            yield from claim_faults(graph, self._words, self.conventions)

    def _graph_faults(self) -> Iterator[Fault]:
        given = [key for key in SOURCES if getattr(self, key) is not None]
        if not given and self.nodes is None:
            yield Fault("there is no graph", (), expected=f"one of the keys {', '.join(SOURCES)}")
        elif len(given) > 1:
            yield Fault(
                f"the graph is given twice, by {' and by '.join(given)}",
                (given[1],),
                hint="keep one of them",
            )
        elif self.family is not None:
            for key in ("nodes", "directed"):
                if getattr(self, key):
                    yield Fault(f"a family of graphs has its own {key}", (key,))
            if self.family.count() > MOST_NODES:
                yield too_large(self.family.count(), ("family",))
        elif self.adjacency is not None:
            yield from matrix_faults(self.adjacency, self.node_names, directed=self.directed)
        else:
            yield from edge_faults(self.node_names, self.edges or [], directed=self.directed)
            if not self.edges and self.nodes is None:
                yield Fault("a graph without edges needs its nodes", ("nodes",))

    def _signal_faults(self, graph: Graph) -> Iterator[Fault]:
        if self.signal is not None and len(self.signal) != graph.size:
            yield Fault(
                "the signal doesn't fit the graph",
                ("signal",),
                expected=f"{counted(graph.size, 'number')}, one for each of the nodes "
                + ", ".join(graph.nodes[:12]),
                found=counted(len(self.signal), "number"),
            )
        if self.filter is not None and self.signal is None:
            yield Fault("a filter without a signal", ("filter",), hint="add the key signal")
        coefficients = getattr(self.filter, "coefficients", ())
        if len(coefficients) > MOST_COEFFICIENTS:
            yield Fault(
                "more coefficients than the limit", ("filter", "coefficients"),
                expected=f"at most {MOST_COEFFICIENTS} numbers",
                found=counted(len(coefficients), "number"),
            )  # fmt: skip
        if self.clusters is not None and self.clusters > graph.size:
            yield Fault(
                "more clusters than nodes", ("clusters",), expected=f"at most {graph.size}",
                found=str(self.clusters),
            )  # fmt: skip

    def _without_layers(self, graph: Graph) -> Iterator[Fault]:
        found = None
        if self.clusters is not None and not self.wanted:
            found = obstacle("clusters", "clusters", graph, self.conventions)
        if found is not None:
            yield found.fault(("clusters",))
        keys = ("features", "target", "labelled", "loss", "outputs", "penalty", "optimizer")
        of_network = [key for key in keys if getattr(self, key) is not None]
        if of_network and "layers" in self.model_fields_set:
            yield Fault("a network needs a layer", ("layers",), expected="a list of layers")
            return
        for key in of_network:
            yield Fault(f"{key} belongs to a network", (key,), hint="add the key layers")
        of_graphs = self.conventions.of_graphs()
        for key in self.conventions.model_fields_set.difference(of_graphs):
            yield Fault(
                f"{key} belongs to a network", ("conventions", key),
                expected=one_of(of_graphs), hint="leave it out, or add the key layers",
            )  # fmt: skip
        for word, path in self._words:
            if word in STAGES:
                yield Fault(
                    f"{word} is a stage of a network, and this graph has no layers", path,
                    expected="topics and ids of a graph", found=word, hint="add the key layers",
                )  # fmt: skip
            topic = topic_of(word)
            hint = did_you_mean(word, self.topics)
            # What is no topic may yet be an id, such as x; what looks like a topic isn't.
            if topic is None and word not in self.topics and len(word) > 1 and hint:
                yield Fault(
                    "there is no such topic, and no such quantity", path,
                    expected=f"{one_of(self.topics)}, or the id of a quantity",
                    found=word, hint=hint,
                )  # fmt: skip
            key = "" if topic is None else KEYS.get(topic, "")
            if key and getattr(self, key) is None:
                yield Fault(f"{word} needs the key {key}", path, hint=f"add {key}: …")

    def _network_faults(self, graph: Graph) -> Iterator[Fault]:
        for key in ("signal", "filter", "clusters"):
            if getattr(self, key) is not None:
                yield Fault(
                    f"{key} and layers don't go together: L would be both Laplacian and loss",
                    (key,),
                    hint="make two problems of them",
                )
        if len(self.layers) > MOST_LAYERS:
            yield Fault(
                "more layers than the limit", ("layers",), expected=f"at most {MOST_LAYERS} layers",
                found=counted(len(self.layers), "layer"),
            )  # fmt: skip
            return
        shape = shape_of(self.features) if self.features is not None else ()
        if len(shape) != 2 or shape[0] != graph.size:
            yield Fault(
                "the features don't fit the graph" if shape else "layers need features",
                ("features",),
                expected=f"a matrix with {counted(graph.size, 'row')}, one for each node",
                found=f"an array of {by(shape)}" if shape else "",
            )
            return
        if self.labelled is not None:
            faults = list(self._labelled_faults(self.labelled, graph))
            yield from faults
            if faults:
                return
        of_topics = list(self._topic_faults())
        yield from of_topics
        for fault in self.network().faults():
            if fault.path in [known.path for known in of_topics]:
                continue  # Lx would be a loss that is missing
            renamed = "features" if fault.path[:1] == ("input",) else None
            yield replace(fault, path=(renamed, *fault.path[1:])) if renamed else fault

    def _topic_faults(self) -> Iterator[Fault]:
        """Topics that a graph network doesn't have."""
        for word, path in self._words:
            if word in self.topics:
                yield Fault(
                    f"{word} is a topic of graphs without layers", path,
                    expected=f"{one_of(STAGES)}, or the id of a quantity", found=word,
                    hint="leave it out, or make a problem without layers of it",
                )  # fmt: skip

    def _labelled_faults(self, labelled: list[str], graph: Graph) -> Iterator[Fault]:
        if self.loss is None and not self.outputs:
            yield Fault("labelled nodes without a loss", ("labelled",), hint="add the key loss")
        if not labelled:
            yield Fault("no node is labelled", ("labelled",), expected="at least one node")
        for place, name in enumerate(labelled[: graph.size + 1]):  # one more repeats a node
            if name not in graph.nodes:
                yield Fault(
                    f"unknown node {name}", ("labelled", place),
                    expected=f"one of the nodes {', '.join(graph.nodes[:12])}", found=name,
                    hint=did_you_mean(name, graph.nodes),
                )  # fmt: skip
            elif name in labelled[:place]:
                yield Fault(f"the node {name} is listed twice", ("labelled", place))
        losses = [self.loss, *(output.loss for output in self.outputs or ())]
        if any(loss is not None and base_name(loss) == "hinge" for loss in losses):
            yield Fault(
                "a hinge loss is not taken over some of the nodes only", ("labelled",),
                hint="take cross_entropy, or a squared error",
            )  # fmt: skip
