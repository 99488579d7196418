"""The tag tree of a PDF, as a program reads it that tells somebody what is on the page."""

from collections.abc import Iterator
from typing import Any

import pikepdf


def tags(node: Any, above: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield every element of the tag tree with the names of those above it."""
    if isinstance(node, pikepdf.Array):
        for child in node:
            yield from tags(child, above)
    elif isinstance(node, pikepdf.Dictionary):
        name = str(node.get("/S", "")).lstrip("/")
        path = (*above, name) if name else above
        if name:
            yield path, node
        if "/K" in node:
            yield from tags(node["/K"], path)
