"""Branch room: wishes to void a draw, and what was decided about them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, null, select, text, update
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column, relationship

from iks.domain.month import Month
from iks.domain.values import Area, CheckState
from iks.store.base import Base, Code, RandomId
from iks.store.casework import FileCheck
from iks.store.draws import Draw, SampleFile
from iks.store.frames import Frame, forget_attributes


class VoidRequest(Base):
    """The wish of a unit head to void a draw, and what the revision decided about it."""

    __tablename__ = "void_request"
    __table_args__ = (
        CheckConstraint("decision IN ('approved', 'refused', 'withdrawn')", name="decision"),
        CheckConstraint("(decision IS NULL) = (decided_at IS NULL)", name="decided_when"),
        # One open wish at a time.
        Index(
            "uq_void_request_open",
            "draw_id",
            unique=True,
            sqlite_where=text("decision IS NULL"),
            postgresql_where=text("decision IS NULL"),
        ),
    )

    id: Mapped[RandomId]
    draw_id: Mapped[str] = mapped_column(ForeignKey("draw.id"))
    reason: Mapped[str]
    requested_by: Mapped[str] = mapped_column(ForeignKey("account.id"))
    requested_at: Mapped[datetime]
    decision: Mapped[Code | None]
    decided_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None]
    # Why the revision refused; empty when it approved.
    answer: Mapped[str] = mapped_column(default="")

    draw: Mapped[Draw] = relationship(lazy="joined")


def get_request(session: Session, request_id: str, *, lock: bool = False) -> VoidRequest | None:
    """Return a wish, its row locked for the decision when asked."""
    query = select(VoidRequest).where(VoidRequest.id == request_id)
    if lock:
        query = query.with_for_update(of=VoidRequest).execution_options(populate_existing=True)
    return session.scalars(query).one_or_none()


def open_request(session: Session, draw: Draw) -> VoidRequest | None:
    """Return the wish about a draw that nobody has decided yet."""
    query = select(VoidRequest).where(VoidRequest.draw_id == draw.id, VoidRequest.decision.is_(None))
    return session.scalars(query).one_or_none()


def requests_of(session: Session, areas: Sequence[Area]) -> list[VoidRequest]:
    """Return all wishes of some areas, the newest first."""
    query = select(VoidRequest).join(Draw, VoidRequest.draw_id == Draw.id).where(Draw.area.in_(areas))
    return list(session.scalars(query.order_by(VoidRequest.requested_at.desc(), VoidRequest.id)))


def requests_in(session: Session, area: Area, month: Month) -> list[VoidRequest]:
    """Return all wishes about the draws of a month, the newest first."""
    return [wish for wish in requests_of(session, [area]) if wish.draw.month == month]


def voided_draws(session: Session, area: Area, month: Month) -> list[Draw]:
    """Return the regular draws of a month that were declared void, in their order."""
    query = select(Draw).where(Draw.month == month, Draw.draw_code == area.value, Draw.voided_at.is_not(None))
    return list(session.scalars(query.order_by(Draw.attempt)))


def months_to_draw_again(session: Session, area: Area) -> list[Month]:
    """Return the months whose draw was declared void and that have no new list yet, the oldest first."""
    again = aliased(Frame)
    has_list = (
        select(again.id)
        .where(again.area == area, again.month == Draw.month, again.code == "", again.voided_at.is_(None))
        .exists()
    )
    query = select(Draw.month).where(Draw.draw_code == area.value, Draw.voided_at.is_not(None), ~has_list)
    return list(session.scalars(query.distinct().order_by(Draw.month)))


def months_without_draw(session: Session, area: Area) -> list[Month]:
    """Return the months whose draw was declared void and that are not drawn again yet, the oldest first."""
    again = aliased(Draw)
    is_drawn = (
        select(again.id)
        .where(again.draw_code == Draw.draw_code, again.month == Draw.month, again.voided_at.is_(None))
        .exists()
    )
    query = select(Draw.month).where(Draw.draw_code == area.value, Draw.voided_at.is_not(None), ~is_drawn)
    return list(session.scalars(query.distinct().order_by(Draw.month)))


def begun_sheets(session: Session, area: Area, month: Month, branch: str = "") -> list[FileCheck]:
    """Return the sheets that were begun under void draws of a month, of one branch or of all."""
    query = (
        select(FileCheck)
        .join(SampleFile, FileCheck.sample_file_id == SampleFile.id)
        .join(Draw, SampleFile.draw_id == Draw.id)
        .where(Draw.area == area, Draw.month == month, Draw.voided_at.is_not(None))
        .where(FileCheck.state.in_((CheckState.IN_PROGRESS, CheckState.FINISHED)))
        .order_by(Draw.attempt, Draw.draw_code, SampleFile.branch_code, SampleFile.position)
    )
    return list(session.scalars(query.where(FileCheck.branch_code == branch) if branch else query))


def forget_list_of(session: Session, draw: Draw) -> None:
    """Erase what the list of a void draw says about its files; numbers, strata and tickets stay."""
    forget_attributes(session, draw.frame)
    erased = update(SampleFile).where(SampleFile.draw_id == draw.id).values(attributes=null())
    session.execute(erased, execution_options={"synchronize_session": "fetch"})
