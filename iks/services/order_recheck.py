"""Order the re-check of an area, once: from then on checked sheets are drawn for a second, blind check."""

from sqlalchemy.orm import Session

from iks.domain.clock import Clock, local_date
from iks.domain.draw_events import RecheckOrdered
from iks.domain.month import Month
from iks.domain.roles import Actor, Permission
from iks.domain.values import Area
from iks.errors import N_, InvalidInput, Refused
from iks.services.commit_seed import ensure_commitment
from iks.services.seed_vault import SeedVault
from iks.store import journal
from iks.store.focus import RECHECK
from iks.store.organisation import put_setting, setting

__all__ = [
    "LEAST_SHEETS",
    "MOST_SHEETS",
    "RECHECK",
    "change_sheets",
    "order_recheck",
    "recheck_code",
    "sheets_to_draw",
]

LEAST_SHEETS, MOST_SHEETS = 10, 50


def recheck_code(area: Area) -> str:
    """Return the draw id of the re-check of an area."""
    return f"{area.value}/{RECHECK}"


def sheets_to_draw(session: Session, area: Area, month: Month) -> int | None:
    """Return how many sheets of a month are drawn; nothing where no re-check was ordered for it."""
    found = setting(session, _name(area), month)
    return None if found is None else int(found)


def order_recheck(
    session: Session, clock: Clock, actor: Actor, vault: SeedVault, area: Area, sheets: int = LEAST_SHEETS
) -> str:
    """Order the re-check from this month on and return the commitment of its first draw.

    Raises
    ------
    Refused
        When it is ordered already.
    InvalidInput
        When the number of sheets is not from 10 to 50.
    """
    actor.require(Permission.ORDER_RECHECK, area)
    begin = Month.of(local_date(clock.now()))
    if sheets_to_draw(session, area, begin) is not None:
        raise Refused(
            N_("Die Nachprüfung ist schon angeordnet."),
            kept=N_("An ihr hat sich nichts geändert."),
        )
    _save(session, clock, actor, area, begin, sheets)
    return ensure_commitment(session, clock, actor, vault, recheck_code(area))


def change_sheets(session: Session, clock: Clock, actor: Actor, area: Area, sheets: int) -> Month:
    """Set how many sheets are drawn from the next month on, and return that month.

    Raises
    ------
    Refused
        When no re-check is ordered.
    InvalidInput
        When the number of sheets is not from 10 to 50.
    """
    actor.require(Permission.ORDER_RECHECK, area)
    begin = Month.of(local_date(clock.now())).shift(1)
    if sheets_to_draw(session, area, begin) is None:
        raise Refused(N_("Die Nachprüfung ist noch nicht angeordnet."))
    _save(session, clock, actor, area, begin, sheets)
    return begin


def _save(session: Session, clock: Clock, actor: Actor, area: Area, begin: Month, sheets: int) -> None:
    if not LEAST_SHEETS <= sheets <= MOST_SHEETS:
        raise InvalidInput(
            N_("Bitte geben Sie eine Zahl von %(least)s bis %(most)s ein."),
            least=LEAST_SHEETS,
            most=MOST_SHEETS,
        )
    put_setting(session, _name(area), begin, sheets)
    event = RecheckOrdered(area.value, recheck_code(area), str(begin))
    journal.record(session, actor, event, clock.now())


def _name(area: Area) -> str:
    return f"recheck_sheets_{area.value}"
