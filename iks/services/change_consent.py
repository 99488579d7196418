"""Change a setting that touches anonymity: ask for a looser value, decide about it, or make it stricter."""

from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from iks.domain.clock import Clock, local_date
from iks.domain.consent import (
    LADDERS,
    LONGEST_DOCUMENT,
    LONGEST_REASON,
    ConsentSetting,
    ConsentState,
    begins,
    in_force,
    is_looser,
    to_come,
)
from iks.domain.consent_events import ConsentAsked, ConsentDecided, SettingTightened
from iks.domain.month import Month
from iks.domain.roles import Actor, Permission
from iks.domain.values import Area
from iks.errors import N_, FieldFault, FieldsRejected, NotThere, Refused
from iks.store import journal
from iks.store.consents import SettingChange, changes_of, decided, get_change

ASKED_ALREADY = N_("Der Personalrat hat hierzu schon eine Anfrage, die noch offen ist.")
UNCHANGED = N_("An der Einstellung hat sich nichts geändert.")


@dataclass(frozen=True)
class Wish:
    """What a head asks for: a looser value, the agreement it rests on, and why."""

    setting: ConsentSetting
    value: str
    document: str
    reason: str


def ask(session: Session, clock: Clock, actor: Actor, area: Area, wish: Wish) -> SettingChange:
    """Ask the staff council to consent to a looser value.

    Raises
    ------
    NotThere
        When the setting has no such value, or it is not the person's area.
    FieldsRejected
        When the document or the reason is missing or too long.
    Refused
        When the value is not looser, or a request is open.
    """
    actor.require(Permission.ASK_CONSENT, area)
    setting, value = wish.setting, wish.value
    _known(setting, value)
    words, because = " ".join(wish.document.split()), " ".join(wish.reason.split())
    faults = [
        *_text_faults("document", words, LONGEST_DOCUMENT, N_("Bitte nennen Sie die Vereinbarung.")),
        *_text_faults("reason", because, LONGEST_REASON, N_("Bitte nennen Sie den Grund.")),
    ]
    if faults:
        raise FieldsRejected(faults)
    rows = changes_of(session, setting, area)
    month = Month.of(local_date(clock.now()))
    changes = decided(rows)
    planned = to_come(setting, changes, month) or in_force(setting, changes, month)
    if not is_looser(setting, value, planned.value):
        raise Refused(N_("Diese Einstellung gilt schon oder ist schon beschlossen."), kept=UNCHANGED)
    if any(row.state is ConsentState.OPEN for row in rows):
        raise Refused(ASKED_ALREADY, kept=UNCHANGED)
    made = SettingChange(
        setting=setting.value,
        area=area,
        value=value,
        document=words,
        reason=because,
        asked_by=actor.user_id,
        asked_at=clock.now(),
        state=ConsentState.OPEN,
    )
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:
        # Somebody else asked in the same moment.
        raise Refused(ASKED_ALREADY, kept=UNCHANGED) from None
    event = ConsentAsked(area.value, setting.value, value, words, because)
    journal.record(session, actor, event, made.asked_at)
    return made


def decide(
    session: Session, clock: Clock, actor: Actor, change_id: str, *, gives: bool, answer: str = ""
) -> SettingChange:
    """Give or refuse consent, as the staff council; a refusal says why.

    Raises
    ------
    NotThere
        When there is no such request.
    FieldsRejected
        When a refusal has no reason.
    Refused
        When it is decided already, or the person asked for it herself.
    """
    actor.require(Permission.GIVE_CONSENT)
    row = _open(session, change_id)
    if row.asked_by == actor.user_id:
        raise Refused(
            N_("Wer etwas anfragt, kann nicht selbst zustimmen."),
            kept=UNCHANGED,
            todo=N_("Bitte lassen Sie eine andere Person des Personalrats entscheiden."),
        )
    words = " ".join(answer.split())
    if not gives and (
        faults := list(
            _text_faults(
                "answer", words, LONGEST_REASON, N_("Bitte schreiben Sie, warum Sie nicht zustimmen.")
            )
        )
    ):
        raise FieldsRejected(faults)
    if gives:
        row.valid_from = _beginning(session, clock, row)
    return _settle(
        session,
        clock,
        actor,
        row,
        ConsentState.GIVEN if gives else ConsentState.REFUSED,
        "" if gives else words,
    )


