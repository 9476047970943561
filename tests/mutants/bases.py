"""Other eigenvectors than ours: turned round, and turned inside their eigenspaces."""

from hwsolve.numbers import agree, rational

TURNS = [(3, 4, 5), (5, 12, 13), (8, 15, 17), (0, 1, 1)]
"""Cosine and sine of some angles, over a common denominator."""


def other_basis(derivation, chance):
    """Orthonormal eigenvectors by id: ours with other signs, those of one eigenvalue mixed."""
    values = derivation.answers()
    if "U" not in values or "lambda" not in values:
        return {}
    spectrum = values["lambda"]
    vectors = [values[f"u[{k}]"] for k in range(1, len(spectrum) + 1)]
    for k in range(len(spectrum)):
        for other in range(k):
            if agree(spectrum[other], spectrum[k]):
                cosine, sine, whole = chance.choice(TURNS)
                c, s = rational(cosine, whole), rational(sine, whole)
                u, v = vectors[other], vectors[k]
                vectors[other], vectors[k] = c * u + s * v, c * v - s * u
    signs = [chance.choice([1, -1]) for _ in vectors]
    return {
        f"u[{k}]": rational(sign) * u
        for k, (sign, u) in enumerate(zip(signs, vectors, strict=True), start=1)
    }


def depends_on_ours(id):
    """Whether a quantity belongs to our way to the eigenvectors."""
    return id.startswith(("v[", "w[", "y["))
