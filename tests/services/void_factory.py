"""How tests ask for a void draw and decide about it."""

from datetime import UTC, datetime

from iks.domain.values import Area
from iks.services import void_draw
from iks.services.draw_month import DrawnMonth
from tests.house_under_test import MONTH, HouseUnderTest
from tests.month_under_test import SIZES, draw, lock, small_list, upload

UNIT_HEADS = {Area.BENEFITS: "gur", Area.INTEGRATION: "mui"}
REASON = "In der Liste fehlen Akten von Z06"
# Wednesday of the second week: the draw comes six working days late.
LATER = datetime(2026, 12, 9, 9, 0, tzinfo=UTC)


def ask(
    house: HouseUnderTest, area: Area = Area.BENEFITS, *, username: str = "", reason: str = REASON
) -> str:
    """Ask as the unit head, or as somebody else."""
    with house.runtime.transaction() as session:
        actor = house.actor(username or UNIT_HEADS[area])
        return void_draw.ask(session, house.clock, actor, area, MONTH, reason)


def approve(house: HouseUnderTest, wish: str, username: str = "revision") -> None:
    """Declare the draw void."""
    with house.runtime.transaction() as session:
        void_draw.approve(session, house.clock, house.actor(username), wish)


def refuse(house: HouseUnderTest, wish: str, answer: str = "Z06 steht in der Liste.") -> None:
    """Let the draw stand."""
    with house.runtime.transaction() as session:
        void_draw.refuse(session, house.clock, house.actor("revision"), wish, answer)


def withdraw(house: HouseUnderTest, wish: str, username: str = "gur") -> None:
    """Take the wish back."""
    with house.runtime.transaction() as session:
        void_draw.withdraw(session, house.clock, house.actor(username), wish)


def voided(house: HouseUnderTest, area: Area = Area.BENEFITS) -> str:
    """Declare the draw of an area void, with two persons."""
    wish = ask(house, area)
    approve(house, wish)
    return wish


def drawn_again(house: HouseUnderTest, area: Area = Area.BENEFITS) -> DrawnMonth:
    """Draw from a new list, a week after the first one."""
    upload(house, area, small_list(area, {**SIZES, "Z06": 60}))
    lock(house, area)
    house.clock.set(LATER)
    return draw(house, area)
