"""Make one draw from a locked list: prove what it rests on, mix the seed, and let only one draw pass."""

from datetime import datetime

from sqlalchemy import exc
from sqlalchemy.orm import Session

from checklists.model import Checklist
from iks.domain.clock import Clock, local_date
from iks.domain.month import next_working_day
from iks.errors import N_, Refused
from iks.services.check_before_draw import proved_frame, proved_secret
from iks.services.issue_sheets import Sample
from iks.services.lock_frame import allocation_of, at_time
from iks.services.public_value import refuse_other_value
from iks.services.seed_vault import SeedVault
from iks.store.draws import Draw
from iks.store.frames import Frame
from sampling import draw, mix_seed


def make_draw(
    session: Session, clock: Clock, vault: SeedVault, frame: Frame, grid: Checklist, public_value: str
) -> tuple[Draw, Sample]:
    """Mix the seed from what is proved, draw, and store the draw; the seed itself is kept nowhere.

    Raises
    ------
    Refused
        When somebody else has drawn from this list, its chain has no further secret, or the public
        value is not what the lock has fixed.
    IntegrityError
        When stored rows, digest, secret and journal contradict each other; nothing is drawn then.
    """
    refuse_other_value(frame, public_value, required=bool(public_value))
    canonical, lock = proved_frame(session, clock, frame, grid)
    link, secret = proved_secret(session, vault, frame.draw_code, lock)
    allocation, now = allocation_of(frame, grid), clock.now()
    seed = mix_seed(str(frame.month), link.draw_code, allocation, canonical.digest, secret, public_value)
    made = Draw(
        area=frame.area,
        month=frame.month,
        draw_code=link.draw_code,
        attempt=frame.attempt,
        frame=frame,
        secret=link,
        allocation=dict(allocation),
        public_value=public_value,
        public_source=frame.public_source,
        drawn_at=now,
        late=local_date(now) > next_working_day(frame.month.first_day),
    )
    _save_first(session, made)
    return made, draw(canonical, seed, allocation)


def drawn_before(moment: datetime | None = None) -> Refused:
    """Return the refusal of a second draw, with the time of the first one where it is known."""
    kept = N_("An der Stichprobe hat sich nichts geändert.")
    if moment is None:
        return Refused(N_("Für diesen Monat wird gerade schon gezogen."), kept=kept)
    return Refused(N_("Dieser Monat ist schon gezogen (%(when)s)."), kept=kept, when=at_time(moment))


def _save_first(session: Session, made: Draw) -> None:
    """Store the draw; the database lets only one of a month pass, whoever else tries at this moment."""
    try:
        # A savepoint keeps the transaction usable for the page that tells the one who came second.
        with session.begin_nested():
            session.add(made)
    except exc.IntegrityError:
        raise drawn_before() from None
    made.secret.state = "used"
