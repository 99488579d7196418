"""The names that the revision's pages give to acts, their details and the faults of the chain."""

from collections.abc import Mapping

from flask_babel import gettext

from iks.domain.draw_proof import ProofStep
from iks.errors import N_
from iks.web.words import AREAS, EXCLUSIONS, ROLES

EVENTS: Mapping[str, str] = {
    "signed_in": N_("Angemeldet"),
    "sign_in_failed": N_("Anmeldung abgelehnt"),
    "account_changed": N_("Konto geändert"),
    "frame_imported": N_("Bestandsliste hochgeladen"),
    "frame_locked": N_("Bestandsliste gesperrt"),
    "seed_committed": N_("Geheimnis zugesagt"),
    "month_drawn": N_("Stichprobe gezogen"),
    "draw_opened": N_("Ziehung angesehen"),
    "draw_recomputed": N_("Ziehung nachgerechnet"),
    "draw_proved": N_("Nachweis mitgenommen"),
    "sheet_started": N_("Prüfung begonnen"),
    "sheet_finished": N_("Akte abgeschlossen"),
    "sheet_voided": N_("Prüfung für ungültig erklärt"),
    "month_submitted": N_("Monat abgegeben"),
    "month_closed": N_("Monat abgeschlossen"),
    "findings_exported": N_("Ergebnisse mitgenommen"),
    "journal_exported": N_("Protokoll mitgenommen"),
    "checklist_installed": N_("Prüfraster eingespielt"),
    "checklist_proposed": N_("Prüfraster vorgeschlagen"),
    "checklist_approved": N_("Prüfraster freigegeben"),
    "checklist_withdrawn": N_("Vorschlag zurückgezogen"),
    "external_audit_recorded": N_("Externe Prüfung eingetragen"),
    "external_finding_recorded": N_("Externe Feststellung eingetragen"),
    "external_finding_linked": N_("Externe Feststellung zugeordnet"),
    "external_finding_answered": N_("Externe Feststellung beantwortet"),
    "foreign_address_tried": N_("Fremde Adresse aufgerufen"),
    "backup_taken": N_("Sicherung geschrieben"),
    "database_restored": N_("Sicherung zurückgespielt"),
    "secret_marked_used": N_("Geheimnis als verbraucht vermerkt"),
    "draw_rules_fixed": N_("Regeln der Ziehung festgelegt"),
    "sample_size_set": N_("Stichprobengröße festgelegt"),
    "file_excluded": N_("Akte nicht prüfbar"),
    "conflict_declared": N_("Befangenheit erklärt"),
    "missing_file_settled": N_("Fehlende Akte geklärt"),
    "void_requested": N_("Ungültigkeit einer Ziehung beantragt"),
    "void_refused": N_("Ziehung bleibt gültig"),
    "draw_voided": N_("Ziehung für ungültig erklärt"),
    "focus_ordered": N_("Schwerpunkt angeordnet"),
    "focus_proposed": N_("Schwerpunkt vorgeschlagen"),
    "focus_withdrawn": N_("Vorschlag eines Schwerpunkts zurückgezogen"),
    "focus_ended": N_("Schwerpunkt beendet"),
    "recheck_ordered": N_("Nachprüfung angeordnet"),
    "frame_refused": N_("Bestandsliste abgelehnt"),
    "mapping_changed": N_("Spaltenzuordnung geändert"),
    "month_extended": N_("Frist verlängert"),
    "close_postponed": N_("Abschluss verschoben"),
    "deputy_granted": N_("Vertretung eingetragen"),
    "deputy_ended": N_("Vertretung beendet"),
    "sheet_taken_over": N_("Prüfung übernommen"),
    "month_corrected": N_("Abgabe berichtigt"),
    "model_case_decided": N_("Über einen Musterfall entschieden"),
    "model_cases_delivered": N_("Musterfälle an den Fachbereich gegeben"),
    "model_case_taken_back": N_("Musterfall zurückgezogen"),
    "house_table_frozen": N_("Gesamtergebnis festgeschrieben"),
    "public_source_named": N_("Quelle des öffentlichen Werts genannt"),
    "secrets_settled": N_("Ziehungen seit der Sicherung benannt"),
    "report_draft_saved": N_("Bericht vorbereitet"),
    "month_reported": N_("Monatsbericht hinausgegangen"),
    "year_reported": N_("Jahresbericht hinausgegangen"),
    "objections_recorded": N_("Widersprüche und Klagen eingetragen"),
    "topic_points_changed": N_("Prüfpunkte eines Sachgebiets geändert"),
}
DETAILS: Mapping[str, str] = {
    "account": N_("Konto"),
    "after_close": N_("Nach dem Abschluss"),
    "allocation": N_("Akten je Schicht"),
    "answers": N_("Antworten"),
    "approved_as": N_("Freigegeben als"),
    "area": N_("Bereich"),
    "attempt": N_("Versuch"),
    "body": N_("Prüfstelle"),
    "branch": N_("Zweigstelle"),
    "bundle_digest": N_("Prüfsumme des Nachweises"),
    "census": N_("Vollerhebung"),
    "change": N_("Änderung"),
    "check_point": N_("Prüfpunkt"),
    "check_points": N_("Prüfpunkte"),
    "commitment": N_("Zusage"),
    "condition": N_("Bedingung"),
    "content_digest": N_("Prüfsumme der Zahlen"),
    "corrected": N_("Davon berichtigt"),
    "decision": N_("Entscheidung"),
    "digest": N_("Prüfsumme"),
    "draw_id": N_("Ziehung"),
    "draws": N_("Ziehungen"),
    "entries": N_("Einträge"),
    "faults": N_("Fehler"),
    "files": N_("Akten"),
    "first_day": N_("Von"),
    "first_month": N_("Von"),
    "format": N_("Format"),
    "frame_digest": N_("Prüfsumme der Bestandsliste"),
    "last_day": N_("Bis"),
    "last_month": N_("Bis"),
    "left_out": N_("Weggelassene Entwicklungen"),
    "late": N_("Verspätet"),
    "missing": N_("Es fehlten"),
    "month": N_("Monat"),
    "no_point_needed": N_("Kein Prüfpunkt nötig"),
    "outcome": N_("Ausgang"),
    "page": N_("Seite"),
    "period": N_("Zeitraum"),
    "position": N_("Nummer"),
    "public_source": N_("Quelle des öffentlichen Werts"),
    "reason": N_("Begründung"),
    "reference": N_("Zeichen"),
    "replaced": N_("Ersetzt"),
    "reported_on": N_("Vom"),
    "result_digest": N_("Prüfsumme des Ergebnisses"),
    "rows": N_("Zeilen"),
    "source_digest": N_("Prüfsumme der Datei"),
    "state": N_("Stand"),
    "topic": N_("Sachgebiet"),
    "texts": N_("Texte"),
    "until": N_("Bis"),
    "valid_from": N_("Gültig ab"),
    "verdict": N_("Ergebnis"),
    "version": N_("Fassung"),
    "with_paragraph": N_("Mit Absatz"),
    "year": N_("Jahr"),
}
ENTRANCES: Mapping[str, str] = {
    "web": N_("Browser"),
    "command line": N_("Kommandozeile"),
    "job": N_("Dienst"),
}
FAULTS: Mapping[str, str] = {
    "missing": N_("Der Eintrag fehlt."),
    "does not follow the entry before": N_("Der Eintrag schließt nicht an den vorigen an."),
    "content was changed": N_("Der Inhalt wurde geändert."),
    "is not the head that was kept": N_("Der letzte Eintrag ist nicht der, der festgehalten wurde."),
}
STEPS: Mapping[str, str] = {
    ProofStep.FRAME: N_("Bestandsliste"),
    ProofStep.COMMITMENT: N_("Zusage und Geheimnis"),
    ProofStep.JOURNAL: N_("Reihenfolge im Protokoll"),
    ProofStep.RULES: N_("Regeln der Ziehung"),
    ProofStep.SAMPLE: N_("Stichprobe"),
    ProofStep.SUBSTITUTES: N_("Ersatzakten"),
}
VALUES: Mapping[str, str] = {
    **AREAS,
    **{str(role): name for role, name in ROLES.items()},
    **{str(reason): name for reason, name in EXCLUSIONS.items()},
    "found": N_("gefunden"),
    "reconstructed": N_("neu angelegt"),
    "lost": N_("verloren"),
    "refused": N_("abgelehnt"),
    "withdrawn": N_("zurückgezogen"),
    "agrees": N_("stimmt"),
    "differs": N_("weicht ab"),
    "": "–",
}


def named(names: Mapping[str, str], key: str) -> str:
    """Return a name in the language of the page; what has none yet is shown as it is stored."""
    return str(gettext(names[key])) if key in names else key


def detail(value: object) -> str:
    """Return a value of the journal as a person reads it."""
    if isinstance(value, bool):
        return str(gettext("ja") if value else gettext("nein"))
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "–"
    return named(VALUES, str(value))
