"""Write a version as a draft: two editors, steps, handing in, taking back."""

import pytest
from sqlalchemy.orm import Session

from checklists.digest import checklist_digest, to_yaml
from checklists.draft import Values, draft_yaml, part_digest, points_of
from checklists.faults import ChecklistRejected
from checklists.load import builtin, load_builtin, load_checklist
from iks.domain.clock import Clock
from iks.domain.roles import Actor
from iks.domain.values import Area, MonthState, VersionState
from iks.errors import NotPermitted, NotThere, Refused
from iks.services import draft_grid, edit_draft
from iks.services.read_checklist import version_of_month
from iks.services.revise_checklist import approve, find_version
from iks.store import journal
from iks.store.grid_drafts import get_draft
from tests.grid_under_test import BUILTIN_LABEL, LABEL, NEXT, set_month
from tests.house_under_test import MONTH, HouseUnderTest

HEADS = {Area.BENEFITS: "gur", Area.INTEGRATION: "mui"}


class Desk:
    """One person at the drafts of an area; every act is a transaction of its own."""

    def __init__(self, house: HouseUnderTest, who: str) -> None:
        self.house, self.actor = house, house.actor(who)

    def do(self, act, *args, **kwargs):
        with self.house.runtime.transaction() as session:
            return act(session, self.house.clock, self.actor, *args, **kwargs)

    def values(self, draft: str) -> Values:
        with self.house.runtime.transaction(writes=False) as session:
            found = get_draft(session, draft)
            assert found is not None
            return draft_grid.values_of(found)

    def point(self, draft: str, name: str) -> Values:
        return edit_draft.point_in(self.values(draft), name)

    def save(self, draft: str, name: str, *, seen: str = "", **changes: object) -> str:
        point = self.point(draft, name)
        seen = seen or part_digest(point)
        return self.do(edit_draft.save_point, draft, {**point, **changes}, seen=seen)

    def order(self, draft: str) -> str:
        return edit_draft.order_digest(self.values(draft))

    def approve(self, label: str, area: Area = Area.BENEFITS) -> None:
        def act(session: Session, clock: Clock, actor: Actor) -> None:
            digest = find_version(session, area, label).digest
            approve(session, clock, actor, area=area, version=label, digest=digest)

        self.do(act)


@pytest.fixture
def staff(house: HouseUnderTest) -> Desk:
    return Desk(house, "gur-staff")


@pytest.fixture
def head(house: HouseUnderTest) -> Desk:
    return Desk(house, "gur")


@pytest.fixture
def draft(staff: Desk) -> str:
    return staff.do(draft_grid.start, area=Area.BENEFITS)


@pytest.mark.parametrize("area", list(Area))
def test_a_draft_becomes_a_proposal_and_an_approved_version(house: HouseUnderTest, area: Area) -> None:
    set_month(house, area, MONTH, MonthState.DRAWN)
    staff, head = Desk(house, f"{HEADS[area]}-staff"), Desk(house, HEADS[area])
    draft = staff.do(draft_grid.start, area=area)
    name = points_of(staff.values(draft))[3]["id"]
    staff.save(draft, name, guidance="Ein besserer Hinweis.")
    assert staff.do(draft_grid.hand_in, draft) == LABEL
    head.approve(LABEL, area)
    with house.runtime.transaction(writes=False) as session:
        assert version_of_month(session, area, MONTH).version == BUILTIN_LABEL
        version = version_of_month(session, area, NEXT)
        grid = load_checklist(version.content)
    assert grid.point(name).guidance == "Ein besserer Hinweis."
    assert version.digest == checklist_digest(grid)


def test_a_draft_begins_with_the_first_month_that_is_free(house: HouseUnderTest, staff: Desk) -> None:
    set_month(house, Area.BENEFITS, NEXT, MonthState.FRAME_LOCKED)
    draft = staff.do(draft_grid.start, area=Area.BENEFITS, label=BUILTIN_LABEL)
    assert (staff.values(draft)["version"], staff.values(draft)["valid_from"]) == ("2027.02", "2027-02")
    with pytest.raises(NotThere):
        staff.do(draft_grid.start, area=Area.BENEFITS, label="2099.01")


def test_two_editors_of_different_points_both_keep_their_texts(staff: Desk, head: Desk, draft: str) -> None:
    staff.save(draft, "L01", title="Von der Mitarbeit")
    head.save(draft, "L02", title="Von der Leitung")
    assert (staff.point(draft, "L01")["title"], staff.point(draft, "L02")["title"]) == (
        "Von der Mitarbeit",
        "Von der Leitung",
    )


