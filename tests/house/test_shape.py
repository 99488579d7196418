"""Size and shape of the code: the budgets of the house."""

import ast
import re
import statistics

from tests.house.source import functions, length, modules, name_of, templates

LONGEST_MODULE = 300
LONGEST_FUNCTION = 60
LONGEST_TEMPLATE = 120
MEDIAN_FUNCTION = 9
MOST_FUNCTIONS = 25
# Only the outermost rooms may catch everything: there, one failure must not stop the rest.
MAY_CATCH_ALL = ("iks/app.py", "iks/cli.py", "iks/jobs/", "iks/commands/")


def test_no_module_is_longer_than_a_reader_can_hold() -> None:
    lines = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in modules()}
    assert {name: count for name, count in lines.items() if count > LONGEST_MODULE} == {}


def test_functions_are_short_in_the_middle_and_at_the_end() -> None:
    sizes = [length(f) for tree in modules().values() for f in functions(tree)]
    assert statistics.median(sizes) <= MEDIAN_FUNCTION
    assert statistics.quantiles(sizes, n=10)[8] <= MOST_FUNCTIONS
    long = [
        f"{name_of(path)}:{f.lineno} {f.name} ({length(f)})"
        for path, tree in modules().items()
        for f in functions(tree)
        if length(f) > LONGEST_FUNCTION
    ]
    assert long == []


def test_no_template_is_longer_than_its_budget() -> None:
    sizes = {name: len(text.splitlines()) for name, text in templates().items()}
    assert {name: count for name, count in sizes.items() if count > LONGEST_TEMPLATE} == {}


def test_no_template_holds_script_style_or_unescaped_text() -> None:
    forbidden = re.compile(r"<script(?![^>]*\bsrc=)|\bstyle=\"|\son[a-z]+=\"|\|\s*safe\b")
    assert [name for name, text in templates().items() if forbidden.search(text)] == []


def test_init_files_hold_no_objects() -> None:
    crowded = [
        name_of(path)
        for path, tree in modules().items()
        if path.name == "__init__.py" and path.parent.name not in {"sampling", "checklists"} and tree.body
    ]
    assert crowded == []


def test_only_the_outermost_rooms_catch_everything() -> None:
    greedy = [
        f"{name_of(path)}:{node.lineno}"
        for path, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler) and _catches_all(node)
        if not name_of(path).startswith(MAY_CATCH_ALL)
    ]
    assert greedy == []


def _catches_all(handler: ast.ExceptHandler) -> bool:
    return handler.type is None or getattr(handler.type, "id", "") in {"Exception", "BaseException"}


def test_every_public_name_of_the_pure_rooms_explains_itself() -> None:
    silent = [
        f"{name_of(path)}:{f.lineno} {f.name}"
        for path, tree in modules().items()
        if name_of(path).startswith(("sampling", "checklists", "iks/domain"))
        for f in _public_functions(tree)
        if not ast.get_docstring(f) and not _is_overload(f)
    ]
    assert silent == []


def _public_functions(tree: ast.Module) -> list[ast.FunctionDef]:
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef) and not node.name.startswith("_")]
    found = [f for scope in (tree, *classes) for f in scope.body if isinstance(f, ast.FunctionDef)]
    return [f for f in found if not f.name.startswith("_")]


def _is_overload(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any(getattr(d, "id", "") == "overload" for d in node.decorator_list)


def test_nothing_is_left_open_in_the_code() -> None:
    mark = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK")) + r")\b")
    open_ends = [name_of(p) for p in modules() if mark.search(p.read_text(encoding="utf-8"))]
    assert open_ends == []
