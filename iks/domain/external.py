"""What auditors from outside found: the closed lists, and when a finding is fit to be recorded."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from iks.domain.month import Month
from iks.domain.values import Area
from iks.errors import N_, FieldFault

LONGEST_NAME = 200
LONGEST_TEXT = 2000
LARGEST_AMOUNT_CENTS = 10**12
_MOST_FILES = 1_000_000
# The SGB II is in force since then.
_FIRST_DAY = date(2005, 1, 1)

KNOWN_BODIES = (
    "Rechnungsprüfungsamt der Stadt",
    "Gemeindeprüfungsanstalt Baden-Württemberg (GPA)",
    "Bundesrechnungshof",
    "Prüfgruppe SGB II des BMAS",
    "Sozialministerium Baden-Württemberg (Aufsicht)",
    "Deutsche Rentenversicherung",
    "Rechnungshof Baden-Württemberg",
    "Prüfbehörde für den Europäischen Sozialfonds",
    "Landesbeauftragter für den Datenschutz",
)
"""The bodies that audit a Jobcenter in Baden-Württemberg; others can be typed in."""

MISSING = {
    "body": N_("Bitte wählen Sie die Prüfstelle."),
    "other_body": N_("Bitte nennen Sie die Prüfstelle."),
    "reference": N_("Bitte nennen Sie die Bezeichnung des Berichts."),
    "reported_on": N_("Bitte nennen Sie das Datum des Berichts."),
    "summary": N_("Bitte schreiben Sie, was festgestellt wurde."),
}
"""What to do where a field must not be empty, by its name."""

_FILE_NUMBER = re.compile(r"\b\d{3,5}\s?BG\s?\d{5,}|\b\d{3}[A-Z]\d{6}\b")


class ExternalFindingKind(StrEnum):
    """How strongly the auditors put it."""

    OBJECTION = "objection"
    RECOMMENDATION = "recommendation"
    NOTE = "note"


class ExternalFindingState(StrEnum):
    """What has become of an external finding."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DISPUTED = "disputed"
    DONE = "done"


@dataclass(frozen=True)
class AuditEntry:
    """One external audit as it is typed in.

    Parameters
    ----------
    body : str
        Who audited.
    reference : str
        How the report calls itself.
    reported_on : date
        Date of the report.
    first_month, last_month : Month or None
        The months that were audited; None where the report names none.
    files_checked, files_objected : int or None
        Case files looked at, and objected to.
    """

    body: str
    reference: str
    reported_on: date
    first_month: Month | None = None
    last_month: Month | None = None
    files_checked: int | None = None
    files_objected: int | None = None


@dataclass(frozen=True)
class FindingEntry:
    """One finding of an external audit as it is typed in.

    Parameters
    ----------
    area : Area
        The area it concerns.
    kind : ExternalFindingKind
        Objection, recommendation or note.
    topic : str
        Id of a topic of the area's grid; empty where none fits.
    summary : str
        What was found, in words without names and file numbers.
    amount_cents : int or None
        Amount claimed, in cents.
    deadline : date or None
        Day by which the house answers.
    """

    area: Area
    kind: ExternalFindingKind
    topic: str
    summary: str
    amount_cents: int | None = None
    deadline: date | None = None


def audit_faults(audit: AuditEntry, today: date) -> list[FieldFault]:
    """Name everything that does not fit in the head of an external audit.

    Parameters
    ----------
    audit : AuditEntry
        As typed in.
    today : date
        The present day; a report cannot be dated later.

    Returns
    -------
    list of FieldFault
        One sentence for each field; empty when the audit can be recorded.

    Examples
    --------
    >>> report = AuditEntry("GPA", "", date(2026, 11, 3))
    >>> [fault.name for fault in audit_faults(report, date(2026, 11, 20))]
    ['reference']
    """
    return [*_names(audit), *_period(audit), *_counts(audit), *_report_day(audit, today)]