def test_the_slower_editor_of_one_point_is_told_and_overwrites_nothing(
    staff: Desk, head: Desk, draft: str
) -> None:
    seen = part_digest(staff.point(draft, "L01"))
    head.save(draft, "L01", title="Von der Leitung", seen=seen)
    with pytest.raises(edit_draft.DraftConflict, match="gur hat diesen Teil") as caught:
        staff.save(draft, "L01", title="Von der Mitarbeit", seen=seen)
    assert caught.value.current["title"] == "Von der Leitung"
    assert caught.value.changed_by == "gur"
    assert staff.point(draft, "L01")["title"] == "Von der Leitung"
    # Having seen it, the own text may be saved.
    staff.save(draft, "L01", title="Gemeinsam")
    assert head.point(draft, "L01")["title"] == "Gemeinsam"


def test_saving_the_same_twice_is_no_conflict(staff: Desk, draft: str) -> None:
    seen = part_digest(staff.point(draft, "L01"))
    first = staff.save(draft, "L01", title="Neu", seen=seen)
    assert staff.save(draft, "L01", title="Neu", seen=seen) == first


def test_the_head_of_the_file_is_saved_beside_the_points(staff: Desk, head: Desk, draft: str) -> None:
    before = staff.values(draft)
    seen = part_digest(edit_draft.head_of(before))
    changed = {**edit_draft.head_of(before), "title": "Neuer Titel"}
    staff.do(edit_draft.save_head, draft, changed, seen=seen)
    after = staff.values(draft)
    assert after == {**before, "title": "Neuer Titel"}
    assert list(after) == list(before)
    with pytest.raises(edit_draft.DraftConflict):
        head.do(edit_draft.save_head, draft, {**changed, "title": "Anders"}, seen=seen)


def test_a_step_sent_twice_is_done_once(staff: Desk, draft: str) -> None:
    seen = staff.order(draft)
    staff.do(edit_draft.move, draft, "L03", -1, seen=seen)
    for again in (
        lambda: staff.do(edit_draft.move, draft, "L03", -1, seen=seen),
        lambda: staff.do(edit_draft.retire, draft, "L03", seen=seen),
        lambda: staff.do(edit_draft.add, draft, seen=seen),
    ):
        with pytest.raises(Refused, match="haben sich geändert"):
            again()
    assert [point["id"] for point in points_of(staff.values(draft))][:4] == ["L01", "L03", "L02", "L04"]


def test_points_are_retired_restored_and_added(staff: Desk, draft: str) -> None:
    staff.do(edit_draft.retire, draft, "L13", seen=staff.order(draft))
    with pytest.raises(ChecklistRejected, match="this one has 17"):
        staff.do(draft_grid.hand_in, draft)
    staff.do(edit_draft.restore, draft, "L13", seen=staff.order(draft))
    new = staff.do(edit_draft.add, draft, seen=staff.order(draft), given={"title": "Neu", "topic": "housing"})
    assert (new, staff.point(draft, new)["title"]) == ("L19", "Neu")
    with pytest.raises(ChecklistRejected, match="this one has 19"):
        staff.do(draft_grid.hand_in, draft)
    staff.do(edit_draft.retire, draft, "L19", seen=staff.order(draft))
    assert len(points_of(staff.values(draft))) == 18


def test_a_changed_question_is_refused_until_it_has_a_new_id(staff: Desk, head: Desk, draft: str) -> None:
    staff.save(draft, "L13", question="Ist alles richtig?")
    with pytest.raises(ChecklistRejected, match="A changed question needs a new id"):
        staff.do(draft_grid.hand_in, draft)
    assert staff.do(edit_draft.replace, draft, "L13") == "L19"
    assert staff.do(draft_grid.hand_in, draft)
    with pytest.raises(NotThere):
        head.do(edit_draft.replace, staff.do(draft_grid.start, area=Area.BENEFITS), "L99")


def test_an_id_used_by_a_hand_edited_file_again_is_refused(staff: Desk) -> None:
    text = builtin("benefits").replace("- id: L02", "- id: L01", 1)
    draft = staff.do(draft_grid.import_file, area=Area.BENEFITS, text=text)
    with pytest.raises(ChecklistRejected, match="The id L01 is used twice"):
        staff.do(draft_grid.hand_in, draft)


def test_nobody_who_wrote_in_a_draft_approves_it(house: HouseUnderTest, staff: Desk, head: Desk) -> None:
    draft = head.do(draft_grid.start, area=Area.BENEFITS)
    head.save(draft, "L01", title="Von der Leitung")
    label = staff.do(draft_grid.hand_in, draft)
    with pytest.raises(Refused, match="mitgeschrieben"):
        head.approve(label)
    with pytest.raises(Refused, match="selbst vorgeschlagen"):
        staff.approve(label)
    Desk(house, "mui").approve(label)


