"""A case that is counted, and told if it fell short."""

import json
from dataclasses import dataclass


@dataclass(frozen=True)
class Case:
    """A problem, what was handed in, and what was said of one line.

    slip   the misconception or the slip of the pen, in words
    words  what was said of the line
    """

    problem: dict
    answers: dict
    id: str
    verdict: str = ""
    words: str = ""
    slip: str = ""

    def __str__(self):
        return "\n    ".join(
            [
                f"  {self.id} {self.verdict}: {self.words} {self.slip and f'[{self.slip}]'}",
                json.dumps(self.problem),
                json.dumps(self.answers, ensure_ascii=False),
            ]
        )
