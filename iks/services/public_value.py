"""The public value: the revision names its source before the lock, and the value comes after it.

A value that may be chosen after the lock without being announced could be tried until the sample pleases.
"""

from sqlalchemy.orm import Session

from iks.domain.clock import Clock
from iks.domain.draw_events import PublicSourceNamed
from iks.domain.month import Month
from iks.domain.roles import Actor, Permission
from iks.domain.values import Area, MonthState
from iks.errors import N_, InvalidInput, Refused
from iks.store import journal
from iks.store.frames import Frame, current_frame, next_attempt
from iks.store.months import get_month
from iks.store.organisation import put_setting, setting_of_month
from sampling import InputRejected
from sampling.seed import canonical_public_value

SETTING = "public_source"
NOT_DRAWN = N_("Es wurde nicht gezogen.")


def announced_source(session: Session, area: Area, month: Month) -> str:
    """Return the source that was named for the next list of a month; empty when there is none."""
    found = setting_of_month(session, _name(area), month)
    # The result of a source named for a voided draw may be known by now.
    if found is None or found.value["attempt"] != next_attempt(session, area, month):
        return ""
    return str(found.value["source"])


def name_source(session: Session, clock: Clock, actor: Actor, area: Area, month: Month, source: str) -> str:
    """Name what the public value of a month will be; an empty source takes an earlier one back.

    Raises
    ------
    Refused
        When the list is locked already.
    InvalidInput
        When the text is too long or holds an invisible character.
    """
    actor.require(Permission.PROVE_DRAW, area=area)
    audit = get_month(session, area, month, lock=True)
    if audit is not None and audit.state is not MonthState.PLANNED:
        raise Refused(
            N_("Die Bestandsliste dieses Monats ist schon gesperrt."),
            kept=N_("Es bleibt bei dem, was bei der Sperre festgelegt wurde."),
            todo=N_("Für den nächsten Monat können Sie die Quelle jetzt nennen."),
        )
    try:
        text = canonical_public_value(source)
    except InputRejected:
        raise InvalidInput(
            N_("Die Quelle hat mehr als 200 Zeichen oder ein unsichtbares Zeichen."),
            kept=N_("Es wurde nichts gespeichert."),
        ) from None
    attempt = next_attempt(session, area, month)
    put_setting(session, _name(area), month, {"attempt": attempt, "source": text})
    journal.record(session, actor, PublicSourceNamed(area, str(month), attempt, text), clock.now())
    return text


def canonical_value(text: str) -> str:
    """Return a public value in the form that enters the seed.

    Raises
    ------
    InvalidInput
        When it has a form that cannot be mixed in.
    """
    try:
        return canonical_public_value(text)
    except InputRejected:
        raise InvalidInput(
            N_("Der öffentliche Wert hat mehr als 200 Zeichen oder ein unsichtbares Zeichen."),
            kept=NOT_DRAWN,
        ) from None


def typed_value(text: str) -> str:
    """Return a value that was typed to be looked at before it is mixed in.

    Raises
    ------
    InvalidInput
        When it is empty, or has a form that cannot be mixed in.
    """
    value = canonical_value(text)
    if not value:
        raise InvalidInput(N_("Bitte tragen Sie den öffentlichen Wert ein."), kept=NOT_DRAWN)
    return value


def needs_value(frame: Frame, *, required: bool) -> bool:
    """Return whether a list can only be drawn with a public value, as its lock has fixed."""
    # A list that the version before locked names no source; there the setting of the house decides.
    return bool(frame.public_source) or (frame.allocation is None and required)


def waits_for_value(session: Session, area: Area, month: Month, *, required: bool) -> bool:
    """Return whether the list of a month can only be drawn with a public value."""
    frame = current_frame(session, area, month)
    return frame is not None and needs_value(frame, required=required)


def refuse_other_value(frame: Frame, public_value: str, *, required: bool) -> None:
    """Refuse a draw whose public value is not what the lock has fixed: one lacks, or none was announced."""
    needed = needs_value(frame, required=required)
    if needed and not public_value:
        raise Refused(
            N_("Für diese Ziehung fehlt noch der öffentliche Wert."),
            kept=NOT_DRAWN,
            todo=N_("Die Innenrevision ermittelt ihn vor Zeugen und trägt ihn auf ihrer Seite ein."),
        )
    if public_value and not needed:
        raise Refused(
            N_("Für diese Ziehung wurde bei der Sperre kein öffentlicher Wert angekündigt."),
            kept=NOT_DRAWN,
            todo=N_("Nennen Sie die Quelle für den nächsten Monat, bevor dessen Liste gesperrt wird."),
        )


def _name(area: Area) -> str:
    return f"{SETTING}_{area.value}"
