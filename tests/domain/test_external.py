"""When an external audit and its findings are fit to be recorded."""

from dataclasses import replace
from datetime import date

import pytest

from iks.domain.external import (
    LONGEST_TEXT,
    AuditEntry,
    ExternalFindingKind,
    FindingEntry,
    audit_faults,
    finding_faults,
    text_faults,
)
from iks.domain.month import Month
from iks.domain.values import Area

TODAY = date(2026, 11, 20)
AUDIT = AuditEntry("GPA", "GPA 2026/17", date(2026, 11, 3), Month(2024, 1), Month(2025, 12), 120, 14)
FINDING = FindingEntry(Area.BENEFITS, ExternalFindingKind.OBJECTION, "housing", "Auszahlung ohne Antrag.")


def names(faults):
    return [fault.name for fault in faults]


def test_a_complete_audit_and_finding_have_no_faults():
    assert audit_faults(AUDIT, TODAY) == []
    assert finding_faults(FINDING, AUDIT.reported_on, {"housing"}) == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"body": ""}, "body"),
        ({"reference": ""}, "reference"),
        ({"reference": "x" * 201}, "reference"),
        ({"reported_on": date(2026, 11, 21)}, "reported_on"),
        ({"reported_on": date(2004, 12, 31)}, "reported_on"),
        ({"last_month": Month(2023, 12)}, "last_month"),
        ({"first_month": None}, "first_month"),
        ({"files_checked": -1, "files_objected": None}, "files_checked"),
        ({"files_objected": 121}, "files_objected"),
        ({"files_checked": 1_000_001}, "files_checked"),
    ],
)
def test_each_fault_of_an_audit_names_its_field(change, field):
    assert names(audit_faults(replace(AUDIT, **change), TODAY)) == [field]


def test_a_report_of_today_may_name_no_period_and_no_files():
    bare = AuditEntry("GPA", "17", TODAY)
    assert audit_faults(bare, TODAY) == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"summary": ""}, "summary"),
        ({"summary": "x" * (LONGEST_TEXT + 1)}, "summary"),
        ({"summary": "Zeichen\x07"}, "summary"),
        ({"summary": "In der Akte 67711BG8114494 fehlt der Antrag."}, "summary"),
        ({"summary": "In der Akte 67711 BG 8114494 fehlt der Antrag."}, "summary"),
        ({"summary": "Bei Kundennummer 123A456789 fehlt der Plan."}, "summary"),
        ({"topic": "nowhere"}, "topic"),
        ({"amount_cents": 0}, "amount"),
        ({"amount_cents": 10**12 + 1}, "amount"),
        ({"deadline": date(2026, 11, 2)}, "deadline"),
    ],
)
def test_each_fault_of_a_finding_names_its_field(change, field):
    faults = finding_faults(replace(FINDING, **change), AUDIT.reported_on, {"housing"})
    assert names(faults) == [field]


def test_paragraphs_and_the_numbers_of_the_law_are_no_file_numbers():
    text = "§ 22 Abs. 7 SGB II, BGBl. 2026 I Nr. 107,\nAzeichen 4 AS 12/25 R, 1.234,56 €"
    assert text_faults("reply", text) == []


def test_a_finding_needs_no_topic():
    assert finding_faults(replace(FINDING, topic=""), None, {"housing"}) == []