def test_beginning_a_copy_alone_is_no_writing(staff: Desk, head: Desk) -> None:
    draft = head.do(draft_grid.start, area=Area.BENEFITS)
    staff.save(draft, "L01", title="Von der Mitarbeit")
    head.approve(staff.do(draft_grid.hand_in, draft))


def test_a_draft_that_is_handed_in_stays_as_it_is(staff: Desk, draft: str) -> None:
    staff.do(draft_grid.hand_in, draft)
    for act in (
        lambda: staff.save(draft, "L01", title="Zu spät"),
        lambda: staff.do(draft_grid.discard, draft),
        lambda: staff.do(draft_grid.hand_in, draft),
    ):
        with pytest.raises(Refused, match="zur Freigabe"):
            act()


def test_a_change_after_the_approval_makes_it_void(house: HouseUnderTest, staff: Desk, head: Desk) -> None:
    draft = staff.do(draft_grid.start, area=Area.BENEFITS)
    label = staff.do(draft_grid.hand_in, draft)
    head.approve(label)
    with pytest.raises(NotPermitted):
        staff.do(draft_grid.take_back, draft)
    head.do(draft_grid.take_back, draft)
    with house.runtime.transaction(writes=False) as session:
        assert find_version(session, Area.BENEFITS, label).state is VersionState.WITHDRAWN
        assert version_of_month(session, Area.BENEFITS, NEXT).version == BUILTIN_LABEL
    staff.save(draft, "L01", title="Geändert")
    again = staff.do(draft_grid.hand_in, draft)
    assert again == f"{label}-2"
    with pytest.raises(Refused, match="schon offen"):
        head.do(draft_grid.take_back, head.do(draft_grid.start, area=Area.BENEFITS))


def test_a_version_that_a_month_uses_is_not_taken_back(
    house: HouseUnderTest, staff: Desk, head: Desk
) -> None:
    draft = staff.do(draft_grid.start, area=Area.BENEFITS)
    head.approve(staff.do(draft_grid.hand_in, draft))
    set_month(house, Area.BENEFITS, NEXT, MonthState.DRAWN)
    with pytest.raises(Refused, match="schon in Gebrauch"):
        head.do(draft_grid.take_back, draft)


def test_a_draft_is_put_away_and_gone(staff: Desk, draft: str) -> None:
    staff.do(draft_grid.discard, draft)
    with pytest.raises(NotThere):
        staff.save(draft, "L01", title="Zu spät")


def test_export_and_import_of_a_draft_lose_nothing(staff: Desk, draft: str) -> None:
    staff.save(draft, "L01", title='Mit "Zeichen": und # Raute', guidance="Zeile 1\nZeile 2\n\n- Punkt")
    text = draft_yaml(staff.values(draft))
    again = staff.do(draft_grid.import_file, area=Area.BENEFITS, text=text)
    assert staff.values(again) == staff.values(draft)


def test_a_faulty_file_becomes_a_draft_to_be_mended(staff: Desk) -> None:
    text = to_yaml(load_builtin("benefits")).replace("group: A", "group: Z", 1)
    draft = staff.do(draft_grid.import_file, area=Area.BENEFITS, text=text)
    assert staff.point(draft, "L01")["group"] == "Z"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a: [1", "not valid YAML"),
        ("- a\n- b\n", "Entries of the form"),
        (builtin("integration"), "belongs to another area"),
        ("a: 1\na: 2\n", "twice"),
    ],
)
def test_what_is_no_grid_of_the_area_becomes_no_draft(staff: Desk, text: str, reason: str) -> None:
    with pytest.raises(ChecklistRejected, match=reason):
        staff.do(draft_grid.import_file, area=Area.BENEFITS, text=text)


@pytest.mark.parametrize("who", ["mui", "controller", "z06", "revision", "management"])
def test_a_draft_is_the_business_of_its_unit(house: HouseUnderTest, draft: str, who: str) -> None:
    other = Desk(house, who)
    with pytest.raises(NotThere):
        other.save(draft, "L01", title="Fremd")
    with pytest.raises((NotPermitted, NotThere)):
        other.do(draft_grid.start, area=Area.BENEFITS)


def test_the_journal_names_beginning_and_end_of_a_draft(
    house: HouseUnderTest, staff: Desk, draft: str
) -> None:
    staff.do(draft_grid.discard, draft)
    with house.runtime.transaction(writes=False) as session:
        newest = [(entry.actor, entry.event) for entry in journal.latest(session, 2)]
    assert sorted(newest) == [
        ("gur-staff", "checklist_draft_discarded"),
        ("gur-staff", "checklist_draft_started"),
    ]
