"""Branch room: sheets, answers and submissions."""

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
    bindparam,
    func,
    null,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, Session, joinedload, lazyload, mapped_column, relationship
from sqlalchemy.orm.attributes import set_committed_value

from iks.domain.month import Month
from iks.domain.values import (
    AmountDirection,
    AnswerValue,
    Area,
    CheckState,
    CostBearer,
    ErrorKind,
    MonthState,
    Relevance,
    Severity,
)
from iks.store.answer_rules import RULES_OF_AN_ANSWER
from iks.store.base import Base, Code, RandomId, closed_list
from iks.store.draws import Draw, SampleFile
from iks.store.frames import FrameRow
from iks.store.months import AuditMonth, BranchMonth
from iks.store.organisation import Branch


class FileCheck(Base):
    """The sheet of one drawn file."""

    __tablename__ = "file_check"
    __table_args__ = (
        # A voided sheet stays on record beside the one that replaces it.
        Index(
            "uq_file_check_current",
            "sample_file_id",
            unique=True,
            sqlite_where=text("state <> 'void'"),
            postgresql_where=text("state <> 'void'"),
        ),
        CheckConstraint("version >= 0", name="version"),
        CheckConstraint("(state = 'void') = (void_reason IS NOT NULL)", name="void_with_reason"),
        CheckConstraint("(state = 'finished') = (finished_at IS NOT NULL)", name="finished_when"),
    )

    # Random, because it stands in the address of the form.
    id: Mapped[RandomId]
    sample_file_id: Mapped[str] = mapped_column(ForeignKey("sample_file.id"))
    area: Mapped[Area] = mapped_column(closed_list(Area, "area"))
    month: Mapped[Month]
    branch_code: Mapped[str] = mapped_column(ForeignKey("branch.code"))
    checklist_version_id: Mapped[str] = mapped_column(ForeignKey("checklist_version.id"))
    state: Mapped[CheckState] = mapped_column(
        closed_list(CheckState, "state"), default=CheckState.NOT_STARTED
    )
    # Counts every save; a form that carries an older one is answered with both versions.
    version: Mapped[int] = mapped_column(default=0)
    # SHA-256 of the request that saved last, so that the same request sent twice is recognised.
    save_digest: Mapped[str | None] = mapped_column(String(64))
    # The points that cannot apply by the population list were confirmed.
    list_confirmed: Mapped[bool] = mapped_column(default=False)
    # The legal regimes whose guidance was shown, joined by a comma.
    regimes: Mapped[str] = mapped_column(default="")
    checked_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    # Who gave the first answer, and the ids of all others who went on, joined by a comma.
    started_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    continued_by: Mapped[str] = mapped_column(server_default="", default="")
    saved_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    void_reason: Mapped[str | None]
    voided_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    voided_at: Mapped[datetime | None]

    sample_file: Mapped[SampleFile] = relationship(lazy="joined")
    answers: Mapped[list["Answer"]] = relationship(
        back_populates="file_check", cascade="all, delete-orphan", lazy="selectin"
    )


class Answer(Base):
    """What was answered at one check point of one sheet."""

    __tablename__ = "answer"
    __table_args__ = (
        *(CheckConstraint(condition, name=name) for name, condition in RULES_OF_AN_ANSWER.items()),
    )

    file_check_id: Mapped[str] = mapped_column(
        ForeignKey("file_check.id", ondelete="CASCADE"), primary_key=True
    )
    # The stable id of the point, for example L08.
    check_point: Mapped[Code] = mapped_column(primary_key=True)
    value: Mapped[AnswerValue] = mapped_column(closed_list(AnswerValue, "value"))
    # Set by the program, because the population list rules the point out; counts once confirmed.
    preselected: Mapped[bool] = mapped_column(default=False)
    # The population list ruled the point out, but the file said otherwise.
    list_was_wrong: Mapped[bool] = mapped_column(default=False)
    # Another answer stood here before; not applicable needs a reason then.
    turned: Mapped[bool] = mapped_column(default=False)
    pattern: Mapped[Code | None]
    cause: Mapped[Code | None]
    kind: Mapped[ErrorKind | None] = mapped_column(closed_list(ErrorKind, "kind"))
    severity: Mapped[Severity | None] = mapped_column(closed_list(Severity, "severity"))
    # Cents in one month, for a number of months.
    amount_cents: Mapped[int | None]
    months: Mapped[int | None]
    direction: Mapped[AmountDirection | None] = mapped_column(closed_list(AmountDirection, "direction"))
    bearer: Mapped[CostBearer | None] = mapped_column(closed_list(CostBearer, "bearer"))
    relevance: Mapped[Relevance | None] = mapped_column(closed_list(Relevance, "relevance"))
    # Why the point could not be assessed, or does not apply after all.
    reason: Mapped[str | None]
    # Stays in the branch.
    note: Mapped[str | None]
    # The other side sees it differently; stays in the branch.
    disputed: Mapped[bool] = mapped_column(default=False)

    file_check: Mapped[FileCheck] = relationship(back_populates="answers")


