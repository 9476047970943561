"""The whole working of a graph problem, section by section."""

from __future__ import annotations

from collections.abc import Sequence

from hwsolve.derivation.tape import Tape
from hwsolve.graphs.agenda import Agenda
from hwsolve.graphs.clustering import write_clusters
from hwsolve.graphs.cuts import write_cheeger, write_fiedler
from hwsolve.graphs.eigenspaces import AnyRoot, Basis, Decomposition
from hwsolve.graphs.fourier import transform
from hwsolve.graphs.graph_filters import filter_by_products, filter_spectrally, largest_of
from hwsolve.graphs.graph_matrices import Decomposed, Matrices
from hwsolve.graphs.limits import MOST_EXACT
from hwsolve.graphs.proofs import prove, prove_normalized, state_bounds
from hwsolve.graphs.propagation import write_network
from hwsolve.graphs.smoothness import Smoothness
from hwsolve.graphs.spec import GraphSpec
from hwsolve.graphs.spectrum import distinct_roots, write_eigenvalues, write_enclosures
from hwsolve.graphs.topics import Topic
from hwsolve.numbers import Array, maximum, scalars
from hwsolve.terms.linear import total
from hwsolve.terms.matrices import trace
from hwsolve.terms.term import Name


class Working:
    """One graph on one tape. Raises LimitError where something asked for is too large."""

    def __init__(self, spec: GraphSpec, tape: Tape) -> None:
        self.spec, self.tape, self.graph = spec, tape, spec.graph
        self.plain = self.graph.undirected
        self.conventions = spec.conventions
        self.matrices = Matrices(self.graph, spec.conventions, tape)
        self.subjects: dict[str, Decomposed] = {}
        self.topics: list[Topic] = []

    def run(self) -> None:
        """Write everything that the file asks for."""
        tape, spec = self.tape, self.spec
        agenda = None if spec.layers else Agenda(spec)
        with tape.section("Graph" if spec.layers else "Given"):
            self.matrices.write_given()
            if spec.signal is not None:
                self.x = tape.given("x", spec.signal, "the signal: a number on each node")
        if agenda is None:
            write_network(spec, tape, self.matrices)
            return
        for reason, topics in agenda.left_out.items():
            tape.note(f"Left out: {', '.join(topics)}, since {reason}.")
        self.topics = agenda.topics
        tape.want(spec.wanted_ids, of=spec.wanted)
        self._write_matrices()
        subject = self.subjects[self.conventions.matrix]
        meaning = f"eigenvectors and Fourier transform are those of {subject.matrix.id}"
        if subject.metric is not None:
            meaning += ", orthonormal in the inner product xᵀ D y"
        chosen = self.conventions.laplacian
        usual = len(self.subjects) == 1 and chosen == "combinatorial"
        self.conventions.tell(tape, "laplacian", chosen, meaning, usual=usual)
        self._write_proofs(subject)
        values, basis = self._write_spectrum(subject)
        if spec.signal is not None:
            self._write_signal(subject, values, basis)
        if basis is not None:
            self._write_cut(basis)
            self._write_clusters(basis)

    def _write_matrices(self) -> None:
        tape, matrices = self.tape, self.matrices
        with tape.section("Matrices"):
            self.subjects["L"] = matrices.write_laplacian()
            if "incidence" in self.topics:
                matrices.write_incidence()
            if "normalized" in self.topics:
                self.subjects["L_sym"], self.subjects["L_rw"] = matrices.write_normalized()
            if "signless" in self.topics:
                self.subjects["Q"] = matrices.write_signless()
        if "spanning_trees" in self.topics:
            with tape.section("Spanning trees"):
                matrices.write_trees()

    def _write_proofs(self, subject: Decomposed) -> None:
        if "psd" not in self.topics:
            return
        proven = self.subjects["L"] if self.conventions.is_normalized else subject
        with self.tape.section("Positive semi-definite"):
            prove(self.tape, self.plain, self._value(proven.matrix), proven.matrix.id)
            if proven is not subject:
                prove_normalized(self.tape, subject.matrix.id)

    def _value(self, name: Name) -> Array:
        value: Array = name.value
        return value

    # ---- eigenvalues and eigenvectors -----------------------------------------------------------

    def _write_spectrum(self, subject: Decomposed) -> tuple[Name | None, Basis | None]:
        """λ and U, as far as they are asked for."""
        descending = self.conventions.descending
        if "spectrum" in self.topics:
            self.conventions.tell_order(self.tape)
        values: Name | None = None
        roots: Sequence[AnyRoot] | None = None
        with self.tape.section("Eigenvalues" if "spectrum" in self.topics else "Facts"):
            if "spectrum" in self.topics:
                if subject.is_rational and self.graph.size <= MOST_EXACT:
                    values, roots = write_eigenvalues(self.tape, subject, descending=descending)
                else:
                    values = self._enclosed(subject)
                why = "the eigenvalues add up to the trace of the matrix"
                self.tape.let("lambda_sum", total(values), why)
                why = "the trace: the diagonal added up"
                self.tape.remark("lambda_sum", trace(subject.matrix), why)
            self._write_facts(subject)
        if values is None or "eigenvectors" not in self.topics:
            return values, None
        found = distinct_roots(values, descending=descending) if roots is None else roots
        given = self.tape, subject, values, found, self.plain, self.conventions
        return values, Decomposition(*given).run()

    def _enclosed(self, subject: Decomposed) -> Name:
        """λ in enclosures, by a symmetric matrix with the same eigenvalues."""
        if subject.metric is not None:
            self.tape.note(
                "L_rw = D^(−1/2) L_sym D^(1/2), so both have the same eigenvalues, and L_sym is "
                "symmetric (von Luxburg 2007, proposition 3)."
            )
            subject = self.subjects["L_sym"]
        descending = self.conventions.descending
        return write_enclosures(self.tape, subject, self.plain, descending=descending)

    def _write_facts(self, subject: Decomposed) -> None:
        """Components and bounds, as far as they are asked for."""
        tape, graph = self.tape, self.plain
        if "components" in self.topics:
            tape.note(self._components(subject))
        if "bounds" in self.topics:
            largest = 0 if self.conventions.descending else graph.size - 1
            degrees = scalars(self._value(self.matrices.symmetric_adjacency).sum(axis=1))
            state_bounds(tape, graph, subject.matrix.id, maximum(*degrees), largest)

    def _components(self, subject: Decomposed) -> str:
        """The components, which the multiplicity of the eigenvalue 0 counts."""
        graph = self.plain
        count = len(graph.components)
        parts = ["{" + ", ".join(graph.nodes[k] for k in part) + "}" for part in graph.components]
        return (
            f"The eigenvalue 0 occurs {'once' if count == 1 else f'{count} times'}: the graph has "
            + ("one component" if count == 1 else f"{count} components, {', '.join(parts)}")
            + f", since the kernel of {subject.matrix.id} is spanned by {self._kernel(subject)}."
        )

    def _kernel(self, subject: Decomposed) -> str:
        """What spans the kernel (von Luxburg 2007, propositions 2 and 4)."""
        if subject.matrix.id != "L_sym":
            return "the components' indicator vectors 1_C"
        alone = " (1_C itself for an isolated node)" if self.plain.isolated else ""
        return f"the vectors D^(1/2) 1_C of the components C{alone}"

    # ---- what has a signal, and what the eigenvectors give --------------------------------------

    def _write_signal(self, subject: Decomposed, values: Name | None, basis: Basis | None) -> None:
        tape, topics, chosen = self.tape, self.topics, self.spec.filter
        signal = Smoothness(tape, self.matrices, subject, self.x)
        x_hat: Name | None = None
        if "Lx" in topics:
            with tape.section("Laplacian of the signal"):
                signal.write_applied()
        if basis is not None and "fourier" in topics:
            with tape.section("Fourier transform"):
                x_hat = transform(tape, basis, self.x, subject, signal)
        elif "smoothness" in topics:
            with tape.section("Smoothness"):
                signal.write_energy()
                signal.write()
        if "rayleigh" in topics:
            phase = "Smoothness" if x_hat is None else "Fourier transform"
            with tape.section(phase, "" if x_hat is None else "smoothness"):
                signal.write_rayleigh()
        if chosen is None or not {"filter", "response"} & set(topics):
            return
        with tape.section("Filter"):
            if basis is None or x_hat is None:
                last = 0 if self.conventions.descending else self.graph.size - 1
                largest = largest_of(chosen, values, last)
                filter_by_products(tape, chosen, subject.matrix, self.x, largest)
                return
            negative = self.plain.negative is not None
            filter_spectrally(tape, chosen, basis, x_hat, subject, self.x, negative=negative)

    def _write_cut(self, basis: Basis) -> None:
        if "cut" not in self.topics:
            return
        with self.tape.section("Cut"):
            write_fiedler(self.tape, self.plain, basis, self.matrices.symmetric_adjacency)
            if self.graph.size > 1:
                write_cheeger(self.tape, self.plain, self.subjects["L_sym"])

    def _write_clusters(self, basis: Basis) -> None:
        if "clusters" not in self.topics or self.spec.clusters is None:
            return
        with self.tape.section("Spectral clustering"):
            unit_rows = self.conventions.laplacian == "symmetric"
            write_clusters(self.tape, self.plain, basis, self.spec.clusters, unit_rows=unit_rows)
