"""The names that pages give to areas, roles and states."""

from collections.abc import Mapping

from flask_babel import gettext

from iks.domain.roles import Role
from iks.domain.second_person import RequestState
from iks.domain.text_screening import MarkKind
from iks.domain.values import Area, BranchState, CheckState, ExclusionReason, FrameStatus, MonthState
from iks.errors import N_

AREAS: Mapping[str, str] = {Area.BENEFITS: N_("Leistung"), Area.INTEGRATION: N_("Integration")}
UNITS: Mapping[str, str] = {Area.BENEFITS: N_("GuR"), Area.INTEGRATION: N_("MuI")}
MONTH_STATES: Mapping[str, str] = {
    MonthState.PLANNED: N_("geplant"),
    MonthState.FRAME_LOCKED: N_("Bestandsliste gesperrt"),
    MonthState.DRAWN: N_("läuft"),
    MonthState.CLOSED: N_("abgeschlossen"),
    MonthState.REPORTED: N_("berichtet"),
}
BRANCH_STATES: Mapping[str, str] = {
    BranchState.OPEN: N_("offen"),
    BranchState.SUBMITTED: N_("abgegeben"),
}
CHECK_STATES: Mapping[str, str] = {
    CheckState.NOT_STARTED: N_("Noch nicht begonnen"),
    CheckState.IN_PROGRESS: N_("In Arbeit"),
    CheckState.FINISHED: N_("Geprüft"),
    CheckState.VOID: N_("Ungültig"),
}
FRAME_STATUSES: Mapping[str, str] = {
    FrameStatus.ELIGIBLE: N_("ziehbar"),
    FrameStatus.CHECKED_RECENTLY: N_("vor Kurzem gezogen"),
    FrameStatus.AT_EXTERNAL_AUDIT: N_("bei externer Prüfung"),
}
EXCLUSIONS: Mapping[str, str] = {
    ExclusionReason.AT_COURT: N_("beim Gericht"),
    ExclusionReason.AT_EXTERNAL_AUDIT: N_("bei externer Prüfung"),
    ExclusionReason.MISSING: N_("nicht auffindbar"),
    ExclusionReason.TRANSFERRED: N_("an andere Zweigstelle abgegeben"),
    ExclusionReason.CONFLICT_OF_INTEREST: N_("Befangenheit"),
}
VOID_DECISIONS: Mapping[str, str] = {
    "approved": N_("Für ungültig erklärt"),
    "refused": N_("Abgelehnt"),
    "withdrawn": N_("Zurückgezogen"),
}
REQUEST_STATES: Mapping[str, str] = {
    RequestState.WAITING: N_("wartet auf Entscheidung"),
    RequestState.LAPSED: N_("Abgelaufen"),
    RequestState.WITHDRAWN: N_("Zurückgezogen"),
    RequestState.REFUSED: N_("Abgelehnt"),
    RequestState.APPROVED: N_("Freigegeben"),
    RequestState.ENDED: N_("Freigabe abgelaufen"),
}
STRATA: Mapping[str, str] = {
    "-": N_("alle"),
    "funded": N_("gefördert"),
    "unfunded": N_("nicht gefördert"),
}

