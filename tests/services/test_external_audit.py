"""Record external audits, link their findings to check points, note the reply."""

from dataclasses import replace
from datetime import date

import pytest

from iks.domain.external import AuditEntry, ExternalFindingKind, ExternalFindingState, FindingEntry
from iks.domain.month import Month
from iks.domain.values import Area
from iks.errors import FieldsRejected, NotPermitted, NotThere
from iks.services.read_external_audits import (
    FindingLine,
    Overview,
    audit_page,
    body_choices,
    finding_page,
    findings_by_point,
    overview,
)
from iks.services.record_external_audit import (
    Reply,
    add_finding,
    answer_finding,
    link_finding,
    record_audit,
)
from iks.services.revise_checklist import approve, propose
from iks.store import journal
from iks.store.catalogue import versions_of
from tests.grid_under_test import LABEL, revised
from tests.house_under_test import HouseUnderTest

AUDIT = AuditEntry(
    "Gemeindeprüfungsanstalt Baden-Württemberg (GPA)",
    "GPA 2026/17",
    date(2026, 11, 3),
    Month(2024, 1),
    Month(2025, 12),
    120,
    14,
)
FINDING = FindingEntry(
    Area.BENEFITS,
    ExternalFindingKind.OBJECTION,
    "housing",
    "Auszahlungen an Vermieter ohne Antrag.",
    123_456,
    date(2027, 1, 29),
)
PLAN = FindingEntry(
    Area.INTEGRATION, ExternalFindingKind.RECOMMENDATION, "cooperation_plan", "Pläne sind selten aktuell."
)


def recorded(
    house: HouseUnderTest,
    audit: AuditEntry = AUDIT,
    finding: FindingEntry = FINDING,
    *,
    by: str = "gur-staff",
) -> str:
    with house.runtime.transaction() as session:
        return record_audit(session, house.clock, house.actor(by), audit, finding)


def added(house: HouseUnderTest, audit_id: str, finding: FindingEntry, *, by: str = "gur-staff") -> str:
    with house.runtime.transaction() as session:
        return add_finding(session, house.clock, house.actor(by), audit_id, finding)


def linked(
    house: HouseUnderTest, finding_id: str, *points: str, reason: str = "", by: str = "gur-staff"
) -> None:
    with house.runtime.transaction() as session:
        actor = house.actor(by)
        link_finding(session, house.clock, actor, finding_id, points=points, no_point_reason=reason)


def seen(house: HouseUnderTest, finding_id: str, *, by: str = "gur-staff") -> FindingLine:
    with house.runtime.transaction(writes=False) as session:
        return finding_page(session, house.clock, house.actor(by), finding_id)


def desk(house: HouseUnderTest, by: str = "gur-staff") -> Overview:
    with house.runtime.transaction(writes=False) as session:
        return overview(session, house.clock, house.actor(by))


def beside(house: HouseUnderTest, point: str, area: Area = Area.BENEFITS) -> list[str]:
    with house.runtime.transaction(writes=False) as session:
        return [finding.id for finding in findings_by_point(session, area).get(point, ())]


def test_an_audit_is_kept_with_everything_its_report_says(house: HouseUnderTest) -> None:
    finding = seen(house, recorded(house))
    assert (finding.body, finding.reference, finding.position) == (AUDIT.body, AUDIT.reference, 1)
    assert (finding.topic, finding.summary) == ("Unterkunft und Heizung", FINDING.summary)
    assert (finding.amount_cents, finding.deadline) == (123_456, date(2027, 1, 29))
    assert (finding.state, finding.is_unmatched) == (ExternalFindingState.OPEN, True)
    audit = desk(house).audits[0]
    assert (audit.first_month, audit.last_month) == (Month(2024, 1), Month(2025, 12))
    assert (audit.files_checked, audit.files_objected) == (120, 14)


def test_a_finding_without_a_point_lies_in_the_inbox_until_it_is_linked(house: HouseUnderTest) -> None:
    finding = recorded(house)
    assert [line.id for line in desk(house).inbox] == [finding]
    linked(house, finding, "L05", "L06")
    assert desk(house).inbox == ()
    assert beside(house, "L05") == beside(house, "L06") == [finding]
    assert [point for point, _ in seen(house, finding).points] == ["L05", "L06"]


