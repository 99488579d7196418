"""Brings a grid from a file into its typed form, or says everything that is wrong with it at once."""

from functools import cache
from importlib.resources import files
from pathlib import Path

from checklists.consistency import consistency_faults
from checklists.faults import ChecklistRejected, Fault, FileRejected
from checklists.model import Checklist
from checklists.structure import fit
from checklists.tree import SIZE_LIMIT, Node, Plain, Tree, read_tree


def load_checklist(text_or_path: str | Path) -> Checklist:
    """Read a grid and check it completely.

    Parameters
    ----------
    text_or_path : str or Path
        The YAML itself, or where it lies; a string without a line break is taken as a path.

    Returns
    -------
    Checklist
        The grid, every reference in it resolved.

    Raises
    ------
    ChecklistRejected
        With all faults at once, each with path, line and reason.

    Examples
    --------
    >>> len(load_checklist(builtin("benefits")).points)
    18
    >>> load_checklist(builtin("benefits").replace("language: de", "language: fr"))
    Traceback (most recent call last):
    checklists.faults.ChecklistRejected: line 10, language: This value is not allowed here; allowed: de.
    """
    tree = _tree(text_or_path)
    checklist, faults = _examined(tree)
    if checklist is None or faults:
        raise ChecklistRejected(faults)
    return checklist


def build_checklist(data: Plain) -> Checklist:
    """Check a grid given as plain values, as the editor sends it.

    Parameters
    ----------
    data : Plain
        The same entries as in the file.

    Returns
    -------
    Checklist
        The grid.

    Raises
    ------
    ChecklistRejected
        With all faults at once; lines are not known here.

    Examples
    --------
    >>> from checklists.digest import plain_values
    >>> grid = load_builtin("integration")
    >>> build_checklist(plain_values(grid)) == grid
    True
    """
    checklist, faults = _examined(Tree(data))
    if checklist is None or faults:
        raise ChecklistRejected(faults)
    return checklist


def builtin(area: str) -> str:
    """Return the newest grid of an area that comes with the program, as YAML text.

    Parameters
    ----------
    area : str
        ``benefits`` or ``integration``.

    Returns
    -------
    str
        The text of the file with its comments.

    Raises
    ------
    KeyError
        When there is no grid of that name.

    Examples
    --------
    >>> builtin("integration").splitlines()[2]
    'schema: iks.checklist/1'
    """
    folder = files("checklists").joinpath("data")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.startswith(f"{area}-"))
    if not names:
        raise KeyError(area)
    return folder.joinpath(names[-1]).read_text(encoding="utf-8")


@cache
def load_builtin(area: str) -> Checklist:
    """Return the newest grid of an area that comes with the program, read once a process.

    Parameters
    ----------
    area : str
        ``benefits`` or ``integration``.

    Returns
    -------
    Checklist
        The grid.

    Examples
    --------
    >>> load_builtin("integration").point("M01").report_period.value
    'month'
    """
    return load_checklist(builtin(area))


def read_text(text_or_path: str | Path, rejected: type[FileRejected]) -> str:
    """Return the text of a small YAML file, or the string that is the text already; else raise `rejected`.

    Returns
    -------
    str
        The text.
    """
    if isinstance(text_or_path, str) and "\n" in text_or_path:
        return text_or_path
    try:
        with Path(text_or_path).open("rb") as file:
            data = file.read(SIZE_LIMIT + 1)
    except (OSError, ValueError) as error:
        # A path with a NUL character is a ValueError.
        raise rejected([Fault((), "file_missing")]) from error
    if len(data) > SIZE_LIMIT:
        raise rejected([Fault((), "file_too_large", {"limit": SIZE_LIMIT // 1024})])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise rejected([Fault((), "not_unicode", line=line)]) from error


def _tree(text_or_path: str | Path) -> Tree:
    return read_tree(read_text(text_or_path, ChecklistRejected))


def _examined(tree: Tree) -> tuple[Checklist | None, list[Fault]]:
    """Return the grid and every fault, one for each place and reason."""
    if any(not fault.steps for fault in tree.faults):
        return None, tree.faults
    checklist, faults = fit(Checklist, tree.data)
    if all(fault.steps for fault in faults):
        faults += consistency_faults(Node(tree.data))
    return checklist, tree.faults + [tree.located(fault) for fault in faults]
