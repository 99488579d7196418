"""House room: texts about findings as their unit reads them, without a way back to their branch."""

from sqlalchemy import ForeignKeyConstraint, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from iks.domain.month import Month
from iks.domain.values import Area
from iks.store.base import Base, Code, RandomId, closed_list, new_id


class HouseModelCase(Base):
    """One text of a delivered pool; its id is drawn anew and stands nowhere else."""

    __tablename__ = "house_model_case"
    __table_args__ = (
        ForeignKeyConstraint(["area", "month"], ["audit_month.area", "audit_month.month"]),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[RandomId]
    area: Mapped[Area] = mapped_column(closed_list(Area, "area"))
    # The month with whose close the whole pool came, never that of the file.
    month: Mapped[Month]
    check_point: Mapped[Code]
    text: Mapped[str]


def add_pool(session: Session, area: Area, month: Month, texts: list[tuple[str, str]]) -> None:
    """Write a pool of points and texts in the order given, which has to be one of chance."""
    rows = [
        {"id": new_id(), "area": area, "month": month, "check_point": point, "text": text}
        for point, text in texts
    ]
    session.execute(insert(HouseModelCase), rows)


def remove_text(session: Session, area: Area, point: str, text: str) -> bool:
    """Erase one copy of a text; return whether there was one."""
    query = select(HouseModelCase).where(
        HouseModelCase.area == area, HouseModelCase.check_point == point, HouseModelCase.text == text
    )
    found = session.scalars(query.order_by(HouseModelCase.id).with_for_update()).first()
    if found is not None:
        session.delete(found)
        session.flush()
    return found is not None


def house_cases(session: Session, area: Area) -> list[HouseModelCase]:
    """Return the texts of an area, the newest pool first, within it by point and then by chance."""
    query = select(HouseModelCase).where(HouseModelCase.area == area)
    ordered = query.order_by(HouseModelCase.month.desc(), HouseModelCase.check_point, HouseModelCase.id)
    return list(session.scalars(ordered))
