"""What the revision may do only once a second person approved: how far a request is, and who may decide."""

from datetime import date, timedelta
from enum import StrEnum

from iks.errors import N_, Refused

# Days in which a request can be decided, and in which an approved one can be used.
DAYS_TO_DECIDE = 30
DAYS_TO_USE = 14


class RequestState(StrEnum):
    """How far a request has come."""

    WAITING = "waiting"
    # Nobody decided in time.
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"
    APPROVED = "approved"
    # Approved, and the days of use are over.
    ENDED = "ended"


def state_of(decision: str | None, last_day: date, today: date) -> RequestState:
    """Return how far a request has come on a day.

    Parameters
    ----------
    decision : str or None
        What was decided: approved, refused, withdrawn or lapsed; None while it waits.
    last_day : date
        The last day of waiting, or of use once it is approved.
    today : date
        The day to judge by.

    Returns
    -------
    RequestState
        The state.

    Examples
    --------
    >>> state_of("approved", date(2026, 12, 15), date(2026, 12, 15)).value
    'approved'
    >>> state_of(None, date(2026, 12, 15), date(2026, 12, 16)).value
    'lapsed'
    """
    is_over = today > last_day
    if decision is None:
        return RequestState.LAPSED if is_over else RequestState.WAITING
    found = RequestState(decision)
    return RequestState.ENDED if found is RequestState.APPROVED and is_over else found


def last_day_to_decide(asked_on: date) -> date:
    """Return the last day on which a request can be decided.

    >>> last_day_to_decide(date(2026, 12, 1))
    datetime.date(2026, 12, 31)
    """
    return asked_on + timedelta(days=DAYS_TO_DECIDE)


def last_day_to_use(approved_on: date) -> date:
    """Return the last day on which an approved request can be used.

    >>> last_day_to_use(date(2026, 12, 1))
    datetime.date(2026, 12, 15)
    """
    return approved_on + timedelta(days=DAYS_TO_USE)


def refuse_unless_waiting(state: RequestState) -> None:
    """Refuse a decision about a request that does not wait for one.

    Raises
    ------
    Refused
        When it is decided or lapsed.

    Examples
    --------
    >>> refuse_unless_waiting(RequestState.WAITING)
    """
    if state is RequestState.LAPSED:
        raise Refused(
            N_("Über diesen Antrag hat niemand rechtzeitig entschieden; er ist abgelaufen."),
            todo=N_("Die Innenrevision kann einen neuen stellen."),
        )
    if state is not RequestState.WAITING:
        raise Refused(
            N_("Über diesen Antrag ist schon entschieden."),
            kept=N_("An der Entscheidung ändert sich nichts."),
        )


def refuse_own(asked_by: str, decides: str) -> None:
    """Refuse a decision about one's own request: two approvals by one person are never four eyes.

    Raises
    ------
    Refused
        When whoever asked decides.

    Examples
    --------
    >>> refuse_own("a", "b")
    """
    if asked_by == decides:
        raise Refused(
            N_("Sie haben den Antrag selbst gestellt. Entscheiden muss eine andere Person."),
            kept=N_("Der Antrag liegt weiter vor."),
        )
