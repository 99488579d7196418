"""Propose a version of a grid, approve it by a second person, take it back."""

from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError as DatabaseRefused

from checklists.digest import checklist_digest
from checklists.faults import ChecklistRejected
from checklists.load import builtin, load_checklist
from iks.domain.journal import Entry
from iks.domain.month import Month
from iks.domain.roles import Actor, Role
from iks.domain.values import Area, MonthState, VersionState
from iks.errors import IntegrityError, NotPermitted, NotThere, Refused
from iks.services.compare_checklists import VersionLine, file_of, version_page, versions, waiting
from iks.services.read_checklist import version_of_month
from iks.services.revise_checklist import approve, propose, withdraw
from iks.store import journal
from iks.store.catalogue import usable_versions, versions_of
from tests.grid_under_test import (
    BUILTIN_LABEL,
    LABEL,
    NEXT,
    relabelled,
    revised,
    set_month,
    without_point,
)
from tests.house_under_test import MONTH, HouseUnderTest

LATER = Month(2027, 7)
HEADS = {Area.BENEFITS: "gur", Area.INTEGRATION: "mui"}
STAFF = {Area.BENEFITS: "gur-staff", Area.INTEGRATION: "mui-staff"}


def digest_of(content: str) -> str:
    return checklist_digest(load_checklist(content))


def proposed(
    house: HouseUnderTest, content: str, *, by: str = "gur-staff", area: Area = Area.BENEFITS
) -> str:
    with house.runtime.transaction() as session:
        return propose(session, house.clock, house.actor(by), area=area, text=content)


def approved(
    house: HouseUnderTest,
    label: str = LABEL,
    *,
    by: str | Actor = "gur",
    digest: str = "",
    area: Area = Area.BENEFITS,
) -> None:
    actor = house.actor(by) if isinstance(by, str) else by
    with house.runtime.transaction() as session:
        held = {version.version: version.digest for version in versions_of(session, area)}
        approve(session, house.clock, actor, area=area, version=label, digest=digest or held.get(label, ""))


def withdrawn(house: HouseUnderTest, label: str = LABEL, *, by: str = "gur-staff") -> None:
    with house.runtime.transaction() as session:
        withdraw(session, house.clock, house.actor(by), area=Area.BENEFITS, version=label)


def label_in(house: HouseUnderTest, month: Month, area: Area = Area.BENEFITS) -> str:
    with house.runtime.transaction(writes=False) as session:
        return version_of_month(session, area, month).version


def lines(house: HouseUnderTest, by: str, area: Area = Area.BENEFITS) -> dict[str, VersionLine]:
    with house.runtime.transaction(writes=False) as session:
        return {line.label: line for line in versions(session, house.clock, house.actor(by), area)}


def newest_entry(house: HouseUnderTest) -> Entry:
    with house.runtime.transaction(writes=False) as session:
        return journal.latest(session, 1)[0]


def faults(house: HouseUnderTest, content: str, *, by: str = "gur-staff") -> dict[str, str]:
    """Return the German reasons by place; nothing may have been stored."""
    with house.runtime.transaction(writes=False) as session:
        before = [version.id for version in versions_of(session, Area.BENEFITS)]
        head = journal.head(session)
    with pytest.raises(ChecklistRejected) as caught:
        proposed(house, content, by=by)
    with house.runtime.transaction(writes=False) as session:
        assert [version.id for version in versions_of(session, Area.BENEFITS)] == before
        assert journal.head(session) == head
    return {fault.path: fault.reason_de for fault in caught.value.faults}


@pytest.mark.parametrize("area", list(Area))
def test_a_version_holds_from_its_month_on_once_a_second_person_approved_it(
    house: HouseUnderTest, area: Area
) -> None:
    proposed(house, revised(area), by=STAFF[area], area=area)
    assert label_in(house, NEXT, area) == BUILTIN_LABEL
    approved(house, by=HEADS[area], area=area)
    assert label_in(house, NEXT, area) == LABEL
    assert label_in(house, LATER, area) == LABEL
    assert label_in(house, MONTH, area) == BUILTIN_LABEL


def test_a_proposal_is_kept_as_it_was_handed_in(house: HouseUnderTest) -> None:
    content = revised(Area.BENEFITS)
    proposed(house, content)
    with house.runtime.transaction(writes=False) as session:
        assert file_of(session, house.actor("gur"), Area.BENEFITS, LABEL) == content
    assert "# Prüfraster Leistung" in content


