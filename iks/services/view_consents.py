"""Show settings that are looser only with consent: what holds, what was asked, decided and is to come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from iks.domain.clock import Clock, local_date
from iks.domain.consent import (
    LADDERS,
    ConsentSetting,
    ConsentState,
    InForce,
    in_force,
    strictest,
    to_come,
)
from iks.domain.month import Month
from iks.domain.roles import Actor, Permission
from iks.domain.values import Area
from iks.store.accounts import Account
from iks.store.consents import SettingChange, changes_of, decided


@dataclass(frozen=True)
class ChangeLine:
    """One request or stricter value, and what became of it; ``is_looser`` says that it needed consent."""

    id: str
    value: str
    is_looser: bool
    document: str
    reason: str
    asked_by: str
    asked_on: date
    state: ConsentState
    decided_by: str
    decided_on: date | None
    answer: str
    valid_from: Month | None


@dataclass(frozen=True)
class SettingView:
    """One setting of an area; ``coming`` is a looser value that has not begun."""

    setting: ConsentSetting
    area: Area
    strict: str
    loose: str
    held: InForce
    coming: InForce | None
    open: ChangeLine | None
    history: tuple[ChangeLine, ...]
    may_ask: bool
    may_decide: bool
    may_take_back: bool
    may_tighten: bool
    # Whether the person may see what the setting is about, where it exists.
    may_see: bool

    @property
    def is_loose(self) -> bool:
        """Whether a looser value holds or is to come."""
        return self.held.value != self.strict or self.coming is not None


@dataclass(frozen=True)
class Loosened:
    """A looser value that everybody is told of: since when or from when, on which agreement, when given."""

    setting: ConsentSetting
    area: Area
    since: Month | None
    has_begun: bool
    document: str
    given_on: date | None


def settings_page(session: Session, clock: Clock, actor: Actor) -> tuple[SettingView, ...]:
    """Return all settings of both areas with their history; they hold no figure, so everybody may look."""
    actor.require(Permission.SIGNED_IN)
    return tuple(_view(session, clock, actor, setting, area) for setting in ConsentSetting for area in Area)


def loosened(session: Session, clock: Clock) -> tuple[Loosened, ...]:
    """Return the looser values that hold or are to come, for every start page."""
    found = []
    month = Month.of(local_date(clock.now()))
    for setting in ConsentSetting:
        for area in Area:
            rows = changes_of(session, setting, area)
            held, coming = in_force(setting, decided(rows), month), to_come(setting, decided(rows), month)
            value = held if held.value != strictest(setting) else coming
            if value is not None and value.value != strictest(setting):
                found.append(_loosened(setting, area, value, rows, has_begun=value is held))
    return tuple(found)


def open_requests(session: Session, actor: Actor) -> dict[Area, int]:
    """Return how many requests wait for the staff council, by area."""
    areas = actor.areas(Permission.GIVE_CONSENT)
    waiting = {
        area: sum(
            row.state is ConsentState.OPEN
            for setting in ConsentSetting
            for row in changes_of(session, setting, area)
        )
        for area in areas
    }
    return {area: number for area, number in waiting.items() if number}


def _loosened(
    setting: ConsentSetting, area: Area, value: InForce, rows: Sequence[SettingChange], *, has_begun: bool
) -> Loosened:
    given = next(
        row
        for row in rows
        if row.state is ConsentState.GIVEN and row.valid_from == value.since and row.document
    )
    on = local_date(given.decided_at) if given.decided_at else None
    return Loosened(setting, area, value.since, has_begun, given.document, on)


def _view(session: Session, clock: Clock, actor: Actor, setting: ConsentSetting, area: Area) -> SettingView:
    rows = changes_of(session, setting, area)
    month = Month.of(local_date(clock.now()))
    held, coming = in_force(setting, decided(rows), month), to_come(setting, decided(rows), month)
    strict, loose = LADDERS[setting][0], LADDERS[setting][-1]
    waiting = next((row for row in rows if row.state is ConsentState.OPEN), None)
    is_loose = held.value != strict or coming is not None
    asks = actor.may(Permission.ASK_CONSENT, area)
    gives = actor.may(Permission.GIVE_CONSENT, area)
    return SettingView(
        setting=setting,
        area=area,
        strict=strict,
        loose=loose,
        held=held,
        coming=coming,
        open=_line(session, waiting) if waiting else None,
        history=tuple(_line(session, row) for row in rows if row.state is not ConsentState.OPEN),
        may_ask=asks and not waiting and not is_loose,
        may_decide=gives and waiting is not None and waiting.asked_by != actor.user_id,
        may_take_back=asks and waiting is not None,
        may_tighten=(asks or gives) and is_loose,
        may_see=actor.may(Permission.SEE_RELEASED, area),
    )


def _line(session: Session, row: SettingChange) -> ChangeLine:
    return ChangeLine(
        id=row.id,
        value=row.value,
        is_looser=bool(row.document),
        document=row.document,
        reason=row.reason,
        asked_by=_person(session, row.asked_by),
        asked_on=local_date(row.asked_at),
        state=row.state,
        decided_by=_person(session, row.decided_by),
        decided_on=local_date(row.decided_at) if row.decided_at else None,
        answer=row.answer,
        valid_from=row.valid_from,
    )


def _person(session: Session, account_id: str | None) -> str:
    account = session.get(Account, account_id) if account_id else None
    return account.display_name if account else ""
