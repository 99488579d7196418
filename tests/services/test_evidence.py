"""The evidence package of a month: two persons, everything that is stored, and what is gone by name."""

import hashlib
import json
from datetime import timedelta
from pathlib import Path

import pytest

from checklists.load import load_builtin, load_checklist
from iks.domain.evidence import COLUMNS, Reason
from iks.domain.journal_file import read_journal_lines
from iks.domain.values import Area
from iks.errors import FieldsRejected, NotPermitted, NotThere, Refused
from iks.output.evidence_file import evidence_file, evidence_name
from iks.output.evidence_words import DEFINITIONS, GONE, TABLES
from iks.services import ask_evidence, check_file
from iks.services.close_month import close
from iks.services.correct_month import correct_sheet
from iks.services.house_task import TaskKind
from iks.services.list_tasks import tasks_of
from iks.services.view_evidence_requests import evidence_wish
from iks.store import journal, outbox
from sampling import verify_bundle
from tests.house_under_test import MONTH, HouseUnderTest
from tests.services.branch_factory import (
    FINDING_WITH_MONEY,
    all_ok,
    check_all,
    drawn_house,
    first_sheet,
    look,
    sample,
    submit,
)
from tests.services.evidence_factory import (
    REASON,
    approve,
    approved,
    ask,
    erase,
    manifest,
    opened,
    package,
    refuse,
    table,
    take,
)

AREAS = pytest.mark.parametrize("area", list(Area))
HEADS = {Area.BENEFITS: "gur", Area.INTEGRATION: "mui"}
STAYS = "canary-note"
FINDINGS = {
    Area.BENEFITS: {"L08": {**FINDING_WITH_MONEY, "note": STAYS, "disputed": "yes", "relevance": "team"}},
    Area.INTEGRATION: {"M01": {"answer": "not_assessable", "reason": STAYS}},
}


def closed(house: HouseUnderTest, area: Area = Area.BENEFITS) -> None:
    """Let Z06 check, submit and correct one answer after the close."""
    drawn_house(house, area)
    check_all(house, area=area, but={1: FINDINGS[area]})
    submit(house, area=area)
    with house.runtime.transaction() as session:
        close(session, house.clock, house.actor(HEADS[area]), area, MONTH, "Für den Test")
    sheet = sample(house, area=area).files[1].sheet_id
    why, entries = "Frau Yilmaz hat es gemeldet.", FINDINGS[area]
    with house.runtime.transaction() as session:
        version = look(house, sheet).version
        correct_sheet(session, house.clock, house.actor("z06"), sheet, version, entries, reason=why)


def events(house: HouseUnderTest) -> list[str]:
    with house.runtime.transaction(writes=False) as session:
        return [entry.event for entry in journal.entries(session) if "evidence" in entry.event]


@AREAS
def test_the_package_holds_everything_that_is_stored_of_the_month(house: HouseUnderTest, area: Area) -> None:
    closed(house, area)
    members = package(house, area, branch="Z06")
    answers = table(members, "answers")
    point = "L08" if area is Area.BENEFITS else "M01"
    corrected = table(members, "corrections")
    assert len(table(members, "sample")) == len(table(members, "sheets")) == 10
    assert len({row["ticket"] for row in table(members, "sample")}) == 10
    assert len(answers) == 10 * len(builtin_points(area))
    assert {row["branch"] for row in answers} == {"Z06"}
    assert [(row["check_point"], row["version"], json.loads(row["before"])) for row in corrected] == [
        (point, "2", {"value": "ok"})
    ]
    assert json.loads(corrected[0]["after"])["value"] == FINDINGS[area][point]["answer"]
    assert [row["version"] for row in table(members, "submissions")] == ["1", "2"]
    released = {(row["version"], row["late"]) for row in table(members, "released")}
    assert released == {("1", "0"), ("2", "1")}
    grid = next(content for name, content in members.items() if name.startswith("checklist-"))
    assert load_checklist(grid.decode()).area == area
    assert events(house)[-3:] == ["evidence_requested", "evidence_decided", "evidence_taken"]


def builtin_points(area: Area) -> list[str]:
    return [point.id for point in load_builtin(area).points]


@AREAS
def test_the_sample_can_be_recomputed_offline_from_the_package(
    sqlite_house: HouseUnderTest, area: Area, tmp_path: Path
) -> None:
    closed(sqlite_house, area)
    members = package(sqlite_house, area)
    draw = table(members, "draws")[0]
    (tmp_path / "proof.zip").write_bytes(members[draw["proof"]])
    assert verify_bundle(tmp_path / "proof.zip").ok
    sample_in_proof = opened(members[draw["proof"]])["sample.tsv"].decode()
    assert all(row["ticket"] in sample_in_proof for row in table(members, "sample"))


def test_nothing_that_stays_in_the_branch_is_in_the_package(sqlite_house: HouseUnderTest) -> None:
    for area in Area:
        closed(sqlite_house, area)
        members = package(sqlite_house, area)
        everything = b"".join(members.values()).decode("utf-8", "replace")
        assert STAYS not in everything
        assert "Yilmaz" not in everything
        assert "team" not in {row["relevance"] for row in table(members, "answers")}
        assert "[…] hat es gemeldet." in members["submissions.csv"].decode()


