"""How much of a marking is shown."""

from __future__ import annotations

from enum import StrEnum


class Show(StrEnum):
    """The points of each line; what became of it, too; the right values, too, at once or later."""

    MARKS = "marks"
    VERDICTS = "verdicts"
    AFTER_PUBLISHED = "after_published"
    EXPECTED = "expected"

    @classmethod
    def usual(cls, format: str) -> Show:
        """What a report shows unless it is asked for: that for Gradescope goes to students."""
        return cls.VERDICTS if format == "gradescope" else cls.EXPECTED
