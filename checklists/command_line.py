"""The command ``checklist check``: says whether a grid can be used, and what is wrong with it if not."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from checklists.digest import checklist_digest
from checklists.faults import ChecklistRejected
from checklists.load import load_checklist
from checklists.model import Checklist

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
        0 the grid can be used, 1 it is refused (all reasons on standard error), 2 wrong usage.

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
    return _check(arguments.file, as_json=arguments.json)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="checklist", description="Prüfraster als Dateien")
    commands = parser.add_subparsers(required=True, metavar="BEFEHL")
    check = commands.add_parser("check", help="prüft eine Rasterdatei vollständig")
    check.add_argument("file", type=Path, metavar="DATEI", help="die Rasterdatei (YAML)")
    check.add_argument("--json", action="store_true", help="das Ergebnis als JSON ausgeben")
    return parser


def _check(file: Path, *, as_json: bool) -> int:
    try:
        checklist = load_checklist(file)
    except ChecklistRejected as rejected:
        if as_json:
            _print_json({"valid": False, "faults": _fault_rows(rejected)})
        sys.stderr.write(f"{file.name} ist kein gültiges Prüfraster, {_counted(len(rejected.faults))}:\n")
        sys.stderr.write(f"{rejected.in_german}\n")
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
