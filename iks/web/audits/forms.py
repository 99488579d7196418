"""Read what is typed about external audits; what cannot be read is remembered with its field."""

import re
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import TypeVar

from iks.domain.external import (
    MISSING,
    AuditEntry,
    ExternalFindingKind,
    ExternalFindingState,
    FindingEntry,
)
from iks.domain.month import Month
from iks.domain.typed_answer import plain_text
from iks.domain.values import Area
from iks.errors import N_, FieldFault, FieldsRejected, InvalidInput
from iks.services.record_external_audit import Reply

Choice = TypeVar("Choice", bound=StrEnum)

OTHER_BODY = "other"
_DAY = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})")
_MONTH = re.compile(r"(\d{1,2})[./](\d{4})")
_AMOUNT = re.compile(r"(\d+|\d{1,3}(?:\.\d{3})+)(?:,(\d{1,2}))?(?:\s?€|\s?EUR)?")
_LONGEST_NUMBER = 15


class Typed:
    """The fields of one form; read them all, then ask whether they could be read."""

    def __init__(self, form: Mapping[str, str]) -> None:
        self.form = form
        self.faults: list[FieldFault] = []

    def text(self, name: str) -> str:
        """Return a text as it is kept."""
        return plain_text(self.form.get(name, ""))

    def day(self, name: str) -> date | None:
        """Return a day, German or as ISO 8601; None for an empty field."""
        text = self.text(name)
        match = _DAY.fullmatch(text)
        try:
            if match:
                return date(int(match[3]), int(match[2]), int(match[1]))
            return date.fromisoformat(text) if text else None
        except ValueError:
            self._fault(name, N_("Bitte schreiben Sie das Datum so: 9.12.2026."))
            return None

    def month(self, name: str) -> Month | None:
        """Return a month; None for an empty field."""
        text = self.text(name)
        match = _MONTH.fullmatch(text)
        try:
            if match:
                text = f"{match[2]}-{int(match[1]):02d}"
            return Month.parse(text) if text else None
        except InvalidInput:
            self._fault(name, N_("Bitte schreiben Sie den Monat so: 1.2025."))
            return None

    def count(self, name: str) -> int | None:
        """Return a whole number; None for an empty field."""
        text = self.text(name).replace(".", "")
        if not text:
            return None
        if text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER:
            return int(text)
        self._fault(name, N_("Bitte geben Sie eine ganze Zahl ein."))
        return None

    def cents(self, name: str) -> int | None:
        """Return an amount in cents; None for an empty field."""
        text = self.text(name)
        match = _AMOUNT.fullmatch(text) if text.isascii() or text.endswith("€") else None
        if match and len(match[1]) <= _LONGEST_NUMBER:
            return int(match[1].replace(".", "")) * 100 + int((match[2] or "").ljust(2, "0"))
        if text:
            self._fault(name, N_("Bitte geben Sie den Betrag in Euro ein, zum Beispiel 1.234,56."))
        return None

    def choice(self, name: str, choices: type[Choice], sentence: str) -> Choice | None:
        """Return one of a closed list; the sentence says what to do where none is chosen."""
        try:
            return choices(self.form.get(name, ""))
        except ValueError:
            self._fault(name, sentence)
            return None

    def require(self, name: str) -> None:
        """Remember an empty field that must not be empty, unless its fault is known already."""
        if not self.text(name) and name not in {fault.name for fault in self.faults}:
            self._fault(name, MISSING[name])

    def _fault(self, name: str, sentence: str) -> None:
        self.faults.append(FieldFault(name, sentence))


def read_audit(form: Mapping[str, str]) -> tuple[AuditEntry, list[FieldFault]]:
    """Return the head of an audit, and the fields that could not be read."""
    typed = Typed(form)
    body = typed.text("body")
    if body == OTHER_BODY:
        body = typed.text("other_body")
        typed.require("other_body")
    typed.require("body")
    reported_on = typed.day("reported_on")
    typed.require("reported_on")
    entry = AuditEntry(
        body=body,
        reference=typed.text("reference"),
        reported_on=reported_on or date.min,
        first_month=typed.month("first_month"),
        last_month=typed.month("last_month"),
        files_checked=typed.count("files_checked"),
        files_objected=typed.count("files_objected"),
    )
    return entry, typed.faults


def read_finding(form: Mapping[str, str], own_area: Area) -> tuple[FindingEntry, list[FieldFault]]:
    """Return a finding, and the fields that could not be read; area and topic come as one choice."""
    typed = Typed(form)
    area, _, topic = typed.text("topic").partition(".")
    if area not in set(Area):
        area = own_area
        typed.faults.append(FieldFault("topic", N_("Bitte wählen Sie Bereich und Thema.")))
    kind = typed.choice("kind", ExternalFindingKind, N_("Bitte wählen Sie, wie es im Bericht steht."))
    entry = FindingEntry(
        area=Area(area),
        kind=kind or ExternalFindingKind.NOTE,
        topic=topic,
        summary=typed.text("summary"),
        amount_cents=typed.cents("amount"),
        deadline=typed.day("deadline"),
    )
    return entry, typed.faults


def read_reply(form: Mapping[str, str]) -> Reply:
    """Return what became of a finding.

    Raises
    ------
    FieldsRejected
        With the fields that could not be read.
    """
    typed = Typed(form)
    state = typed.choice("state", ExternalFindingState, N_("Bitte wählen Sie den Stand."))
    reply = Reply(state or ExternalFindingState.OPEN, typed.text("reply"), typed.day("replied_on"))
    if typed.faults:
        raise FieldsRejected(typed.faults)
    return reply