def test_links_can_be_changed_and_taken_away(house: HouseUnderTest) -> None:
    finding = recorded(house)
    linked(house, finding, "L05", "L06")
    linked(house, finding, "L06", "L07")
    assert (beside(house, "L05"), beside(house, "L07")) == ([], [finding])
    linked(house, finding)
    assert [line.id for line in desk(house).inbox] == [finding]


def test_a_finding_that_needs_no_point_leaves_the_inbox_with_a_reason(sqlite_house: HouseUnderTest) -> None:
    finding = recorded(sqlite_house)
    linked(sqlite_house, finding, reason="Betrifft nur die Abrechnung mit dem Bund.")
    assert desk(sqlite_house).inbox == ()
    assert "Bund" in seen(sqlite_house, finding).no_point_reason


def test_points_and_a_reason_against_points_exclude_each_other(sqlite_house: HouseUnderTest) -> None:
    finding = recorded(sqlite_house)
    with pytest.raises(FieldsRejected) as caught:
        linked(sqlite_house, finding, "L05", reason="Nur Abrechnung.")
    assert [fault.name for fault in caught.value.faults] == ["no_point_reason"]
    assert beside(sqlite_house, "L05") == []


@pytest.mark.parametrize("point", ["L19", "M01", "nonsense"])
def test_only_points_of_the_newest_grid_of_the_area_can_be_chosen(
    sqlite_house: HouseUnderTest, point: str
) -> None:
    finding = recorded(sqlite_house)
    with pytest.raises(FieldsRejected) as caught:
        linked(sqlite_house, finding, point)
    assert [fault.name for fault in caught.value.faults] == ["points"]


def test_a_finding_whose_point_is_retired_comes_back_into_the_inbox(sqlite_house: HouseUnderTest) -> None:
    house, area = sqlite_house, Area.BENEFITS
    finding = recorded(house)
    linked(house, finding, "L13")
    with house.runtime.transaction() as session:
        propose(session, house.clock, house.actor("gur-staff"), area=area, text=revised(area))
        digest = next(v.digest for v in versions_of(session, area) if v.version == LABEL)
        assert desk(house).inbox == ()
        approve(session, house.clock, house.actor("gur"), area=area, version=LABEL, digest=digest)
    assert [line.id for line in desk(house).inbox] == [finding]
    assert seen(house, finding).points[0][0] == "L13"
    linked(house, finding, "L13", "L19")
    assert desk(house).inbox == ()


def test_further_findings_of_an_audit_are_numbered_and_may_concern_the_other_area(
    house: HouseUnderTest,
) -> None:
    first = seen(house, recorded(house))
    second = added(house, first.audit_id, PLAN, by="mui-staff")
    assert seen(house, second, by="mui").position == 2
    assert [line.id for line in desk(house, "mui").inbox] == [second]
    assert [line.id for line in desk(house).inbox] == [first.id]
    assert {line.id for line in desk(house, "revision").findings} == {first.id, second}


def test_findings_of_the_other_area_look_like_missing_ones(sqlite_house: HouseUnderTest) -> None:
    finding = recorded(sqlite_house)
    with pytest.raises(NotThere):
        seen(sqlite_house, finding, by="mui-staff")
    with pytest.raises(NotThere):
        linked(sqlite_house, finding, "L05", by="mui-staff")
    with pytest.raises(NotThere):
        recorded(sqlite_house, by="mui-staff")
    assert desk(sqlite_house, "mui-staff").findings == ()


@pytest.mark.parametrize("person", ["z06", "controller", "management", "revision", "admin"])
def test_only_the_units_record_external_audits(sqlite_house: HouseUnderTest, person: str) -> None:
    finding = recorded(sqlite_house)
    with pytest.raises(NotPermitted):
        recorded(sqlite_house, replace(AUDIT, reference="Zweite"), by=person)
    with pytest.raises(NotPermitted):
        linked(sqlite_house, finding, "L05", by=person)


@pytest.mark.parametrize("person", ["z06", "controller", "admin"])
def test_others_do_not_see_external_audits(sqlite_house: HouseUnderTest, person: str) -> None:
    with pytest.raises(NotPermitted):
        desk(sqlite_house, person)


def test_the_same_report_is_not_recorded_twice(house: HouseUnderTest) -> None:
    recorded(house)
    with pytest.raises(FieldsRejected) as caught:
        recorded(house)
    assert [fault.name for fault in caught.value.faults] == ["reference"]
    recorded(house, replace(AUDIT, body="Bundesrechnungshof"))
    assert len(desk(house).audits) == 2