def take_back(session: Session, clock: Clock, actor: Actor, change_id: str) -> SettingChange:
    """Take back a request that nobody has decided, as a head of the unit that asked.

    Raises
    ------
    NotThere
        When there is no such request in the person's area.
    Refused
        When it is decided already.
    """
    actor.require(Permission.ASK_CONSENT)
    row = _open(session, change_id)
    actor.require(Permission.ASK_CONSENT, row.area)
    return _settle(session, clock, actor, row, ConsentState.TAKEN_BACK, "")


def tighten(
    session: Session,
    clock: Clock,
    actor: Actor,
    area: Area,
    setting: ConsentSetting,
    value: str,
    *,
    reason: str,
) -> SettingChange:
    """Make a setting stricter at once, or stop a looser value that has not begun.

    Raises
    ------
    NotThere
        When the setting has no such value, or it is not the person's area.
    FieldsRejected
        When there is no reason.
    Refused
        When the value is not stricter than what holds or is to come.
    """
    permission = Permission.GIVE_CONSENT if actor.may(Permission.GIVE_CONSENT) else Permission.ASK_CONSENT
    actor.require(permission, area)
    _known(setting, value)
    because = " ".join(reason.split())
    if faults := list(_text_faults("reason", because, LONGEST_REASON, N_("Bitte nennen Sie den Grund."))):
        raise FieldsRejected(faults)
    month = Month.of(local_date(clock.now()))
    changes = decided(changes_of(session, setting, area))
    held = to_come(setting, changes, month) or in_force(setting, changes, month)
    if not is_looser(setting, held.value, value):
        raise Refused(N_("So streng ist die Einstellung schon."), kept=UNCHANGED)
    now = clock.now()
    made = SettingChange(
        setting=setting.value,
        area=area,
        value=value,
        document="",
        reason=because,
        asked_by=actor.user_id,
        asked_at=now,
        state=ConsentState.GIVEN,
        decided_by=actor.user_id,
        decided_at=now,
        valid_from=begins(setting, value, held.value, month),
    )
    session.add(made)
    session.flush()
    event = SettingTightened(area.value, setting.value, value, str(made.valid_from), because)
    journal.record(session, actor, event, now)
    return made


def _known(setting: ConsentSetting, value: str) -> None:
    if value not in LADDERS[setting]:
        raise NotThere


def _open(session: Session, change_id: str) -> SettingChange:
    row = get_change(session, change_id, lock=True)
    if row is None:
        raise NotThere
    if row.state is not ConsentState.OPEN:
        raise Refused(N_("Über diese Anfrage ist schon entschieden."), kept=UNCHANGED)
    return row


def _beginning(session: Session, clock: Clock, row: SettingChange) -> Month:
    month = Month.of(local_date(clock.now()))
    setting = ConsentSetting(row.setting)
    held = in_force(setting, decided(changes_of(session, setting, row.area)), month)
    return begins(setting, row.value, held.value, month)


def _settle(
    session: Session, clock: Clock, actor: Actor, row: SettingChange, state: ConsentState, answer: str
) -> SettingChange:
    row.state, row.answer = state, answer
    row.decided_by, row.decided_at = actor.user_id, clock.now()
    session.flush()
    begins_with = str(row.valid_from) if row.valid_from else ""
    event = ConsentDecided(row.area.value, row.setting, row.value, state.value, begins_with, answer)
    journal.record(session, actor, event, row.decided_at)
    return row


def _text_faults(name: str, text: str, limit: int, missing: str) -> list[FieldFault]:
    if not text:
        return [FieldFault(name, missing)]
    if len(text) > limit:
        return [FieldFault(name, N_("Bitte kürzen Sie den Text auf %(limit)s Zeichen."), {"limit": limit})]
    return []