def test_manifest_and_first_page_name_every_file_and_the_persons(sqlite_house: HouseUnderTest) -> None:
    closed(sqlite_house)
    evidence = take(sqlite_house, approved(sqlite_house))
    members = opened(evidence_file(evidence))
    told = manifest(members)
    assert told["members"] == {
        name: hashlib.sha256(content).hexdigest()
        for name, content in sorted(members.items())
        if name != "manifest.json"
    }
    page = members["LIESMICH.txt"].decode()
    assert all(name in page for name in members if name not in {"LIESMICH.txt", "manifest.json"})
    assert (told["asked_by"], told["approved_by"], told["reason"]) == ("revision", "management", REASON)
    assert REASON in page
    assert evidence_name(evidence) == "nachweispaket-benefits-2026-12.zip"
    with sqlite_house.runtime.transaction(writes=False) as session:
        taken = journal.all_of(session, "evidence_taken")[-1]
    assert json.loads(taken.data)["digest"] == told["digest"]


def test_every_table_and_column_is_explained(sqlite_house: HouseUnderTest) -> None:
    closed(sqlite_house)
    evidence = take(sqlite_house, approved(sqlite_house))
    assert evidence.tables.keys() == COLUMNS.keys() == TABLES.keys()
    assert {column for columns in COLUMNS.values() for column in columns} == DEFINITIONS.keys()
    for name, rows in evidence.tables.items():
        assert all(len(row) == len(COLUMNS[name]) for row in rows), name


def test_the_extract_of_the_journal_is_about_this_month_and_its_commitments(
    sqlite_house: HouseUnderTest,
) -> None:
    for area in Area:
        closed(sqlite_house, area)
    members = package(sqlite_house)
    found = list(read_journal_lines(members["journal.jsonl"].decode()))
    acts = {entry.event for entry in found}
    assert {"seed_committed", "frame_locked", "month_drawn", "month_submitted", "month_closed"} <= acts
    assert all('"integration"' not in entry.data for entry in found)
    commitment = table(members, "draws")[0]["commitment"]
    assert [json.loads(e.data)["commitment"] for e in found if e.event == "seed_committed"] == [commitment]


@AREAS
def test_after_the_erasure_the_package_says_what_is_gone_and_gives_what_is_left(
    house: HouseUnderTest, area: Area
) -> None:
    closed(house, area)
    before = package(house, area)
    erase(house, area)
    wish = ask(house, area, branch="Z06")
    approve(house, wish)
    members = opened(evidence_file(take(house, wish)))
    gone = {row["what"]: row["since"] for row in manifest(members)["gone"]}  # type: ignore[attr-defined]
    draw, drawn_before = table(members, "draws")[0], table(before, "draws")[0]
    assert gone["draw_erased"] == gone["sheets_erased"] == "2026-12-01"
    assert (draw["proof"], draw["frame_digest"]) == ("", drawn_before["frame_digest"])
    assert draw["commitment"] == drawn_before["commitment"]
    assert not any(table(members, name) for name in ("sample", "sheets", "answers", "corrections"))
    assert sum(int(row["files"]) for row in table(members, "population")) > 0
    assert any(int(row["ok"]) for row in table(members, "released"))
    assert "gelöscht" in members["LIESMICH.txt"].decode()
    assert all(ref not in b"".join(members.values()).decode() for ref in refs(before))


def refs(members: dict[str, bytes]) -> set[str]:
    return {row["file_ref"] for row in table(members, "sample")}


def test_a_draw_whose_record_does_not_fit_is_named_and_stops_nothing(sqlite_house: HouseUnderTest) -> None:
    closed(sqlite_house)
    (sqlite_house.folder / "seed.key").write_bytes(b"another key")
    members = package(sqlite_house)
    gone = {row["what"] for row in manifest(members)["gone"]}  # type: ignore[attr-defined]
    assert "draw_unproved" in gone
    assert len(table(members, "sheets")) == 10


def test_a_void_sheet_stands_beside_the_one_that_replaced_it(sqlite_house: HouseUnderTest) -> None:
    drawn_house(sqlite_house, Area.BENEFITS)
    sheet = first_sheet(sqlite_house)
    check_all(sqlite_house)
    with sqlite_house.runtime.transaction() as session:
        actor = sqlite_house.actor("z06")
        check_file.void(session, sqlite_house.clock, actor, sheet, "Akte von Herrn Maier verwechselt")
    check_rest(sqlite_house)
    members = package(sqlite_house, branch="Z06")
    first = [row for row in table(members, "sheets") if row["number"] == "1"]
    assert [(row["sheet"], row["state"]) for row in first] == [("1", "void"), ("2", "finished")]
    assert "Maier" not in first[0]["void_reason"]


def check_rest(house: HouseUnderTest) -> None:
    sheet = first_sheet(house)
    with house.runtime.transaction() as session:
        check_file.finish(session, house.clock, house.actor("z06"), sheet, 0, all_ok(Area.BENEFITS))
    submit(house)
    with house.runtime.transaction() as session:
        close(session, house.clock, house.actor("gur"), Area.BENEFITS, MONTH, "Für den Test")