def test_proposal_approval_and_withdrawal_stand_in_the_journal_with_the_digest(house: HouseUnderTest) -> None:
    digest = digest_of(revised(Area.BENEFITS))
    proposed(house, revised(Area.BENEFITS))
    entry = newest_entry(house)
    assert (entry.actor, entry.event) == ("gur-staff", "checklist_proposed")
    assert digest in entry.data
    approved(house)
    entry = newest_entry(house)
    assert (entry.actor, entry.event) == ("gur", "checklist_approved")
    assert digest in entry.data
    assert '"approved_as":"legal_affairs_head"' in entry.data
    withdrawn(house, by="gur")
    assert newest_entry(house).event == "checklist_withdrawn"


def test_the_proposer_never_approves_the_own_proposal(house: HouseUnderTest) -> None:
    proposed(house, revised(Area.BENEFITS))
    with pytest.raises(Refused, match="selbst vorgeschlagen"):
        approved(house, by="gur-staff")
    proposed(house, relabelled(Area.BENEFITS, label="2027.07", valid_from=LATER), by="gur")
    with pytest.raises(Refused, match="selbst vorgeschlagen"):
        approved(house, "2027.07", by="gur")
    assert label_in(house, LATER) == BUILTIN_LABEL


def test_whoever_becomes_head_later_still_cannot_approve_the_own_proposal(
    sqlite_house: HouseUnderTest,
) -> None:
    proposed(sqlite_house, revised(Area.BENEFITS))
    staff = sqlite_house.actor("gur-staff")
    promoted = replace(staff, house_roles=frozenset({Role.LEGAL_AFFAIRS_HEAD}))
    with pytest.raises(Refused, match="selbst vorgeschlagen"):
        approved(sqlite_house, by=promoted)


@pytest.mark.parametrize("person", ["mui", "management"])
def test_a_heads_own_proposal_is_approved_by_the_other_head_or_the_management(
    sqlite_house: HouseUnderTest, person: str
) -> None:
    proposed(sqlite_house, revised(Area.BENEFITS), by="gur")
    approved(sqlite_house, by=person)
    assert label_in(sqlite_house, NEXT) == LABEL


@pytest.mark.parametrize("person", ["mui", "management", "mui-staff", "revision"])
def test_a_proposal_of_the_staff_is_approved_by_their_own_head_only(
    sqlite_house: HouseUnderTest, person: str
) -> None:
    proposed(sqlite_house, revised(Area.BENEFITS))
    with pytest.raises(NotPermitted, match="zuständige Bereichsleitung"):
        approved(sqlite_house, by=person)
    assert label_in(sqlite_house, NEXT) == BUILTIN_LABEL


@pytest.mark.parametrize("person", ["z06", "controller", "admin", "staff-council", "management", "revision"])
def test_others_cannot_propose(sqlite_house: HouseUnderTest, person: str) -> None:
    with pytest.raises(NotPermitted):
        proposed(sqlite_house, revised(Area.BENEFITS), by=person)


def test_the_staff_of_the_other_area_cannot_propose_here(sqlite_house: HouseUnderTest) -> None:
    with pytest.raises(NotThere):
        proposed(sqlite_house, revised(Area.BENEFITS), by="mui-staff")


def test_an_approval_names_the_content_that_was_seen(house: HouseUnderTest) -> None:
    proposed(house, revised(Area.BENEFITS))
    with pytest.raises(Refused, match="anderen Inhalt"):
        approved(house, digest="0" * 64)
    assert label_in(house, NEXT) == BUILTIN_LABEL


def test_content_that_was_changed_behind_its_digest_is_never_approved(sqlite_house: HouseUnderTest) -> None:
    proposed(sqlite_house, revised(Area.BENEFITS))
    with sqlite_house.runtime.transaction() as session:
        version = next(v for v in versions_of(session, Area.BENEFITS) if v.version == LABEL)
        version.content = version.content.replace("Antrag, Begründung und", "Antrag und")
    with pytest.raises(IntegrityError):
        approved(sqlite_house)


def test_the_database_refuses_an_approval_of_another_digest(house: HouseUnderTest) -> None:
    proposed(house, revised(Area.BENEFITS))
    approved(house)
    change = "UPDATE checklist_version SET digest = :digest WHERE version = :version"
    with pytest.raises(DatabaseRefused), house.runtime.transaction() as session:
        session.execute(text(change), {"digest": "f" * 64, "version": LABEL})


