"""Put a wrong guidance right at once; question and scale stay, and both texts are kept."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from checklists.draft import part_digest
from iks.domain.clock import Clock, local_date
from iks.domain.grid_draft import GuidanceState
from iks.domain.grid_events import GuidanceCorrected, GuidanceProposed, GuidanceWithdrawn
from iks.domain.grid_proposal import proposing_function
from iks.domain.roles import Actor, Permission
from iks.domain.values import Area
from iks.errors import N_, FieldFault, FieldsRejected, NotPermitted, NotThere, Refused
from iks.services.view_guidance import point_in_force, texts_of
from iks.store import journal
from iks.store.grid_drafts import GuidanceCorrection, corrections_of

LONGEST_TEXT = 4000
LONGEST_REASON = 500


@dataclass(frozen=True)
class GuidanceWish:
    """A corrected guidance as it was typed; ``seen`` is the digest of the text that the person saw."""

    area: Area
    point: str
    # Empty for the guidance itself, else the legal regime.
    regime: str
    text: str
    reason: str
    seen: str


def correct(session: Session, clock: Clock, actor: Actor, wish: GuidanceWish) -> bool:
    """Correct a guidance; by the head of the unit it holds at once, by others once the head agrees.

    Returns
    -------
    bool
        Whether it is in force.

    Raises
    ------
    FieldsRejected
        When text or reason is missing, too long, or the same as before.
    Refused
        When somebody else corrected the text since, or a proposal for it waits.
    """
    area, point = wish.area, wish.point
    actor.require(Permission.PROPOSE_GRID, area=area)
    _, grid, found = point_in_force(session, clock, area, point)
    wanted = next((one for one in texts_of(session, area, grid, found) if one.regime == wish.regime), None)
    if wanted is None:
        raise NotThere
    _refuse_fields(wish.text, wish.reason, wanted.now.text)
    _refuse_overtaken(session, wish, wanted.now.text)
    correction = GuidanceCorrection(
        area=area,
        check_point=point,
        regime=wish.regime,
        old_text=wanted.now.text,
        new_text=wish.text,
        reason=wish.reason,
        state=GuidanceState.PROPOSED,
        proposed_by=actor.username,
        proposed_on=local_date(clock.now()),
    )
    session.add(correction)
    if actor.may(Permission.APPROVE_GRID, area):
        _put_in_force(session, clock, actor, correction)
        return True
    session.flush()
    event = GuidanceProposed(area, point, wish.regime, part_digest(wish.text))
    journal.record(session, actor, event, clock.now())
    return False


def approve(session: Session, clock: Clock, actor: Actor, correction_id: str) -> None:
    """Put a proposed correction in force.

    Raises
    ------
    NotPermitted
        When the person is not the head of the unit.
    Refused
        When it is decided already, or the text has changed since.
    """
    one = _proposed(session, actor, correction_id)
    if not actor.may(Permission.APPROVE_GRID, one.area):
        raise NotPermitted(N_("In Kraft setzen kann das nur die zuständige Bereichsleitung."))
    _, grid, found = point_in_force(session, clock, one.area, one.check_point)
    now = next((t.now.text for t in texts_of(session, one.area, grid, found) if t.regime == one.regime), None)
    if now != one.old_text:
        raise Refused(
            N_("Der Hinweis ist seit dem Vorschlag geändert worden."),
            kept=N_("Die Berichtigung ist nicht in Kraft."),
            todo=N_("Bitte nehmen Sie den Vorschlag zurück und berichtigen Sie den neuen Text."),
        )
    _put_in_force(session, clock, actor, one)


def withdraw(session: Session, clock: Clock, actor: Actor, correction_id: str) -> None:
    """Take a proposed correction back; one in force is put right by the next correction.

    Raises
    ------
    Refused
        When it is decided already.
    """
    one = _proposed(session, actor, correction_id)
    one.state, one.decided_by = GuidanceState.WITHDRAWN, actor.username
    one.decided_as = proposing_function(actor, one.area)
    session.flush()
    event = GuidanceWithdrawn(one.area, one.check_point, one.regime, part_digest(one.new_text))
    journal.record(session, actor, event, clock.now())


def _refuse_fields(text: str, reason: str, now: str) -> None:
    faults = []
    if not text:
        faults.append(FieldFault("text", N_("Bitte schreiben Sie den Hinweis, wie er richtig ist.")))
    elif text == now:
        faults.append(FieldFault("text", N_("Das ist der Hinweis, der schon gilt.")))
    elif len(text) > LONGEST_TEXT:
        faults.append(
            FieldFault(
                "text", N_("Bitte kürzen Sie den Text auf %(limit)s Zeichen."), {"limit": LONGEST_TEXT}
            )
        )
    if not reason:
        faults.append(FieldFault("reason", N_("Bitte nennen Sie den Grund.")))
    elif len(reason) > LONGEST_REASON:
        faults.append(
            FieldFault(
                "reason", N_("Bitte kürzen Sie den Text auf %(limit)s Zeichen."), {"limit": LONGEST_REASON}
            )
        )
    if faults:
        raise FieldsRejected(faults)


def _refuse_overtaken(session: Session, wish: GuidanceWish, now: str) -> None:
    waiting = [
        one
        for one in corrections_of(session, wish.area, wish.point)
        if one.regime == wish.regime and one.state is GuidanceState.PROPOSED
    ]
    if part_digest(now) != wish.seen or waiting:
        raise Refused(
            N_("Dieser Hinweis ist inzwischen geändert, oder ein Vorschlag dafür liegt schon vor."),
            kept=N_("Ihr Text ist nicht gespeichert; er steht noch im Formular."),
            todo=N_("Bitte sehen Sie sich den neuen Stand an."),
        )


def _proposed(session: Session, actor: Actor, correction_id: str) -> GuidanceCorrection:
    one = session.get(GuidanceCorrection, correction_id, with_for_update=True, populate_existing=True)
    if one is None or not actor.may(Permission.PROPOSE_GRID, one.area):
        raise NotThere
    if one.state is not GuidanceState.PROPOSED:
        raise Refused(
            N_("Über diese Berichtigung ist schon entschieden."), kept=N_("Es hat sich nichts geändert.")
        )
    return one


def _put_in_force(session: Session, clock: Clock, actor: Actor, one: GuidanceCorrection) -> None:
    one.state, one.in_force_since = GuidanceState.IN_FORCE, clock.now()
    one.decided_by, one.decided_as = actor.username, proposing_function(actor, one.area)
    session.flush()
    event = GuidanceCorrected(
        one.area, one.check_point, one.regime, part_digest(one.new_text), one.decided_as
    )
    journal.record(session, actor, event, clock.now())