ROLES: Mapping[Role, str] = {
    Role.BRANCH_HEAD: N_("Zweigstellenleitung"),
    Role.DEPUTY: N_("Stellvertretung einer Zweigstellenleitung"),
    Role.LEGAL_AFFAIRS_HEAD: N_("Bereichsleitung Grundsatz und Recht"),
    Role.LEGAL_AFFAIRS_STAFF: N_("Mitarbeit Grundsatz und Recht"),
    Role.INTEGRATION_HEAD: N_("Bereichsleitung Markt und Integration"),
    Role.INTEGRATION_STAFF: N_("Mitarbeit Markt und Integration"),
    Role.CONTROLLER: N_("Controlling"),
    Role.INTERNAL_REVISION: N_("Innenrevision"),
    Role.MANAGEMENT: N_("Amtsleitung"),
    Role.SYSTEM_ADMIN: N_("Systemverwaltung"),
    Role.STAFF_COUNCIL: N_("Personalrat"),
    Role.DATA_PROTECTION: N_("Datenschutz"),
}
MARK_KINDS: Mapping[MarkKind, str] = {
    MarkKind.IBAN: N_("Bankverbindung"),
    MarkKind.TAX_ID: N_("Steuernummer"),
    MarkKind.PENSION_NUMBER: N_("Rentenversicherungsnummer"),
    MarkKind.FILE_NUMBER: N_("Aktenzeichen"),
    MarkKind.EMAIL: N_("E-Mail-Adresse"),
    MarkKind.PHONE: N_("Telefonnummer"),
    MarkKind.DATE: N_("Datum"),
    MarkKind.AMOUNT: N_("Betrag"),
    MarkKind.ADDRESS: N_("Anschrift"),
    MarkKind.NUMBER: N_("lange Nummer"),
    MarkKind.NAME: N_("vielleicht ein Name"),
    MarkKind.BRANCH: N_("Zweigstelle"),
}
MAIL_SUBJECTS: Mapping[str, str] = {
    "sample_drawn": N_("Neue Akten zum Prüfen"),
    "seed_committed": N_("Zusage für die nächste Ziehung"),
    "draw_waits": N_("Ziehung wartet"),
    "public_value_needed": N_("Öffentlicher Wert für die Ziehung fehlt"),
    "draw_stopped": N_("Ziehung angehalten"),
    "frame_refused": N_("Bestandsliste abgelehnt"),
    "inbox_trouble": N_("Eingangsordner für Bestandslisten"),
    "deputy_granted": N_("Vertretung einer Zweigstelle"),
    "deputy_entered": N_("Vertretung eingetragen"),
    "month_extended": N_("Frist verlängert"),
    "close_postponed": N_("Abschluss verschoben"),
    "closed_without": N_("Monat abgeschlossen ohne Ihre Zweigstelle"),
    "texts_stay": N_("Musterfälle nicht weitergegeben"),
    "reminder": N_("Erinnerung an die Prüfung"),
    "branches_late": N_("Zweigstellen haben nicht abgegeben"),
    "public_source_needed": N_("Quelle des öffentlichen Werts fehlt"),
    "secrets_settled": N_("Sicherung zurückgespielt"),
    "journal_head": N_("Stand des Protokolls"),
    "report_out": N_("Monatsbericht ist da"),
    "annual_report_out": N_("Jahresbericht ist da"),
    "evidence_requested": N_("Nachweispaket: bitte entscheiden"),
    "evidence_decided": N_("Über Ihr Nachweispaket ist entschieden"),
    "void_requested": N_("Ziehung für ungültig erklären: bitte entscheiden"),
    "void_refused": N_("Ziehung bleibt gültig"),
    "void_approved": N_("Ziehung ist ungültig"),
    "list_needed_again": N_("Neue Bestandsliste nötig"),
    "files_will_change": N_("Akten zum Prüfen ändern sich"),
    "values_requested": N_("Einsicht in berichtigte Werte: bitte entscheiden"),
    "values_decided": N_("Über Ihren Antrag auf Einsicht ist entschieden"),
}


def area_name(area: Area) -> str:
    """Return the name of an area in the language of the page."""
    return str(gettext(AREAS[area]))


def mark_kind(kind: MarkKind) -> str:
    """Return what a marked part of a text looks like, in words."""
    return str(gettext(MARK_KINDS[kind]))


def unit_name(area: Area) -> str:
    """Return the short name of the unit that evaluates an area."""
    return str(gettext(UNITS[area]))


def mail_subject(template: str) -> str:
    """Return the subject of a mail by the name of its template."""
    return str(gettext(MAIL_SUBJECTS.get(template, template)))


def month_state(state: MonthState) -> str:
    """Return the name of the state of a month."""
    return str(gettext(MONTH_STATES[state]))


def files_in_words(numbers: Mapping[str, int]) -> str:
    """Return how many files a branch checks, by stratum where it has more than one."""
    if set(numbers) == {"-"}:
        return str(numbers["-"])
    named = ((STRATA.get(stratum, stratum), number) for stratum, number in numbers.items())
    return ", ".join(f"{number} {gettext(stratum)}" for stratum, number in named)


def census_in_words(files: int) -> str:
    """Return what it means that a branch is drawn whole."""
    if not files:
        return str(gettext("keine Stichprobe: keine ziehbare Akte"))
    if files == 1:
        return str(gettext("Vollerhebung: die einzige Akte"))
    return str(gettext("Vollerhebung: alle %(files)s Akten", files=files))
