"""How the page on a grid names entries of the file, values and consequences."""

from collections.abc import Iterable, Mapping

from flask_babel import gettext

from checklists.diff import Effect
from iks.domain.values import VersionState
from iks.errors import N_

FIELDS: Mapping[str, str] = {
    "title": N_("Titel"),
    "topic": N_("Thema"),
    "group": N_("Prüfpunktgruppe"),
    "question": N_("Frage"),
    "guidance": N_("Prüfhinweis"),
    "guidance_by_regime": N_("Prüfhinweis je Rechtsstand"),
    "legal_basis": N_("Rechtsgrundlagen"),
    "legal_note": N_("Anmerkung zum Recht"),
    "error_minor": N_("Gering heißt"),
    "error_major": N_("Erheblich heißt"),
    "example_formal": N_("Beispiel für einen formellen Fehler"),
    "patterns": N_("Fehlerbilder"),
    "amount": N_("Betrag"),
    "applies_when": N_("Bedingung"),
    "applies_when_text": N_("Gilt für"),
    "report_period": N_("Auswertungszeitraum"),
    "replaces": N_("Tritt an die Stelle von"),
    "version": N_("Name der Fassung"),
    "valid_from": N_("Erster Monat"),
    "legal_status": N_("Rechtsstand der Texte"),
    "valid_to": N_("Letzter Monat"),
    "legal_status.as_of": N_("Rechtsstand der Texte"),
    "legal_status.note": N_("Anmerkung zum Rechtsstand"),
    "legal_status.regimes": N_("Rechtsstände"),
    "legal_status.approved": N_("Freigabevermerk in der Datei"),
    "draw": N_("Ziehung"),
    "regime_by": N_("Wahl des Rechtsstands"),
    "answer_scale": N_("Antworten"),
    "answer_rule": N_("Antwortregel"),
    "severity_scale": N_("Schwere"),
    "error_kind_scale": N_("Fehlerarten"),
    "bearer_scale": N_("Kostenträger"),
    "amount_direction_scale": N_("Richtung des Betrags"),
    "relevance_scale": N_("Relevanz"),
    "topics": N_("Themen"),
    "groups": N_("Prüfpunktgruppen"),
    "causes": N_("Ursachen"),
    "case_attributes": N_("Merkmale der Bestandsliste"),
    "risk_strata_suggestion": N_("Vorschläge für Zusatzziehungen"),
    "point_order": N_("Reihenfolge der Prüfpunkte"),
    "retired_points": N_("Weggefallene Punkte in der Datei"),
}
"""Entries of the file; one without a name here keeps its own."""

VALUES: Mapping[str, str] = {
    "formal": N_("formell"),
    "material": N_("materiell"),
    "minor": N_("gering"),
    "major": N_("erheblich"),
    "month": N_("Monat"),
    "quarter": N_("Quartal"),
    "year": N_("Jahr"),
    "overpayment": N_("Überzahlung"),
    "underpayment": N_("Unterzahlung"),
    "federal": N_("Bund"),
    "municipal": N_("Kommune"),
    "both": N_("Bund und Kommune"),
}

EFFECTS: Mapping[Effect, str] = {
    Effect.NONE: N_("ja"),
    Effect.CAUTION: N_("mit Vorsicht"),
    Effect.BREAK: N_("nein"),
}

STATES: Mapping[VersionState, str] = {
    VersionState.INSTALLED: N_("Nicht freigegeben"),
    VersionState.PROPOSED: N_("Vorschlag"),
    VersionState.APPROVED: N_("Freigegeben"),
    VersionState.WITHDRAWN: N_("Zurückgezogen"),
}


def grid_fields(names: Iterable[str]) -> str:
    """Return the names of entries of the file as people read them, one after the other."""
    return ", ".join(gettext(FIELDS.get(name, name)) for name in names)
