"""Lists with a rare kind of file, topics that concern it, and the way from the order to the draw."""

from datetime import UTC, datetime

from iks.domain.focus import FocusWish, Term
from iks.domain.month import Month
from iks.domain.roles import Actor
from iks.domain.values import Area
from iks.services.attach_focus_grid import attach_grid
from iks.services.draw_focus import DrawnFocus, FocusDue, draw_focus
from iks.services.order_focus import order, propose
from iks.services.set_up_house import BranchPlan, install_branches
from tests.focus_grid import short_grid
from tests.house_under_test import HouseUnderTest
from tests.kept_houses import kept
from tests.month_under_test import BENEFITS_HEADER, INTEGRATION_HEADER, draw, lock, upload

NEXT = Month(2027, 1)
# December is drawn by then, and January's list is not locked.
ORDER_MOMENT = datetime(2026, 12, 10, 9, 0, tzinfo=UTC)
NEXT_DRAW = datetime(2027, 1, 4, 5, 0, tzinfo=UTC)
MORE = tuple(BranchPlan(f"Z{n:02}", f"Ort {n}", "district") for n in range(20, 25))
CODES = ("S13", "Z01", "Z06", *(plan.code for plan in MORE))
# A branch without any file of the kind.
WITHOUT = "S13"
MATCHING = {code: 8 for code in CODES if code != WITHOUT}
FILES = 20
CODE = "provisional"
TERMS = {
    Area.BENEFITS: (Term("provisional", "eq", (True,)), Term("housing_kind", "in", ("rent",))),
    Area.INTEGRATION: (Term("has_funding", "eq", (True,)),),
}


def open_more_branches(house: HouseUnderTest) -> None:
    """Open so many branches that a topic has a crowd."""
    with house.runtime.transaction() as session:
        install_branches(session, MORE, Month(2024, 1))


def mixed_list(area: Area, matching: dict[str, int] | None = None) -> bytes:
    """Return a list of twenty files in each branch, some of them of the rare kind."""
    return _benefits(matching or MATCHING) if area is Area.BENEFITS else _integration(matching or MATCHING)


def _benefits(matching: dict[str, int]) -> bytes:
    names = {"S13": "U25", "Z01": "Mitte", "Z06": "Bad Cannstatt"} | {plan.code: plan.name for plan in MORE}
    rows = [BENEFITS_HEADER]
    for place, code in enumerate(CODES):
        for number in range(FILES):
            rare = "ja" if number < matching.get(code, 0) else "nein"
            ref = f"{60000 + place}BG{number:07}"
            rows.append(
                f"{names[code]};{ref};Erstantrag;08.2026;01.10.2025;1;nein;nein;nein;{rare};Miete;Zweigstelle"
            )
    return "\r\n".join(rows).encode("cp1252")


def _integration(matching: dict[str, int]) -> bytes:
    rows = [INTEGRATION_HEADER]
    for place, code in enumerate(CODES):
        for number in range(FILES):
            funded = "ja" if number < matching.get(code, 0) else "nein"
            rows.append(
                f"{code},{100 + place:03}A{number:06},30-54,ja,nein,{funded},,nein,nein,nein,Zweigstelle"
            )
    return "\n".join(rows).encode("utf-8-sig")


def wish(area: Area = Area.BENEFITS, **changes: object) -> FocusWish:
    """Return a topic from January to March, with changes."""
    values = {
        "code": CODE,
        "title": "Vorläufige Bewilligungen",
        "reason": "Auffällig in der Auswertung des dritten Quartals",
        "first_month": NEXT,
        "last_month": Month(2027, 3),
        "terms": TERMS[area],
        "files": 5,
    }
    return FocusWish(**(values | changes))  # type: ignore[arg-type]


def head_of(area: Area) -> str:
    """Return the name of the head of the unit in charge."""
    return "gur" if area is Area.BENEFITS else "mui"


@kept
def december_drawn(house: HouseUnderTest, *areas: Area) -> None:
    """Draw December, so that a list is locked in which matching files can be counted."""
    open_more_branches(house)
    for area in areas:
        upload(house, area, mixed_list(area))
        lock(house, area)
    house.clock.set(datetime(2026, 12, 1, 5, 0, tzinfo=UTC))
    for area in areas:
        draw(house, area)
    house.clock.set(ORDER_MOMENT)


def proposed(house: HouseUnderTest, area: Area, **changes: object) -> str:
    """Propose a topic as the staff of the unit."""
    with house.runtime.transaction() as session:
        staff = house.actor(f"{head_of(area)}-staff")
        return propose(session, house.clock, staff, area, wish(area, **changes))


def ordered(house: HouseUnderTest, area: Area, **changes: object) -> str:
    """Propose a topic and order it as the head of the unit; return the id of the topic."""
    proposal = proposed(house, area, **changes)
    return order_it(house, proposal, head_of(area))


def order_it(house: HouseUnderTest, proposal: str, username: str, first_month: Month | None = None) -> str:
    """Order a proposal."""
    runtime = house.runtime
    with runtime.transaction() as session:
        return order(session, house.clock, house.actor(username), runtime.vault, proposal, first_month)


def january_locked(house: HouseUnderTest, area: Area, matching: dict[str, int] | None = None) -> None:
    """Lock the list of January on the morning of its draw."""
    upload(house, area, mixed_list(area, matching), month=NEXT)
    house.clock.set(NEXT_DRAW)
    lock(house, area, month=NEXT)


def focus_drawn(
    house: HouseUnderTest, area: Area, *, code: str = CODE, actor: Actor | None = None
) -> DrawnFocus:
    """Draw the topic of January."""
    runtime = house.runtime
    with runtime.transaction() as session:
        due = FocusDue(area, NEXT, code)
        return draw_focus(session, house.clock, actor or Actor.job(), runtime.vault, due, demo=True)


def january_drawn(house: HouseUnderTest, area: Area) -> DrawnFocus:
    """Take a topic from its order to its draw."""
    december_drawn(house, area)
    ordered(house, area)
    january_locked(house, area)
    draw(house, area, month=NEXT)
    return focus_drawn(house, area)


def with_grid(house: HouseUnderTest, area: Area) -> None:
    """Take a topic with a short grid from its order to its draw."""
    december_drawn(house, area)
    topic = ordered(house, area)
    with house.runtime.transaction() as session:
        attach_grid(session, house.clock, house.actor(head_of(area)), topic, short_grid(area))
    january_locked(house, area)
    draw(house, area, month=NEXT)
    focus_drawn(house, area)
