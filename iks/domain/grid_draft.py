"""States of a version while it is written, and of a corrected guidance."""

from enum import StrEnum


class DraftState(StrEnum):
    """Whether a draft can be edited."""

    OPEN = "open"
    # Its content lies as a proposal; taking it back opens it again.
    HANDED_IN = "handed_in"
    DISCARDED = "discarded"


class GuidanceState(StrEnum):
    """Whether a corrected guidance is shown."""

    PROPOSED = "proposed"
    IN_FORCE = "in_force"
    WITHDRAWN = "withdrawn"
