"""Branch room: secrets, draws and the files that were drawn."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    func,
    select,
    text,
)
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from iks.domain.month import Month
from iks.domain.values import Area, ExclusionReason
from iks.store.base import Base, ByteText, Code, JsonValue, RandomId, closed_list
from iks.store.frames import Frame


class SeedSecret(Base):
    """One link of the chain of secrets of a draw id; its commitment is public, itself it is sealed."""

    __tablename__ = "seed_secret"
    __table_args__ = (
        UniqueConstraint("draw_code", "position"),
        CheckConstraint("state IN ('committed', 'used', 'destroyed')", name="state"),
        CheckConstraint("(state = 'destroyed') = (sealed IS NULL)", name="destroyed_means_gone"),
    )

    id: Mapped[RandomId]
    # The draw id: area code, or area code "/" code.
    draw_code: Mapped[Code]
    position: Mapped[int]
    commitment: Mapped[str] = mapped_column(String(64), unique=True)
    # The 32 bytes, encrypted with the key that lies outside database and backup.
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    state: Mapped[Code] = mapped_column(default="committed")
    committed_at: Mapped[datetime]


class Draw(Base):
    """One draw; the seed itself is never stored, it follows from secret and frame."""

    __tablename__ = "draw"
    __table_args__ = (
        Index(
            "uq_draw_current",
            "draw_code",
            "month",
            unique=True,
            sqlite_where=text("voided_at IS NULL"),
            postgresql_where=text("voided_at IS NULL"),
        ),
        UniqueConstraint("draw_code", "month", "attempt"),
        ForeignKeyConstraint(["area", "month"], ["audit_month.area", "audit_month.month"]),
    )

    id: Mapped[RandomId]
    area: Mapped[Area] = mapped_column(closed_list(Area, "area"))
    month: Mapped[Month]
    draw_code: Mapped[Code]
    attempt: Mapped[int] = mapped_column(default=1)
    frame_id: Mapped[str] = mapped_column(ForeignKey("frame.id"))
    secret_id: Mapped[str] = mapped_column(ForeignKey("seed_secret.id"), unique=True)
    # Files to draw by stratum.
    allocation: Mapped[Any] = mapped_column(JsonValue)
    public_value: Mapped[str] = mapped_column(default="")
    drawn_at: Mapped[datetime]
    late: Mapped[bool] = mapped_column(default=False)
    # What the revision found when it recomputed the draw last, and when.
    verdict: Mapped[str | None]
    verified_at: Mapped[datetime | None]
    bundle_digest: Mapped[str | None] = mapped_column(String(64))
    voided_at: Mapped[datetime | None]
    void_reason: Mapped[str | None]
    # What the public value is, as named at the lock; empty when none was announced.
    public_source: Mapped[str] = mapped_column(server_default="", default="")

    frame: Mapped[Frame] = relationship()
    secret: Mapped[SeedSecret] = relationship()


class SampleFile(Base):
    """One drawn file of one branch."""

    __tablename__ = "sample_file"
    __table_args__ = (
        UniqueConstraint("draw_id", "file_ref"),
        UniqueConstraint("draw_id", "branch_code", "stratum", "rank"),
        UniqueConstraint("draw_id", "branch_code", "position"),
        CheckConstraint("(exclusion_reason IS NULL) = (excluded_at IS NULL)", name="excluded_with_reason"),
    )

    id: Mapped[RandomId]
    draw_id: Mapped[str] = mapped_column(ForeignKey("draw.id"))
    branch_code: Mapped[str] = mapped_column(ForeignKey("branch.code"))
    stratum: Mapped[Code]
    # Place in ascending ticket order within branch and stratum.
    rank: Mapped[int]
    # Place in the list of the branch: file 1 to file 10.
    position: Mapped[int]
    file_ref: Mapped[str] = mapped_column(ByteText)
    ticket: Mapped[str] = mapped_column(String(64))
    # What the population list says about the file, until its sheet is finished.
    attributes: Mapped[Any | None] = mapped_column(JsonValue)
    # Set when the file could not be checked and a substitute moved up.
    exclusion_reason: Mapped[ExclusionReason | None] = mapped_column(
        closed_list(ExclusionReason, "exclusion_reason")
    )
    excluded_at: Mapped[datetime | None]
    substitute_for_id: Mapped[str | None] = mapped_column(ForeignKey("sample_file.id"))
    # Who said that the file cannot be checked.
    excluded_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    # The branch to which the file went, where it was transferred.
    receiving_branch: Mapped[str | None] = mapped_column(
        ForeignKey("branch.code"),
        CheckConstraint(
            "receiving_branch IS NULL OR exclusion_reason = 'transferred'", name="receiving_branch"
        ),
    )
    # Who decided this case and so must not check it; somebody else of the branch does.
    conflict_declared_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    conflict_declared_at: Mapped[datetime | None]

    draw: Mapped[Draw] = relationship()


def current_draw(session: Session, draw_code: str, month: Month) -> Draw | None:
    """Return the draw that counts for a draw id and month."""
    query = select(Draw).where(Draw.draw_code == draw_code, Draw.month == month, Draw.voided_at.is_(None))
    return session.scalars(query).one_or_none()


def draws_of(session: Session, area: Area) -> list[Draw]:
    """Return all draws of an area, the newest first, with the secrets that they used."""
    query = select(Draw).where(Draw.area == area).order_by(Draw.month.desc(), Draw.attempt.desc())
    return list(session.scalars(query.options(joinedload(Draw.secret))))


def regular_draws(session: Session, area: Area) -> list[Draw]:
    """Return the regular draws of an area, void ones included, in the order of months and attempts."""
    query = select(Draw).where(Draw.draw_code == area.value).order_by(Draw.month, Draw.attempt)
    return list(session.scalars(query))


def last_drawn_month(session: Session, draw_code: str) -> Month | None:
    """Return the newest month for which a chain has drawn."""
    query = select(func.max(Draw.month)).where(Draw.draw_code == draw_code, Draw.voided_at.is_(None))
    return session.scalar(query)


def drawn_between(session: Session, draw_code: str, first: Month, last: Month) -> set[str]:
    """Return the file numbers that the draws of a draw id gave to be checked: the register of draws.

    Voided draws do not count, nor does a file that could not be checked and was replaced.
    """
    query = (
        select(SampleFile.file_ref)
        .join(Draw, SampleFile.draw_id == Draw.id)
        .where(Draw.draw_code == draw_code, Draw.month >= first, Draw.month <= last)
        .where(Draw.voided_at.is_(None), SampleFile.exclusion_reason.is_(None))
    )
    return set(session.scalars(query))


def attempts_before(session: Session, draw: Draw) -> list[Draw]:
    """Return the voided draws of the same month and draw id that came before, in their order."""
    query = select(Draw).where(
        Draw.draw_code == draw.draw_code, Draw.month == draw.month, Draw.attempt < draw.attempt
    )
    return list(session.scalars(query.order_by(Draw.attempt)))


def next_secret(session: Session, draw_code: str) -> SeedSecret | None:
    """Return the committed secret that the next draw of this chain uses."""
    query = (
        select(SeedSecret)
        .where(SeedSecret.draw_code == draw_code, SeedSecret.state == "committed")
        .order_by(SeedSecret.position)
        .limit(1)
        .with_for_update()
    )
    return session.scalars(query).one_or_none()


def committed_up_to(session: Session, draw_code: str, position: int) -> list[SeedSecret]:
    """Return the unused secrets of a chain up to a position, in their order."""
    query = select(SeedSecret).where(
        SeedSecret.draw_code == draw_code, SeedSecret.state == "committed", SeedSecret.position <= position
    )
    return list(session.scalars(query.order_by(SeedSecret.position)))


def chain_heads(session: Session) -> dict[str, tuple[int, str] | None]:
    """Return, by draw id, number and commitment of the secret that the next draw uses, if there is one."""
    columns = SeedSecret.draw_code, SeedSecret.position, SeedSecret.commitment, SeedSecret.state
    found: dict[str, tuple[int, str] | None] = {}
    for code, position, commitment, state in session.execute(
        select(*columns).order_by(SeedSecret.draw_code, SeedSecret.position)
    ):
        if found.setdefault(code, None) is None and state == "committed":
            found[code] = (position, commitment)
    return found


def locked_and_undrawn(session: Session, draw_code: str) -> bool:
    """Return whether a locked list of a draw id waits for its draw."""
    area, _, code = draw_code.partition("/")
    drawn = select(Draw.frame_id).where(Draw.voided_at.is_(None))
    query = select(Frame.id).where(Frame.area == area, Frame.code == code, Frame.voided_at.is_(None))
    query = query.where(Frame.locked_at.is_not(None), Frame.id.not_in(drawn))
    return session.scalars(query.limit(1)).first() is not None


def last_position(session: Session, draw_code: str) -> int:
    """Return the position of the newest link of a chain; 0 when there is none."""
    query = select(func.max(SeedSecret.position)).where(SeedSecret.draw_code == draw_code)
    return session.scalar(query) or 0


def sample_of(session: Session, draw: Draw, branch: str | None = None) -> list[SampleFile]:
    """Return the drawn files, by branch and place in its list."""
    query = select(SampleFile).where(SampleFile.draw_id == draw.id)
    if branch is not None:
        query = query.where(SampleFile.branch_code == branch)
    return list(session.scalars(query.order_by(SampleFile.branch_code, SampleFile.position)))


def sample_counts(session: Session, area: Area) -> dict[str, list[tuple[str, int, int]]]:
    """Return, by draw of an area, each branch with its files and with how many of them are substitutes."""
    columns = SampleFile.draw_id, SampleFile.branch_code
    query = (
        select(*columns, func.count(), func.count(SampleFile.substitute_for_id))
        .join(Draw)
        .where(Draw.area == area)
        .group_by(*columns)
        .order_by(SampleFile.branch_code)
    )
    found: dict[str, list[tuple[str, int, int]]] = {}
    for draw_id, branch, files, substitutes in session.execute(query):
        found.setdefault(draw_id, []).append((branch, files, substitutes))
    return found