def test_an_approved_version_is_not_approved_again(sqlite_house: HouseUnderTest) -> None:
    proposed(sqlite_house, revised(Area.BENEFITS))
    approved(sqlite_house)
    with pytest.raises(Refused, match="schon freigegeben"):
        approved(sqlite_house)


def test_a_version_that_does_not_exist_is_not_there(sqlite_house: HouseUnderTest) -> None:
    with pytest.raises(NotThere):
        approved(sqlite_house, "2099.99")


def test_the_grid_that_came_with_the_program_can_be_approved_by_the_head(house: HouseUnderTest) -> None:
    assert lines(house, "gur")[BUILTIN_LABEL].state is VersionState.INSTALLED
    approved(house, BUILTIN_LABEL)
    line = lines(house, "gur")[BUILTIN_LABEL]
    assert (line.state, line.approver) == (VersionState.APPROVED, "gur")
    assert label_in(house, MONTH) == BUILTIN_LABEL
    with pytest.raises(Refused, match="schon in Gebrauch"):
        withdrawn(house, BUILTIN_LABEL, by="gur")


def test_all_faults_of_a_broken_file_come_at_once(sqlite_house: HouseUnderTest) -> None:
    broken = revised(Area.BENEFITS).replace("group: A", "group: Z", 1).replace("language: de", "language: fr")
    broken = broken.replace("topic: needs", "topic: nowhere", 1)
    assert set(faults(sqlite_house, broken)) == {
        "language",
        "check_points[0].group",
        "check_points[3].topic",
    }


def test_text_that_is_no_grid_at_all_is_refused_and_never_taken_for_a_path(
    sqlite_house: HouseUnderTest,
) -> None:
    path = sqlite_house.folder / "grid.yaml"
    path.write_text(revised(Area.BENEFITS), encoding="utf-8")
    assert "" in faults(sqlite_house, str(path))
    assert "" in faults(sqlite_house, "")
    assert "" in faults(sqlite_house, "a: [1\n")


def test_seventeen_points_are_too_few(sqlite_house: HouseUnderTest) -> None:
    found = faults(sqlite_house, without_point(relabelled(Area.BENEFITS), "L12"))
    assert "genau 18 aktive Prüfpunkte, dieses hat 17" in found["check_points"]


def test_what_breaks_a_series_is_told_together_with_what_is_wrong_in_the_file(
    sqlite_house: HouseUnderTest,
) -> None:
    content = without_point(relabelled(Area.BENEFITS), "L12").replace("ein wirksamer Antrag", "ein Antrag")
    found = faults(sqlite_house, content)
    assert set(found) == {"check_points", "check_points[0].question"}


def test_another_question_under_the_same_id_is_refused_with_its_line(sqlite_house: HouseUnderTest) -> None:
    content = relabelled(Area.BENEFITS).replace("ein wirksamer Antrag", "ein Antrag")
    with pytest.raises(ChecklistRejected) as caught:
        proposed(sqlite_house, content)
    (fault,) = caught.value.faults
    assert "ein Antrag" in content.splitlines()[(fault.line or 0) - 1]
    assert "neue Kennung" in fault.reason_de


def test_an_id_that_was_retired_never_comes_back(sqlite_house: HouseUnderTest) -> None:
    proposed(sqlite_house, revised(Area.BENEFITS))
    approved(sqlite_house)
    content = revised(Area.BENEFITS, label="2027.07", valid_from=LATER)
    again = without_point(content, "L12").replace("    active: false\n", "")
    assert "L20" in faults(sqlite_house, again)["check_points[11].id"]


def test_an_id_of_a_version_before_the_last_one_never_comes_back(sqlite_house: HouseUnderTest) -> None:
    proposed(sqlite_house, revised(Area.BENEFITS))
    approved(sqlite_house)
    proposed(sqlite_house, _gone(revised(Area.BENEFITS, label="2027.07", valid_from=LATER)))
    approved(sqlite_house, "2027.07")
    content = relabelled(Area.BENEFITS, label="2028.01", valid_from="2028-01")
    assert "kommt nicht wieder" in faults(sqlite_house, content)["check_points[12].id"]


def _gone(content: str) -> str:
    return without_point(content, "L13")


