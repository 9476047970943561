"""The JSON Schema of answer files, by which editors complete ids and show what is misspelled."""

from __future__ import annotations

import re
from typing import Any

from hwsolve.checking.reading.answers import BLANK, Header
from hwsolve.derivation.derivation import Derivation
from hwsolve.derivation.step import Statement, Step, ids_of
from hwsolve.notation.symbols import printable
from hwsolve.numbers import shape_of
from hwsolve.spec.schema import ExactJsonSchema

NUMBER = {"type": ["number", "string", "null"]}
"""What may be written for an entry: a number, a formula, or nothing yet."""


def answer_schema(derivation: Derivation | None = None) -> dict[str, Any]:
    """The schema of any answer file, or of those to a problem, with its ids."""
    schema = Header.model_json_schema(schema_generator=ExactJsonSchema)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "hwsolve answers"
    schema["description"] = "What was written for each quantity of a problem, by its id."
    anything = {"anyOf": [NUMBER, {"type": "array", "items": {"$ref": "#/$defs/answer"}}]}
    schema.setdefault("$defs", {})["answer"] = anything
    answers: dict[str, Any] = {"type": "object", "additionalProperties": {"$ref": "#/$defs/answer"}}
    if derivation is not None:
        answers |= _known(derivation)
    schema["properties"]["answers"] = answers
    schema["required"] = [*schema.get("required", ()), "answers"]
    return schema


def _known(derivation: Derivation) -> dict[str, Any]:
    """The ids that can be answered: whole quantities, and their entries and rows."""
    properties: dict[str, Any] = {}
    patterns: dict[str, Any] = {}
    for item in derivation.items:
        if isinstance(item, Step):
            shape = shape_of(item.value)
            for id in ids_of(item):
                properties[id] = {"$ref": "#/$defs/answer"}
                if shape:
                    size = " × ".join(map(str, shape))
                    properties[id]["description"] = f"{size} numbers"
                    patterns[rf"^{re.escape(id)}(\.[0-9]+){{1,{len(shape)}}}$"] = {
                        "$ref": "#/$defs/answer"
                    }
        elif isinstance(item, Statement):
            properties[item.id] = {"type": ["string", "null"], "description": "a line in letters"}
    for question in derivation.questions:
        words = sorted(claim.word for claim in question.claims)
        properties[question.id] = {
            "description": printable(question.words),
            "enum": [*words, BLANK, "", None],
        }
    return {"properties": properties, "patternProperties": patterns, "additionalProperties": False}
