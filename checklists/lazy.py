"""Lets a package offer its public names without loading the modules they live in."""

from collections.abc import Callable, Mapping
from importlib import import_module


def lazy_names(package: str, homes: Mapping[str, str]) -> Callable[[str], object]:
    """Return a ``__getattr__`` for a package, given the module in which each of its public names lives.

    Returns
    -------
    callable
        Takes a name and returns its object; AttributeError for any other name.

    Examples
    --------
    >>> lazy_names("checklists", {"path_text": "checklists.faults"})("path_text")(("a", 0))
    'a[0]'
    """

    def find(name: str) -> object:
        """Return the object of a public name."""
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(import_module(homes[name]), name)

    return find