@pytest.mark.parametrize("state", [MonthState.FRAME_LOCKED, MonthState.DRAWN, MonthState.CLOSED])
def test_a_month_that_is_locked_drawn_or_closed_keeps_its_grid(
    sqlite_house: HouseUnderTest, state: MonthState
) -> None:
    set_month(sqlite_house, Area.BENEFITS, MONTH, state)
    found = faults(sqlite_house, revised(Area.BENEFITS, valid_from=MONTH))
    assert found["valid_from"].endswith("Frühestens geht 2027-01.")
    assert set(faults(sqlite_house, revised(Area.BENEFITS, valid_from="2026-03"))) == {"valid_from"}
    proposed(sqlite_house, revised(Area.BENEFITS))


def test_a_month_of_the_other_area_does_not_matter(sqlite_house: HouseUnderTest) -> None:
    set_month(sqlite_house, Area.INTEGRATION, NEXT, MonthState.DRAWN)
    proposed(sqlite_house, revised(Area.BENEFITS))
    approved(sqlite_house)
    assert label_in(sqlite_house, NEXT) == LABEL
    assert label_in(sqlite_house, NEXT, Area.INTEGRATION) == BUILTIN_LABEL


def test_a_month_that_was_drawn_after_the_proposal_refuses_the_approval(sqlite_house: HouseUnderTest) -> None:
    proposed(sqlite_house, revised(Area.BENEFITS))
    set_month(sqlite_house, Area.BENEFITS, NEXT, MonthState.FRAME_LOCKED)
    with pytest.raises(Refused, match="Frühestens geht 2027-02"):
        approved(sqlite_house)
    assert label_in(sqlite_house, NEXT) == BUILTIN_LABEL


def test_a_proposal_that_another_one_overtook_cannot_be_approved(sqlite_house: HouseUnderTest) -> None:
    proposed(sqlite_house, relabelled(Area.BENEFITS, label="2027.07", valid_from=LATER))
    proposed(sqlite_house, revised(Area.BENEFITS))
    approved(sqlite_house)
    with pytest.raises(Refused, match="L13 ist weggefallen"):
        approved(sqlite_house, "2027.07")


def test_a_version_fits_between_two_others_only_where_the_later_one_can_still_follow(
    sqlite_house: HouseUnderTest,
) -> None:
    proposed(sqlite_house, relabelled(Area.BENEFITS, label="2027.07", valid_from=LATER))
    approved(sqlite_house, "2027.07")
    assert "2027.07" in faults(sqlite_house, revised(Area.BENEFITS))["valid_from"]
    proposed(sqlite_house, relabelled(Area.BENEFITS))
    approved(sqlite_house)
    assert [label_in(sqlite_house, month) for month in (MONTH, NEXT, LATER)] == [
        BUILTIN_LABEL,
        LABEL,
        "2027.07",
    ]


def test_a_label_names_one_content_for_good(sqlite_house: HouseUnderTest) -> None:
    proposed(sqlite_house, revised(Area.BENEFITS))
    withdrawn(sqlite_house)
    assert "2027.01-2" in faults(sqlite_house, revised(Area.BENEFITS))["version"]
    assert "2026.12-2" in faults(sqlite_house, relabelled(Area.BENEFITS, label=BUILTIN_LABEL))["version"]


def test_a_withdrawn_proposal_gives_its_month_back(house: HouseUnderTest) -> None:
    proposed(house, revised(Area.BENEFITS))
    assert LABEL in faults(house, revised(Area.BENEFITS, label="2027.01b"))["valid_from"]
    withdrawn(house)
    proposed(house, revised(Area.BENEFITS, label="2027.01b"))
    approved(house, "2027.01b")
    assert label_in(house, NEXT) == "2027.01b"


def test_an_approved_version_can_be_taken_back_until_a_month_uses_it(sqlite_house: HouseUnderTest) -> None:
    proposed(sqlite_house, revised(Area.BENEFITS))
    approved(sqlite_house)
    with pytest.raises(NotPermitted, match="nicht vorgeschlagen"):
        withdrawn(sqlite_house)
    withdrawn(sqlite_house, by="gur")
    assert label_in(sqlite_house, NEXT) == BUILTIN_LABEL
    with pytest.raises(Refused, match="schon zurückgezogen"):
        withdrawn(sqlite_house, by="gur")


