"""Read the agenda of the branch heads' round as a paper: what to talk about, and what is under way."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from iks.domain.clock import Clock, local_date
from iks.domain.month import Month
from iks.domain.report_measure import ReportMeasure
from iks.domain.roles import Actor
from iks.domain.takeaway import TakeawayKind
from iks.domain.values import Area
from iks.services.report_words import measures
from iks.services.view_measures import require_sight
from iks.store.agenda import AgendaItem, items_between


@dataclass(frozen=True)
class PaperItem:
    """One thing to talk about; ``agreed`` is empty while the round has not agreed on anything."""

    title: str
    kind: TakeawayKind | None
    added_on: date
    agreed: str
    settled_on: date | None


@dataclass(frozen=True)
class AgendaPaper:
    """The agenda of one month as everybody in the round gets it: no figures, and no branch is named."""

    area: Area
    month: Month
    as_of: date
    items: tuple[PaperItem, ...]
    measures: tuple[ReportMeasure, ...]


def agenda_paper(session: Session, clock: Clock, actor: Actor, area: Area, month: Month) -> AgendaPaper:
    """Return the agenda of a month: of a past one as it was at its end, else as it is today."""
    require_sight(actor, area)
    as_of = min(local_date(clock.now()), month.last_day)
    return AgendaPaper(
        area=area,
        month=month,
        as_of=as_of,
        items=tuple(_item(one, as_of) for one in items_between(session, area, month.first_day, as_of)),
        measures=measures(session, area, Month.of(as_of), as_of),
    )


def _item(item: AgendaItem, as_of: date) -> PaperItem:
    is_agreed = item.settled_on is not None and item.settled_on <= as_of
    return PaperItem(
        title=_title(item),
        kind=item.kind,
        added_on=item.added_on,
        agreed=item.agreed if is_agreed else "",
        settled_on=item.settled_on if is_agreed else None,
    )


def _title(item: AgendaItem) -> str:
    """Return the name of an item with its point in front, once."""
    if not item.check_point or item.title.startswith(item.check_point):
        return item.title
    return f"{item.check_point} {item.title}"
