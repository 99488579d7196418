"""How tests correct answers after the submission, and ask to see what was corrected."""

from iks.domain.values import Area
from iks.services import ask_corrected_values, open_corrected_values
from iks.services.close_month import close
from iks.services.correct_month import correct_sheet
from iks.services.open_corrected_values import CorrectedValues
from tests.house_under_test import MONTH, HouseUnderTest
from tests.services.branch_factory import ENTRIES, check_all, drawn_house, first_sheet, look, submit

UNIT_HEADS = {Area.BENEFITS: "gur", Area.INTEGRATION: "mui"}
# A free text of each kind carries a word that no page of the revision may show.
WRONG = {
    Area.BENEFITS: {
        "L08": {
            "answer": "finding",
            "pattern": "allowance_wrong",
            "cause": "software",
            "direction": "overpayment",
            "amount": "85",
            "months": "4",
            "bearer": "federal",
            "note": "canary-note",
            "disputed": "yes",
        }
    },
    Area.INTEGRATION: {"M01": {"answer": "not_assessable", "reason": "canary-reason"}},
}
WHY_CORRECTED = "Frau Yilmaz hat den Zufluss im Oktober gemeldet."
WHY_SEEN = "Auffallend viele Berichtigungen in diesem Monat"


def submitted(house: HouseUnderTest, area: Area = Area.BENEFITS) -> None:
    """Let Z06 check all its files without a finding and hand in."""
    drawn_house(house, area)
    check_all(house, area=area)
    submit(house, area=area)


def closed(house: HouseUnderTest, area: Area = Area.BENEFITS) -> None:
    """Close the month."""
    with house.runtime.transaction() as session:
        close(session, house.clock, house.actor(UNIT_HEADS[area]), area, MONTH, "Test")


def correct(
    house: HouseUnderTest,
    area: Area = Area.BENEFITS,
    entries: ENTRIES | None = None,
    *,
    sheet: str = "",
    username: str = "z06",
) -> str:
    """Correct answers of a sheet of a branch, its first one if none is named; return the sheet."""
    found = sheet or first_sheet(house, username, area)
    version = look(house, found, username).version
    with house.runtime.transaction() as session:
        correct_sheet(
            session,
            house.clock,
            house.actor(username),
            found,
            version,
            WRONG[area] if entries is None else entries,
            reason=WHY_CORRECTED,
        )
    return found


def corrected(house: HouseUnderTest, area: Area = Area.BENEFITS) -> str:
    """Submit, close, and correct one answer of the first sheet; return the sheet."""
    drawn_house(house, area)
    return corrected_as_drawn(house, area)


def corrected_as_drawn(house: HouseUnderTest, area: Area = Area.BENEFITS) -> str:
    """Do the same in a house whose month is drawn."""
    check_all(house, area=area)
    submit(house, area=area)
    closed(house, area)
    return correct(house, area)


def ask(
    house: HouseUnderTest,
    area: Area = Area.BENEFITS,
    *,
    username: str = "revision",
    branch: str = "Z06",
    reason: str = WHY_SEEN,
) -> str:
    """Ask to see the corrected values of a branch."""
    with house.runtime.transaction() as session:
        actor = house.actor(username)
        return ask_corrected_values.ask(session, house.clock, actor, area, MONTH, branch, reason)


def approve(house: HouseUnderTest, wish: str, username: str = "management") -> None:
    """Let the revision see the values."""
    with house.runtime.transaction() as session:
        ask_corrected_values.approve(session, house.clock, house.actor(username), wish)


def refuse(house: HouseUnderTest, wish: str, username: str = "management", answer: str = "Nein.") -> None:
    """Keep the values closed."""
    with house.runtime.transaction() as session:
        ask_corrected_values.refuse(session, house.clock, house.actor(username), wish, answer)


def withdraw(house: HouseUnderTest, wish: str, username: str = "revision") -> None:
    """Take a wish back."""
    with house.runtime.transaction() as session:
        ask_corrected_values.withdraw(session, house.clock, house.actor(username), wish)


def open_values(house: HouseUnderTest, wish: str, username: str = "revision") -> CorrectedValues:
    """Open old and new values."""
    with house.runtime.transaction() as session:
        return open_corrected_values.open_values(session, house.clock, house.actor(username), wish)
