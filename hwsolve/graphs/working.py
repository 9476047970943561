"""The whole working of a graph problem, section by section."""

from __future__ import annotations

from collections.abc import Sequence

from hwsolve.derivation.tape import Tape
from hwsolve.errors import LimitError
from hwsolve.graphs.clustering import write_clusters
from hwsolve.graphs.cuts import write_cheeger, write_fiedler
from hwsolve.graphs.eigenspaces import AnyRoot, Basis, Decomposition
from hwsolve.graphs.filters import Chebyshev, PolynomialFilter, chebyshev_alone, filter_spectrally
from hwsolve.graphs.fourier import transform, write_rayleigh
from hwsolve.graphs.matrices import Decomposed, Matrices
from hwsolve.graphs.proofs import prove, prove_normalized, state_bounds
from hwsolve.graphs.propagation import write_network
from hwsolve.graphs.spec import GraphSpec
from hwsolve.graphs.spectrum import (
    MOST_EXACT,
    distinct_roots,
    write_eigenvalues,
    write_enclosures,
)
from hwsolve.graphs.topics import Topic, with_needs
from hwsolve.network.parts import STAGES
from hwsolve.numbers import Array, Scalar, maximum, rational, scalars
from hwsolve.terms.linear import total
from hwsolve.terms.matrices import trace
from hwsolve.terms.term import Name, Term


