"""Who may read exact figures: the desk of a unit, a branch for its own side, and the freeze; nobody else.

Reports, the management page, the start page and whatever else goes beyond a unit read the frozen tables of
the house (`services.read_house_table`). A module that has to be added here shows exact figures to a unit or
to the revision only, and says so in its first sentence.
"""

import ast

from tests.house.source import modules, name_of

EXACT = {
    "totals_of",
    "figures_of",
    "figures_by_month",
    "count_overview",
    "counts_of_point",
    "released_counts",
    "matrices_between",
    "releases_in_time",
    "results_between",
    "results_of",
    "result_of",
}
MAY_READ = {
    # They keep the figures.
    "iks/store/house_tables.py",
    "iks/store/releases.py",
    "iks/services/read_results.py",
    "iks/services/count_overview.py",
    # They freeze them.
    "iks/services/close_month.py",
    "iks/services/freeze_disclosure.py",
    # The desk of the unit.
    "iks/services/analyse_period.py",
    "iks/services/compare_branches.py",
    "iks/services/compose_annex.py",
    "iks/services/count_branch_points.py",
    "iks/services/describe_point.py",
    "iks/services/evaluate.py",
    "iks/services/export_findings.py",
    "iks/services/linked_points.py",
    "iks/services/count_sets.py",
    "iks/services/propose_takeaways.py",
    # The revision, which hands a month to an auditor once a second person approved.
    "iks/services/gather_evidence.py",
    # The own side of a branch.
    "iks/services/own_figures.py",
}


def _names(tree: ast.Module) -> set[str]:
    read = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return read | {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}


def test_only_the_desk_of_a_unit_and_a_branch_itself_read_exact_figures() -> None:
    readers = {name_of(path) for path, tree in modules().items() if _names(tree) & EXACT}
    assert len(readers) >= 10
    assert readers - MAY_READ == set()


def test_what_goes_beyond_the_unit_reads_the_frozen_tables() -> None:
    by_name = {name_of(path): _names(tree) for path, tree in modules().items()}
    for module in ("overall_result", "own_figures", "write_report"):
        assert by_name[f"iks/services/{module}.py"] & {"house_table", "HouseTable"}, module