class Submission(Base):
    """One version of what a branch handed in for a month; a correction adds a version."""

    __tablename__ = "submission"
    __table_args__ = (
        UniqueConstraint("area", "month", "branch_code", "version"),
        ForeignKeyConstraint(
            ["area", "month", "branch_code"],
            ["branch_month.area", "branch_month.month", "branch_month.branch_code"],
        ),
    )

    id: Mapped[RandomId]
    area: Mapped[Area] = mapped_column(closed_list(Area, "area"))
    month: Mapped[Month]
    branch_code: Mapped[Code]
    version: Mapped[int]
    submitted_by: Mapped[str] = mapped_column(ForeignKey("account.id"))
    submitted_at: Mapped[datetime]
    # Empty for the first version, the reason of the correction for later ones.
    reason: Mapped[str] = mapped_column(default="")


# Without void sheets, void draws, files that got a substitute, and focus topics; built once, as that is slow.
_THAT_COUNT = (
    select(FileCheck)
    .join(SampleFile, FileCheck.sample_file_id == SampleFile.id)
    .join(Draw, SampleFile.draw_id == Draw.id)
    .where(
        FileCheck.area == bindparam("area"),
        FileCheck.month == bindparam("month"),
        FileCheck.branch_code == bindparam("branch"),
        FileCheck.state != CheckState.VOID,
        SampleFile.exclusion_reason.is_(None),
        Draw.voided_at.is_(None),
        Draw.draw_code == bindparam("code"),
    )
    .order_by(SampleFile.position)
)
_ONE = select(FileCheck).where(FileCheck.id == bindparam("sheet"))
_SHEET = _ONE.options(joinedload(FileCheck.sample_file).joinedload(SampleFile.draw))
# The file is read behind the lock, because it may have dropped out while this request waited.
_LOCKED_SHEET = (
    _ONE.options(lazyload(FileCheck.sample_file))
    .with_for_update(of=FileCheck)
    .execution_options(populate_existing=True)
)
_FILE_OF_SHEET = (
    select(SampleFile)
    .where(SampleFile.id == bindparam("file"))
    .options(joinedload(SampleFile.draw))
    .execution_options(populate_existing=True)
)
_LOCKED = _THAT_COUNT.with_for_update(of=FileCheck).execution_options(populate_existing=True)
_IDS = _THAT_COUNT.with_only_columns(FileCheck.id)
_FAULTY = (
    _THAT_COUNT.join(Answer, Answer.file_check_id == FileCheck.id)
    .where(
        SampleFile.conflict_declared_by.is_distinct_from(bindparam("person", type_=String)),
        Answer.value == AnswerValue.FINDING,
        FileCheck.id != bindparam("sheet"),
    )
    .order_by(None)
    .with_only_columns(Answer.check_point, Answer.file_check_id)
)


def _place(area: Area, month: Month, branch: str) -> dict[str, object]:
    # The code of a regular draw is that of its area.
    return {"area": area, "month": month, "branch": branch, "code": area.value}


def sheets_of(
    session: Session, area: Area, month: Month, branch: str, *, lock: bool = False
) -> list[FileCheck]:
    """Return the sheets of a branch and month that count, in the order of its list."""
    return list(session.scalars(_LOCKED if lock else _THAT_COUNT, _place(area, month, branch)))


