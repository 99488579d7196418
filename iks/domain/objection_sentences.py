"""What is said about counts of objections that cannot be taken over, in English and in German."""

from collections.abc import Mapping

from iks.domain.frame_sentences import SENTENCES

OBJECTION_SENTENCES: Mapping[str, tuple[str, str]] = {
    **SENTENCES,
    "cell_empty": (
        "The cell is empty. Where there was nothing, please write 0.",
        "Die Zelle ist leer. Wo nichts war, schreiben Sie bitte 0.",
    ),
    "no_count": (
        "“{value}” is no whole number from 0 to 100,000.",
        "„{value}“ ist keine ganze Zahl von 0 bis 100.000.",
    ),
    "month_unknown": (
        "“{value}” is no month. Please write 2026-11 or 11/2026.",
        "„{value}“ ist kein Monat. Bitte schreiben Sie 2026-11 oder 11/2026.",
    ),
    "month_not_over": (
        "The month {value} is not over yet.",
        "Der Monat {value} ist noch nicht zu Ende.",
    ),
    "kind_unknown": (
        "“{value}” is no kind. Known are {known}.",
        "„{value}“ ist keine Verfahrensart. Bekannt sind {known}.",
    ),
    "topic_unknown": (
        "“{value}” is no topic. Known are {known}.",
        "„{value}“ ist kein Sachgebiet. Bekannt sind {known}.",
    ),
    "row_twice": (
        "Month, kind and topic stand in row {other_row} already.",
        "Monat, Verfahrensart und Sachgebiet stehen schon in Zeile {other_row}.",
    ),
    "no_rows": (
        "There is no row below the header.",
        "Unter der Kopfzeile steht keine Zeile.",
    ),
    "balance": (
        "{begin} at the beginning + {received} received − {closed} closed = {expected}, not {found}.",
        "{begin} am Anfang + {received} Eingänge − {closed} Erledigungen = {expected}, nicht {found}.",
    ),
    "too_many_reasons": (
        "{reasons} reasons are given, but only {allowed} cases were allowed in full or in part.",
        "Es sind {reasons} Gründe genannt, aber nur {allowed} Fälle ganz oder teilweise stattgegeben.",
    ),
    "not_carried_over": (
        "{month} ended with {expected} open cases, this month begins with {found}.",
        "{month} endete mit {expected} offenen Fällen, dieser Monat beginnt mit {found}.",
    ),
    "next_month_differs": (
        "It ends with {found} open, but {month} begins with {expected}. Please correct both in one file.",
        "Am Ende sind {found} offen, {month} beginnt mit {expected}. Bitte beide in einer Datei berichtigen.",
    ),
}
"""English and German sentence of every fault, by its code."""