@AREAS
def test_a_second_person_decides_and_never_the_one_who_asked(
    sqlite_house: HouseUnderTest, area: Area
) -> None:
    house = sqlite_house
    closed(house, area)
    wish = ask(house, area)
    with pytest.raises(Refused, match="selbst gestellt"):
        approve(house, wish, "revision")
    with pytest.raises(Refused, match="noch nicht entschieden"):
        take(house, wish)
    approve(house, wish, "revision-2")
    with pytest.raises(Refused, match="schon entschieden"):
        approve(house, wish, "management")
    assert take(house, wish).sheets == 10
    with pytest.raises(NotThere):
        take(house, wish, "revision-2")


def test_nobody_else_asks_decides_or_takes(sqlite_house: HouseUnderTest) -> None:
    closed(sqlite_house)
    for person in ("gur", "mui", "gur-staff", "controller", "admin", "z06", "staff-council", "management"):
        with pytest.raises(NotPermitted):
            ask(sqlite_house, username=person)
    wish = ask(sqlite_house)
    for person in ("gur", "mui", "controller", "admin", "z06", "data-protection"):
        with pytest.raises(NotPermitted):
            approve(sqlite_house, wish, person)
    approve(sqlite_house, wish)
    with pytest.raises(NotPermitted):
        take(sqlite_house, wish, "management")


def test_a_refusal_needs_an_answer_and_ends_the_wish(sqlite_house: HouseUnderTest) -> None:
    closed(sqlite_house)
    wish = ask(sqlite_house)
    with pytest.raises(FieldsRejected):
        refuse(sqlite_house, wish, " ")
    refuse(sqlite_house, wish, "Der Nachweis genügt.")
    with pytest.raises(Refused, match="abgelehnt"):
        take(sqlite_house, wish)
    assert ask(sqlite_house) != wish


def test_the_same_wish_twice_is_one_and_another_one_waits(sqlite_house: HouseUnderTest) -> None:
    closed(sqlite_house)
    wish = ask(sqlite_house)
    assert ask(sqlite_house) == wish
    with pytest.raises(Refused, match="schon ein Antrag"):
        ask(sqlite_house, username="revision-2")
    assert ask(sqlite_house, branch="Z06") != wish
    approve(sqlite_house, wish)
    with pytest.raises(Refused, match="schon freigegeben"):
        ask(sqlite_house)


@pytest.mark.parametrize("reason", ["", "   ", "x" * 501, "Akte BG-2026-0612345 von Z06"])
def test_a_reason_is_needed_and_names_no_file(sqlite_house: HouseUnderTest, reason: str) -> None:
    closed(sqlite_house)
    with pytest.raises(FieldsRejected):
        ask(sqlite_house, reason=reason)
    with pytest.raises(FieldsRejected):
        ask(sqlite_house, branch="Z99")


def test_only_closed_months_can_be_asked_for(sqlite_house: HouseUnderTest) -> None:
    drawn_house(sqlite_house, Area.BENEFITS)
    for area in Area:
        with pytest.raises(NotThere):
            ask(sqlite_house, area)
    with sqlite_house.runtime.transaction(writes=False) as session:
        assert ask_evidence.months_to_ask_for(session, sqlite_house.actor("revision")) == ()


def test_nobody_waits_for_ever_and_an_approval_ends(sqlite_house: HouseUnderTest) -> None:
    house = sqlite_house
    closed(house)
    wish = ask(house)
    house.clock.set(house.clock.moment + timedelta(days=31))
    with pytest.raises(Refused, match="abgelaufen"):
        approve(house, wish)
    again = ask(house)
    approve(house, again)
    house.clock.set(house.clock.moment + timedelta(days=15))
    with pytest.raises(Refused, match="vorbei"):
        take(house, again)
    with house.runtime.transaction(writes=False) as session:
        found = evidence_wish(session, house.clock, house.actor("management"), again)
    assert found.state == "ended"


def test_who_decides_and_who_asked_find_it_on_their_start_page_and_get_a_mail(
    sqlite_house: HouseUnderTest,
) -> None:
    house = sqlite_house
    closed(house)
    wish = ask(house)

    def kinds(person: str) -> list[TaskKind]:
        with house.runtime.transaction(writes=False) as session:
            found = tasks_of(session, house.clock, house.actor(person)).house
        return [task.kind for task in found if "evidence" in task.kind]

    assert kinds("management") == kinds("revision-2") == [TaskKind.EVIDENCE_REQUESTED]
    assert kinds("revision") == []
    approve(house, wish)
    assert kinds("revision") == [TaskKind.EVIDENCE_READY]
    assert kinds("management") == []
    with house.runtime.transaction(writes=False) as session:
        mails = [mail.template for mail in outbox.waiting(session, limit=1000)]
    assert mails.count("evidence_requested") == 2
    assert mails.count("evidence_decided") == 1


def test_every_reason_for_a_gap_has_a_sentence() -> None:
    assert GONE.keys() == set(Reason)