def sheet_ids(session: Session, area: Area, month: Month, branch: str) -> list[str]:
    """Return only the ids of the sheets that count, in the order of the branch's list."""
    return list(session.scalars(_IDS, _place(area, month, branch)))


def get_sheet(session: Session, sheet_id: str, *, lock: bool = False) -> FileCheck | None:
    """Return one sheet, its row locked for a save when asked."""
    found = session.scalars(_LOCKED_SHEET if lock else _SHEET, {"sheet": sheet_id}).one_or_none()
    if found is not None and lock:
        file = session.scalars(_FILE_OF_SHEET, {"file": found.sample_file_id}).one()
        set_committed_value(found, "sample_file", file)
    return found


def current_sheet_id(session: Session, sample_file_id: str) -> str | None:
    """Return the sheet of a drawn file that is not void."""
    query = select(FileCheck.id).where(
        FileCheck.sample_file_id == sample_file_id, FileCheck.state != CheckState.VOID
    )
    return session.scalars(query).one_or_none()


def finished_counts(
    session: Session, areas: list[Area], branches: list[str]
) -> dict[tuple[str, str, str], int]:
    """Return how many sheets are finished, by area, month and branch."""
    query = (
        select(FileCheck.area, FileCheck.month, FileCheck.branch_code, func.count())
        .join(SampleFile, FileCheck.sample_file_id == SampleFile.id)
        .join(Draw, SampleFile.draw_id == Draw.id)
        .where(
            FileCheck.area.in_(areas),
            FileCheck.branch_code.in_(branches),
            FileCheck.state == CheckState.FINISHED,
            Draw.voided_at.is_(None),
            Draw.draw_code.in_([area.value for area in areas]),
            SampleFile.exclusion_reason.is_(None),
        )
        .group_by(FileCheck.area, FileCheck.month, FileCheck.branch_code)
    )
    return {(a.value, str(m), b): n for a, m, b, n in session.execute(query)}


def drawn_branch_months(
    session: Session, areas: list[Area], branches: list[str]
) -> list[tuple[AuditMonth, BranchMonth, Branch]]:
    """Return the months of some branches since their draw, the newest first, then by area and branch."""
    query = (
        select(AuditMonth, BranchMonth, Branch)
        .join(BranchMonth, (BranchMonth.area == AuditMonth.area) & (BranchMonth.month == AuditMonth.month))
        .join(Branch, Branch.code == BranchMonth.branch_code)
        .where(
            AuditMonth.area.in_(areas),
            BranchMonth.branch_code.in_(branches),
            AuditMonth.state.in_([MonthState.DRAWN, MonthState.CLOSED, MonthState.REPORTED]),
        )
        .order_by(AuditMonth.month.desc(), AuditMonth.area, Branch.code)
    )
    return [(audit, of_branch, branch) for audit, of_branch, branch in session.execute(query)]


def faulty_elsewhere(session: Session, sheet: FileCheck, person: str) -> list[tuple[str, str]]:
    """Return the points that are faulty in the branch's other files of the month, with their sheets.

    Files whose case the person decided are left out: their answers are not for this person.
    """
    values = _place(sheet.area, sheet.month, sheet.branch_code) | {"person": person, "sheet": sheet.id}
    return [(point, sheet_id) for point, sheet_id in session.execute(_FAULTY, values)]


def forget_list(session: Session, sample_file: SampleFile) -> None:
    """Erase what the population list says about one file, in the sample and in the list itself."""
    frame_id = select(Draw.frame_id).where(Draw.id == sample_file.draw_id).scalar_subquery()
    session.execute(
        update(FrameRow)
        .where(FrameRow.frame_id == frame_id, FrameRow.file_ref == sample_file.file_ref)
        .values(attributes=null())
    )
    session.execute(update(SampleFile).where(SampleFile.id == sample_file.id).values(attributes=null()))


def last_submission(session: Session, area: Area, month: Month, branch: str) -> Submission | None:
    """Return the newest version that a branch handed in."""
    of_branch = (Submission.area == area, Submission.month == month, Submission.branch_code == branch)
    query = select(Submission).where(*of_branch).order_by(Submission.version.desc()).limit(1)
    return session.scalars(query).one_or_none()
