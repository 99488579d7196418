"""The commands ``checklist check`` and ``checklist diff``: is a grid usable, what does a version change."""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from checklists.diff import GridDiff, compare
from checklists.digest import checklist_digest
from checklists.faults import ChecklistRejected
from checklists.load import load_checklist
from checklists.model import Checklist
from checklists.succession import Refusal, refusals

DONE, REFUSED = 0, 1


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status.

    Parameters
    ----------
    argv : sequence of str, optional
        Words after ``checklist``; those of the process by default.

    Returns
    -------
    int
        0 the grid can be used, or the two say the same; 1 it is refused (all reasons on standard error), or
        they differ; 2 wrong usage.

    Examples
    --------
    >>> main(["check", "missing.yaml", "--json"])
    {"valid": false, "faults": [{"path": "", "line": null, "code": "file_missing", \
"reason": "The file cannot be read.", "reason_de": "Die Datei lässt sich nicht lesen."}]}
    1
    """
    try:
        arguments = _parser().parse_args(argv)
    except SystemExit as stop:
        return int(stop.code or 0)
    if "other" in arguments:
        return _diff(arguments.file, arguments.other, as_json=arguments.json)
    return _check(arguments.file, as_json=arguments.json)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="checklist", description="Prüfraster als Dateien")
    commands = parser.add_subparsers(required=True, metavar="BEFEHL")
    check = commands.add_parser("check", help="prüft eine Rasterdatei vollständig")
    check.add_argument("file", type=Path, metavar="DATEI", help="die Rasterdatei (YAML)")
    check.add_argument("--json", action="store_true", help="das Ergebnis als JSON ausgeben")
    diff = commands.add_parser("diff", help="vergleicht zwei Rasterdateien")
    diff.add_argument("file", type=Path, metavar="ALT", help="die Fassung davor (YAML)")
    diff.add_argument("other", type=Path, metavar="NEU", help="die Fassung danach (YAML)")
    diff.add_argument("--json", action="store_true", help="das Ergebnis als JSON ausgeben")
    return parser


def _check(file: Path, *, as_json: bool) -> int:
    checklist = _loaded(file, as_json=as_json)
    if checklist is None:
        return REFUSED
    if as_json:
        _print_json({"valid": True, **_summary(checklist)})
    else:
        summary = _summary(checklist)
        sys.stdout.write(
            f"{checklist.title}, Fassung {checklist.version}: {summary['points']} Prüfpunkte, in Ordnung.\n"
            f"SHA-256: {summary['digest']}\n"
        )
    return DONE


def _loaded(file: Path, *, as_json: bool) -> Checklist | None:
    try:
        return load_checklist(file)
    except ChecklistRejected as rejected:
        if as_json:
            _print_json({"valid": False, "faults": _fault_rows(rejected)})
        sys.stderr.write(f"{file.name} ist kein gültiges Prüfraster, {_counted(len(rejected.faults))}:\n")
        sys.stderr.write(f"{rejected.in_german}\n")
        return None


def _diff(old_file: Path, new_file: Path, *, as_json: bool) -> int:
    old = _loaded(old_file, as_json=as_json)
    new = _loaded(new_file, as_json=as_json) if old else None
    if old is None or new is None:
        return REFUSED
    found, refused = compare(old, new), refusals(old, new)
    if as_json:
        _print_json(_difference(found, refused))
    else:
        sys.stdout.write("\n".join(_difference_lines(found, refused)) + "\n")
    return DONE if found.is_empty else REFUSED


def _difference(found: GridDiff, refused: list[Refusal]) -> dict[str, object]:
    changed = [
        {"id": one.point.id, "fields": [change.field for change in one.fields], "effect": one.effect}
        for one in found.changed
    ]
    return {
        "added": [point.id for point in found.added],
        "retired": [point.id for point in found.retired],
        "changed": changed,
        "grid": [{"field": change.field, "effect": change.effect} for change in found.grid],
        "refusals": [
            {"path": one.path, "code": one.code, "reason": one.reason, "reason_de": one.reason_de}
            for one in refused
        ],
    }


_EFFECTS = {"none": "vergleichbar", "caution": "vergleichbar mit Vorsicht", "break": "nicht vergleichbar"}


def _difference_lines(found: GridDiff, refused: list[Refusal]) -> Iterator[str]:
    if found.is_empty:
        yield "Beide Fassungen sagen dasselbe."
    for point in found.added:
        before = f" (statt {point.replaces})" if point.replaces else ""
        yield f"{point.id} neu{before}: {point.title}"
    for point in found.retired:
        yield f"{point.id} fällt weg: {point.title}"
    for one in found.changed:
        names = ", ".join(change.field for change in one.fields)
        yield f"{one.point.id} geändert, {_EFFECTS[one.effect]}: {names}"
    for change in found.grid:
        yield f"Raster geändert, {_EFFECTS[change.effect]}: {change.field}"
    for refusal in refused:
        yield f"Kann nicht folgen: {refusal.in_german}"


def _summary(checklist: Checklist) -> dict[str, object]:
    return {
        "id": checklist.id,
        "area": checklist.area,
        "version": checklist.version,
        "valid_from": checklist.valid_from,
        "points": len(checklist.points),
        "digest": checklist_digest(checklist),
    }


def _fault_rows(rejected: ChecklistRejected) -> list[dict[str, object]]:
    return [
        {
            "path": fault.path,
            "line": fault.line,
            "code": fault.code,
            "reason": fault.reason,
            "reason_de": fault.reason_de,
        }
        for fault in rejected.faults
    ]


def _counted(number: int) -> str:
    return "1 Fehler" if number == 1 else f"{number} Fehler"


def _print_json(value: object) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    sys.exit(main())
