"""The code as the rules about it see it: modules, functions, templates."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("iks", "sampling", "checklists")
Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def modules() -> dict[Path, ast.Module]:
    """Return every module of the rooms, parsed; migrations and vendored files aside."""
    found = (path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py")))
    return {
        path: ast.parse(path.read_text(encoding="utf-8"))
        for path in found
        if not {"migrations", "static"} & set(path.parts)
    }


def functions(tree: ast.Module) -> list[Function]:
    """Return all functions and methods of a module."""
    return [node for node in ast.walk(tree) if isinstance(node, Function)]


def length(node: ast.stmt | ast.excepthandler) -> int:
    """Return the lines that a statement takes."""
    return (node.end_lineno or node.lineno) - node.lineno + 1


@cache
def templates() -> dict[str, str]:
    """Return every template by its name."""
    folder = ROOT / "templates"
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.suffix in {".html", ".txt", ".svg"}
    }


def name_of(path: Path) -> str:
    """Return a path as the reader knows it."""
    return path.relative_to(ROOT).as_posix()
