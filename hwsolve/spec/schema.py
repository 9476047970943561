"""JSON Schema of problem files, for editors."""

from __future__ import annotations

from typing import Any

import numpy as np
from flint import fmpq
from pydantic.json_schema import GenerateJsonSchema

from hwsolve.numbers import Real
from hwsolve.spec.array_fields import spelled_array


class ExactJsonSchema(GenerateJsonSchema):
    """Pydantic's JSON Schema with exact numbers among the defaults, spelled as in a file."""

    def encode_default(self, dft: Any) -> Any:
        """A default as it would stand in a file."""
        if isinstance(dft, (fmpq, Real, np.ndarray)):
            return spelled_array(dft)
        return super().encode_default(dft)