class Working:
    """One graph on one tape."""

    def __init__(self, spec: GraphSpec, tape: Tape) -> None:
        self.spec, self.tape, self.graph = spec, tape, spec.graph
        self.conventions = spec.conventions
        self.exact = self.graph.size <= MOST_EXACT
        self.matrices = Matrices(self.graph, spec.conventions, tape)
        self.topics = self._topics()

    def _topics(self) -> list[Topic]:
        asked = self.spec.asked or self._usual()
        topics = with_needs(asked)
        if self.conventions.is_normalized:
            topics = with_needs([*topics, "normalized"])
        elif self.conventions.laplacian == "signless":
            topics = with_needs([*topics, "signless"])
        allowed = topics if self.exact else [t for t in topics if t in FOR_LARGE]
        lost = [topic for topic in self.spec.asked if topic not in allowed]
        if lost:
            raise LimitError(
                f"{', '.join(lost)}: exact eigenvectors are derived for up to {MOST_EXACT} nodes, "
                f"and this graph has {self.graph.size}",
                "derive: [spectrum] gives proven eigenvalues of larger graphs; polynomial and "
                "Chebyshev filters need no eigenvectors",
            )
        return allowed

    def _usual(self) -> list[Topic]:
        """What a file without `derive` asks for."""
        topics: list[Topic] = ["matrices", "spectrum", "eigenvectors"]
        if not self.graph.directed:
            topics.append("incidence")
        if self.graph.negative is None and not self._chung:
            topics += ["components", "psd", "bounds"]
        if self.spec.signal is not None:
            topics.append("fourier")
        if self.spec.filter is not None:
            topics.append("filter")
        if self.spec.clusters is not None:
            topics.append("clusters")
        return topics

    @property
    def _chung(self) -> bool:
        return self.graph.directed and self.conventions.directed == "chung"

    def run(self) -> None:
        """Write everything that the file asks for."""
        tape, spec = self.tape, self.spec
        with tape.section("Graph" if spec.layers else "Given"):
            self.matrices.write_given()
            if spec.signal is not None:
                self.x = tape.given("x", spec.signal, "the signal: a number on each node")
        if spec.layers:
            write_network(spec, tape, self.matrices)
            return
        tape.wanted = [word for word in spec.wanted_ids if word not in STAGES]
        self.subjects: dict[str, Decomposed] = {}
        self._write_matrices()
        subject = self.subjects[self.conventions.matrix]
        meaning = f"eigenvectors and Fourier transform are those of {subject.matrix.id}"
        if subject.metric is not None:
            meaning += ", orthonormal in the inner product xᵀ D y"
        chosen = self.conventions.laplacian
        usual = len(self.subjects) == 1 and chosen == "combinatorial"
        self.conventions.tell(tape, "laplacian", chosen, meaning, usual=usual)
        self._write_proofs(subject)
        self._write_spectrum(subject)

    def _write_matrices(self) -> None:
        tape, matrices = self.tape, self.matrices
        with tape.section("Matrices"):
            self.subjects["L"] = matrices.write_laplacian()
            if "incidence" in self.topics:
                matrices.write_incidence()
            if "normalized" in self.topics and not self._chung:
                self.subjects["L_sym"], self.subjects["L_rw"] = matrices.write_normalized()
            if "signless" in self.topics and not self._chung:
                self.subjects["Q"] = matrices.write_signless()
        if "spanning_trees" in self.topics:
            with tape.section("Spanning trees"):
                matrices.write_trees()

    def _write_proofs(self, subject: Decomposed) -> None:
        if "psd" not in self.topics or self._chung:
            return
        proven = self.subjects["L"] if self.conventions.is_normalized else subject
        with self.tape.section("Positive semi-definite"):
            prove(self.tape, self.graph, self._value(proven.matrix), proven.matrix.id)
            if proven is not subject:
                prove_normalized(self.tape, subject.matrix.id)

    def _value(self, name: Name) -> Array:
        value: Array = name.value
        return value

    def _write_spectrum(self, subject: Decomposed) -> None:
        tape, topics = self.tape, self.topics
        descending = self.conventions.descending
        if self.exact and "spectrum" not in topics:
            return
        self.conventions.tell_order(tape)
        if not self.exact:
            self._write_large(subject)
            return
        with tape.section("Eigenvalues"):
            roots: Sequence[AnyRoot] | None = None
            if subject.is_rational:
                values, roots = write_eigenvalues(tape, subject, descending=descending)
            else:
                values = self._enclosed(subject)
            self._write_facts(values, subject)
        if "eigenvectors" not in topics:
            return
        found = distinct_roots(values, descending=descending) if roots is None else roots
        basis = Decomposition(tape, subject, values, found, self.graph, self.conventions).run()
        self._write_signal(subject, basis)
        if "cut" in topics:
            with tape.section("Cut"):
                write_fiedler(tape, self.graph, basis, self.matrices.symmetric_adjacency)
                if "L_sym" in self.subjects and self.graph.size > 1:
                    write_cheeger(tape, self.graph, self.subjects["L_sym"])
        if "clusters" in topics and self.spec.clusters is not None:
            with tape.section("Spectral clustering"):
                unit_rows = self.conventions.laplacian == "symmetric"
                write_clusters(tape, self.graph, basis, self.spec.clusters, unit_rows=unit_rows)

    def _enclosed(self, subject: Decomposed) -> Name:
        """λ in enclosures, by a symmetric matrix with the same eigenvalues."""
        if subject.metric is not None:
            self.tape.note(
                "L_rw = D^(−1/2) L_sym D^(1/2), so both have the same eigenvalues, and L_sym is "
                "symmetric (von Luxburg 2007, proposition 3)."
            )
            subject = self.subjects["L_sym"]
        descending = self.conventions.descending
        return write_enclosures(self.tape, subject, self.graph, descending=descending)

    def _degrees(self) -> list[Scalar]:
        return scalars(self._value(self.matrices.symmetric_adjacency).sum(axis=1))

    def _write_facts(self, values: Name, subject: Decomposed) -> None:
        """Trace, components and bounds, as far as they are asked for."""
        tape, graph = self.tape, self.graph
        tape.let("lambda_sum", total(values), "the eigenvalues add up to the trace of the matrix")
        tape.remark("lambda_sum", trace(subject.matrix), "the trace: the diagonal added up")
        if "components" in self.topics and subject.matrix.id != "Q" and not self._chung:
            count = len(graph.components)
            parts = [
                "{" + ", ".join(graph.nodes[k] for k in part) + "}" for part in graph.components
            ]
            tape.note(
                f"The eigenvalue 0 occurs {'once' if count == 1 else f'{count} times'}: "
                "the graph has "
                + ("one component" if count == 1 else f"{count} components, {', '.join(parts)}")
                + f", since the kernel of {subject.matrix.id} is spanned by "
                + self._kernel(subject)
                + "."
            )
        if "bounds" in self.topics and not self._chung:
            largest = 0 if self.conventions.descending else graph.size - 1
            state_bounds(tape, graph, subject.matrix.id, maximum(*self._degrees()), largest)

    def _kernel(self, subject: Decomposed) -> str:
        """What spans the kernel (von Luxburg 2007, propositions 2 and 4)."""
        if subject.matrix.id != "L_sym":
            return "the components' indicator vectors 1_C"
        alone = " (1_C itself for an isolated node)" if self.graph.isolated else ""
        return f"the vectors D^(1/2) 1_C of the components C{alone}"

    def _write_signal(self, subject: Decomposed, basis: Basis) -> None:
        tape = self.tape
        if "fourier" in self.topics and self.spec.signal is not None:
            weights = self._value(self.matrices.symmetric_adjacency)
            with tape.section("Fourier transform"):
                x_hat = transform(tape, self.graph, subject, basis, self.x, weights)
            if "rayleigh" in self.topics:
                with tape.section("Fourier transform", "smoothness"):
                    write_rayleigh(tape)
            if "filter" in self.topics and self.spec.filter is not None:
                with tape.section("Filter"):
                    filter_spectrally(tape, self.spec.filter, basis, x_hat, subject.matrix, self.x)

    def _write_large(self, subject: Decomposed) -> None:
        """Proven eigenvalues only, and filters that are polynomials of the matrix."""
        tape, chosen = self.tape, self.spec.filter
        with tape.section("Eigenvalues"):
            values = self._enclosed(subject)
            self._write_facts(values, subject)
        if chosen is None or self.spec.signal is None:
            return
        with tape.section("Filter"):
            if isinstance(chosen, Chebyshev) and chosen.lambda_max is not None:
                chebyshev_alone(tape, chosen, subject.matrix, self.x, chosen.lambda_max)
            elif isinstance(chosen, PolynomialFilter):
                term: Term = rational(0) * self.x
                power: Term = self.x
                for c in chosen.coefficients:
                    term = term + c * power
                    power = subject.matrix @ power
                tape.let("x_filtered", term, "the polynomial of the matrix, applied to the signal")
            else:
                raise LimitError(
                    f"the filter {chosen.name} needs eigenvectors, which are derived for up to "
                    f"{MOST_EXACT} nodes",
                    "a polynomial filter, or chebyshev with lambda_max, needs none",
                )


FOR_LARGE: tuple[Topic, ...] = (
    "matrices",
    "incidence",
    "normalized",
    "signless",
    "components",
    "spectrum",
    "psd",
    "bounds",
    "spanning_trees",
)
"""What is derived for a graph of any size."""