def test_faults_of_audit_and_finding_come_at_once_and_nothing_is_stored(sqlite_house: HouseUnderTest) -> None:
    audit = replace(AUDIT, reference="", files_objected=500)
    finding = replace(FINDING, summary="", topic="cooperation_plan")
    with pytest.raises(FieldsRejected) as caught:
        recorded(sqlite_house, audit, finding)
    assert {fault.name for fault in caught.value.faults} == {
        "reference",
        "files_objected",
        "summary",
        "topic",
    }
    assert desk(sqlite_house).audits == ()


def test_the_reply_and_what_became_of_a_finding_are_noted(house: HouseUnderTest) -> None:
    finding = recorded(house)
    reply = Reply(ExternalFindingState.ACCEPTED, "Neuer Prüfpunkt ab Januar.", date(2026, 11, 18))
    with house.runtime.transaction() as session:
        answer_finding(session, house.clock, house.actor("gur"), finding, reply)
    line = seen(house, finding)
    assert (line.state, line.reply, line.replied_on) == (reply.state, reply.text, reply.replied_on)


@pytest.mark.parametrize("day", [date(2026, 11, 21), date(2026, 11, 2)])
def test_a_reply_lies_between_report_and_today(sqlite_house: HouseUnderTest, day: date) -> None:
    finding = recorded(sqlite_house)
    reply = Reply(ExternalFindingState.DONE, "Akte 67711BG8114494 ist korrigiert.", day)
    with sqlite_house.runtime.transaction() as session, pytest.raises(FieldsRejected) as caught:
        answer_finding(session, sqlite_house.clock, sqlite_house.actor("gur"), finding, reply)
    assert [fault.name for fault in caught.value.faults] == ["reply", "replied_on"]


def test_an_unanswered_finding_is_overdue_after_its_deadline(sqlite_house: HouseUnderTest) -> None:
    late = recorded(sqlite_house, finding=replace(FINDING, deadline=date(2026, 11, 19)))
    line = seen(sqlite_house, late)
    added(sqlite_house, line.audit_id, replace(FINDING, deadline=date(2026, 11, 20)))
    assert [f.is_overdue for f in desk(sqlite_house).findings] == [True, False]
    assert desk(sqlite_house).due[0].id == late
    with sqlite_house.runtime.transaction() as session:
        reply = Reply(ExternalFindingState.OPEN, "", date(2026, 11, 20))
        answer_finding(session, sqlite_house.clock, sqlite_house.actor("gur"), late, reply)
    assert not seen(sqlite_house, late).is_overdue
    assert [f.deadline for f in desk(sqlite_house).due] == [date(2026, 11, 20)]


def test_every_step_stands_in_the_journal_without_its_text(house: HouseUnderTest) -> None:
    finding = recorded(house)
    linked(house, finding, reason="Nur Abrechnung mit dem Bund.")
    with house.runtime.transaction(writes=False) as session:
        found = journal.latest(session, 3)
    assert [entry.event for entry in found] == [
        "external_finding_linked",
        "external_finding_recorded",
        "external_audit_recorded",
    ]
    assert all(text not in entry.data for entry in found for text in ("Vermieter", "Bund."))
    assert '"no_point_needed":true' in found[0].data


def test_ids_that_do_not_exist_are_not_there(sqlite_house: HouseUnderTest) -> None:
    with pytest.raises(NotThere):
        seen(sqlite_house, "missing")
    with pytest.raises(NotThere):
        linked(sqlite_house, "missing", "L05")
    with pytest.raises(NotThere):
        added(sqlite_house, "missing", FINDING)
    with sqlite_house.runtime.transaction(writes=False) as session, pytest.raises(NotThere):
        audit_page(session, sqlite_house.clock, sqlite_house.actor("gur"), "missing")


def test_a_body_that_was_typed_in_can_be_chosen_next_time(sqlite_house: HouseUnderTest) -> None:
    recorded(sqlite_house, replace(AUDIT, body="Zollverwaltung"))
    recorded(sqlite_house, replace(AUDIT, body="Zollverwaltung", reference="Zweite"))
    with sqlite_house.runtime.transaction(writes=False) as session:
        choices = body_choices(session)
    assert choices[-1] == "Zollverwaltung"
    assert len(choices) == len(set(choices)) == 10