def test_an_approved_version_that_a_month_uses_stays(sqlite_house: HouseUnderTest) -> None:
    proposed(sqlite_house, revised(Area.BENEFITS))
    approved(sqlite_house)
    set_month(sqlite_house, Area.BENEFITS, NEXT, MonthState.DRAWN)
    with pytest.raises(Refused, match="schon in Gebrauch"):
        withdrawn(sqlite_house, by="gur")
    assert label_in(sqlite_house, NEXT) == LABEL


def test_a_withdrawn_version_is_not_approved(sqlite_house: HouseUnderTest) -> None:
    proposed(sqlite_house, revised(Area.BENEFITS))
    withdrawn(sqlite_house)
    with pytest.raises(Refused, match="zurückgezogen"):
        approved(sqlite_house)


def test_the_grid_of_the_other_area_is_refused(sqlite_house: HouseUnderTest) -> None:
    assert "integration" in faults(sqlite_house, relabelled(Area.INTEGRATION))["area"]


def test_a_month_beyond_the_calendar_of_the_house_is_refused(sqlite_house: HouseUnderTest) -> None:
    assert "Zukunft" in faults(sqlite_house, relabelled(Area.BENEFITS, valid_from="2199-01"))["valid_from"]


def test_the_list_says_from_when_to_when_each_version_holds(sqlite_house: HouseUnderTest) -> None:
    proposed(sqlite_house, revised(Area.BENEFITS))
    before = lines(sqlite_house, "gur")
    assert before[BUILTIN_LABEL].valid_to is None
    approved(sqlite_house)
    after = lines(sqlite_house, "gur")
    assert (after[BUILTIN_LABEL].is_current, after[LABEL].is_current) == (True, False)
    assert after[BUILTIN_LABEL].valid_to == MONTH
    assert (after[LABEL].valid_from, after[LABEL].valid_to) == (NEXT, None)


def test_branch_heads_see_versions_but_no_proposals(sqlite_house: HouseUnderTest) -> None:
    proposed(sqlite_house, revised(Area.BENEFITS))
    assert set(lines(sqlite_house, "z06")) == {BUILTIN_LABEL}
    with sqlite_house.runtime.transaction(writes=False) as session, pytest.raises(NotThere):
        version_page(session, sqlite_house.clock, sqlite_house.actor("z06"), Area.BENEFITS, LABEL)
    assert set(lines(sqlite_house, "revision")) == {BUILTIN_LABEL, LABEL}
    approved(sqlite_house)
    assert set(lines(sqlite_house, "z06")) == {BUILTIN_LABEL, LABEL}


def test_a_proposal_waits_for_those_who_may_approve_it(sqlite_house: HouseUnderTest) -> None:
    proposed(sqlite_house, revised(Area.BENEFITS))

    def labels(person: str) -> list[str]:
        with sqlite_house.runtime.transaction(writes=False) as session:
            return [line.label for line in waiting(session, sqlite_house.clock, sqlite_house.actor(person))]

    assert labels("gur") == [LABEL]
    assert [labels(person) for person in ("gur-staff", "mui", "management", "z06")] == [[], [], [], []]
    approved(sqlite_house)
    assert labels("gur") == []


def test_the_comparison_is_with_the_version_that_holds_before(sqlite_house: HouseUnderTest) -> None:
    proposed(sqlite_house, revised(Area.BENEFITS))
    with sqlite_house.runtime.transaction(writes=False) as session:
        actor = sqlite_house.actor("gur")
        page = version_page(session, sqlite_house.clock, actor, Area.BENEFITS, LABEL)
        first = version_page(session, sqlite_house.clock, actor, Area.BENEFITS, BUILTIN_LABEL)
    assert page.base is not None
    assert page.base.label == BUILTIN_LABEL
    assert page.difference is not None
    assert [point.id for point in page.difference.added] == ["L19"]
    assert [point.id for point in page.difference.retired] == ["L13"]
    assert (first.base, first.difference) == (None, None)


def test_proposals_never_count_among_the_usable_versions(house: HouseUnderTest) -> None:
    proposed(house, revised(Area.BENEFITS))
    with house.runtime.transaction(writes=False) as session:
        assert [v.version for v in usable_versions(session, Area.BENEFITS)] == [BUILTIN_LABEL]
    assert builtin(Area.BENEFITS) != revised(Area.BENEFITS)
