"""Who handed submissions in, as Gradescope tells it in the metadata that it exports with them.

The metadata lie beside the submissions, and have for each folder or file its :submitters:, with
:name:, :sid: and :email:. What an answer file says of its writer is anybody's claim.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from hwsolve.errors import InputError
from hwsolve.problem_files import find
from hwsolve.spec import Node, read_tree

METADATA = "submission_metadata.yml"


def submitters(paths: Sequence[str]) -> dict[str, str]:
    """Of the paths of a walked folder, those whose submitters are known, with who they are.

    e.g. export/submission_1/hw.yaml: Ada Lovelace <ada@example.edu>
    """
    found: dict[str, str] = {}
    exports: list[str] = []
    for metadata in sorted((path for path in paths if os.path.basename(path) == METADATA), key=len):
        export = os.path.join(os.path.dirname(metadata), "")
        if metadata.startswith(tuple(exports)):  # somebody handed this one in
            continue
        exports.append(export)
        told = _told(metadata)
        for path in paths:
            if path.startswith(export):
                submission, *_ = path.removeprefix(export).split(os.sep)
                found[path] = told.get(submission, "")
    return found


def _told(path: str) -> Mapping[str, str]:
    """The submitters by the name of the submission; none where the file can't be read."""
    try:
        tree = read_tree(find(path, regular=True).text, path)
    except InputError:
        return {}
    people = {name: node.child(":submitters") for name, node in tree.mapping.items()}
    return {name: ", ".join(map(_person, node.items)) for name, node in people.items() if node}


def _person(node: Node) -> str:
    told = {key: child.text for key, child in node.mapping.items()}
    name, sid, email = (told.get(key, "") for key in (":name", ":sid", ":email"))
    reached = f"<{email}>" if email else f"({sid})" if sid else ""
    return f"{name} {reached}".strip()