def finding_faults(
    finding: FindingEntry, reported_on: date | None, topics: Collection[str]
) -> list[FieldFault]:
    """Name everything that does not fit in one external finding.

    Parameters
    ----------
    finding : FindingEntry
        As typed in.
    reported_on : date or None
        Date of the report; no answer can be due before. None where it is not known yet.
    topics : collection of str
        Ids of the topics of the area's grid.

    Returns
    -------
    list of FieldFault
        Empty when the finding can be recorded.

    Examples
    --------
    >>> note = FindingEntry(Area.BENEFITS, ExternalFindingKind.NOTE, "", "Siehe Akte 67711BG8114494.")
    >>> [fault.name for fault in finding_faults(note, None, ())]
    ['summary']
    """
    found = [*_text("summary", finding.summary, LONGEST_TEXT)]
    if finding.topic and finding.topic not in topics:
        found.append(FieldFault("topic", N_("Dieses Thema gibt es im Raster nicht.")))
    if finding.amount_cents is not None and not 0 < finding.amount_cents <= LARGEST_AMOUNT_CENTS:
        found.append(
            FieldFault("amount", N_("Der Betrag ist größer als null. Ohne Forderung bleibt er leer."))
        )
    if finding.deadline and reported_on and finding.deadline < reported_on:
        found.append(FieldFault("deadline", N_("Die Frist liegt vor dem Datum des Berichts.")))
    return found


def text_faults(field: str, text: str) -> list[FieldFault]:
    """Name what is wrong with a free text on a finding, such as a reply or a reason.

    Parameters
    ----------
    field : str
        Name of the form field.
    text : str
        As typed in; may be empty.

    Returns
    -------
    list of FieldFault
        At most one.

    Examples
    --------
    >>> text_faults("reply", "Akte 123A456789 ist korrigiert.")[0].name
    'reply'
    """
    return [*_text(field, text, LONGEST_TEXT)]


def _text(field: str, text: str, limit: int) -> Iterator[FieldFault]:
    if not text and field in MISSING:
        yield FieldFault(field, MISSING[field])
    elif len(text) > limit:
        yield FieldFault(field, N_("Bitte kürzen Sie auf höchstens %(n)s Zeichen."), {"n": limit})
    elif any(not sign.isprintable() and sign not in "\r\n\t" for sign in text):
        yield FieldFault(field, N_("Der Text enthält ein unsichtbares Steuerzeichen."))
    elif _FILE_NUMBER.search(text):
        yield FieldFault(field, N_("Bitte lassen Sie das Aktenzeichen weg."))


def _names(audit: AuditEntry) -> Iterator[FieldFault]:
    yield from _text("body", audit.body, LONGEST_NAME)
    yield from _text("reference", audit.reference, LONGEST_NAME)


def _period(audit: AuditEntry) -> Iterator[FieldFault]:
    first, last = audit.first_month, audit.last_month
    if first and last and last < first:
        yield FieldFault("last_month", N_("Der letzte Monat liegt vor dem ersten."))
    if last and not first:
        yield FieldFault("first_month", N_("Bitte nennen Sie auch den ersten Monat."))


def _counts(audit: AuditEntry) -> Iterator[FieldFault]:
    checked, objected = audit.files_checked, audit.files_objected
    for field, count in (("files_checked", checked), ("files_objected", objected)):
        if count is not None and not 0 <= count <= _MOST_FILES:
            yield FieldFault(field, N_("Bitte geben Sie eine Zahl von 0 bis %(n)s ein."), {"n": _MOST_FILES})
    if checked is not None and objected is not None and objected > checked:
        yield FieldFault("files_objected", N_("Mehr Akten beanstandet als angesehen geht nicht."))


def _report_day(audit: AuditEntry, today: date) -> Iterator[FieldFault]:
    if audit.reported_on > today:
        yield FieldFault("reported_on", N_("Das Datum des Berichts liegt in der Zukunft."))
    elif audit.reported_on < _FIRST_DAY:
        yield FieldFault("reported_on", N_("Das Datum des Berichts liegt vor dem Jahr 2005."))
