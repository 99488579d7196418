"""The released findings as a file: CSV, workbook or JSON with the same columns, and what these mean."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from iks.errors import N_, InvalidInput
from iks.output.csv import Cell, to_csv
from iks.output.xlsx import Sheet, to_xlsx

CSV, XLSX, JSON = "csv", "xlsx", "json"
MEDIA_TYPES: Mapping[str, str] = {
    CSV: "text/csv",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    JSON: "application/json",
}
SHARES = ("rate", "lower", "upper")

DEFINITIONS: Mapping[str, str] = {
    "period": N_("Zeitraum: Monat (2026-12), Quartal (2026-Q4) oder Jahr (2026), ganz abgeschlossen."),
    "area": N_("Bereich: benefits ist Leistung, integration ist Markt und Integration."),
    "branch": N_("Zweigstelle; leer, denn keine Zeile nennt eine Zweigstelle."),
    "check_point": N_("Kennung des Prüfpunkts im Prüfraster."),
    "group": N_("Prüfpunktgruppe, zu der der Prüfpunkt gehört."),
    "topic": N_("Thema, unter dem auch Widersprüche und externe Feststellungen geführt werden."),
    "pattern": N_("Fehlerbild; ist es gefüllt, zählt die Zeile nur Beanstandungen mit diesem Fehlerbild."),
    "cause": N_("Ursache im Ablauf; ist sie gefüllt, zählt die Zeile nur Beanstandungen mit dieser Ursache."),
    "answered": N_("Zutreffende Antworten, also „in Ordnung“ und „fehlerhaft“: der Nenner der Quote."),
    "ok": N_("Antworten „in Ordnung“."),
    "findings": N_("Beanstandungen in der Stichprobe, also Antworten „fehlerhaft“."),
    "formal": N_("Davon formell."),
    "material": N_("Davon materiell."),
    "minor": N_("Davon gering."),
    "major": N_("Davon schwer wiegend."),
    "not_applicable": N_("Antworten „trifft nicht zu“; sie zählen nicht zum Nenner."),
    "not_assessable": N_("Antworten „nicht prüfbar“; sie zählen nicht zum Nenner."),
    "overpayment_eur": N_("Zu viel gezahlt, auf 100 Euro gerundet; leer im Monat und bei zu wenigen Fällen."),
    "underpayment_eur": N_(
        "Zu wenig gezahlt, auf 100 Euro gerundet; leer im Monat und bei zu wenigen Fällen."
    ),
    "rate": N_("Quote von 0 bis 1: findings geteilt durch answered; leer ohne Antworten."),
    "lower": N_("Untere Grenze der Quote: 95 % Sicherheit, zweiseitig, nach Clopper und Pearson."),
    "upper": N_("Obere Grenze der Quote: 95 % Sicherheit, zweiseitig, nach Clopper und Pearson."),
    "suppressed": N_("1, wenn ein Betrag wegen zu weniger Fälle nicht gezeigt wird, sonst 0."),
    "checklist_version": N_("Fassung des Prüfrasters; mehrere, wenn sie im Zeitraum gewechselt hat."),
    "release_version": N_("Stand der Zahlen: 1 ist der Stand bei Abschluss."),
}


def findings_file(
    file_format: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    created: datetime,
    *,
    plain: bool = False,
    translate: Callable[[str], str] = str,
) -> bytes:
    """Return the rows as bytes of the wanted form; ``plain`` is CSV with comma and point.

    Raises
    ------
    InvalidInput
        For a form that does not exist, and for more rows than a workbook holds.
    """
    if file_format == CSV:
        return to_csv(columns, rows, plain=plain)
    if file_format == XLSX:
        return to_xlsx(_sheets(columns, rows, translate), created)
    if file_format == JSON:
        objects = [dict(zip(columns, row, strict=True)) for row in rows]
        return json.dumps(objects, ensure_ascii=False, indent=1).encode()
    raise InvalidInput(
        N_("Diese Form gibt es nicht."), todo=N_("Bitte wählen Sie CSV, Excel-Arbeitsmappe oder JSON.")
    )


def _sheets(
    columns: Sequence[str], rows: Sequence[Sequence[Cell]], translate: Callable[[str], str]
) -> list[Sheet]:
    name, meaning = translate(N_("Spalte")), translate(N_("Bedeutung"))
    meanings = [(column, translate(DEFINITIONS[column])) for column in columns]
    return [
        Sheet(translate(N_("Zahlen")), columns, rows, shares=SHARES),
        Sheet(translate(N_("Erklärungen")), (name, meaning), meanings, long=(meaning,)),
    ]
