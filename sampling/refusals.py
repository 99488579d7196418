"""The errors of the library. Why a row can be refused stands in `sampling.errors`, slower to load."""

from __future__ import annotations

# Type checkers take this name as true. Loading `typing` would cost a tenth of the time of a whole draw.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from sampling.errors import Fault


class FrameRejected(ValueError):
    """The population list breaks a rule of the draw and nothing may be drawn from it.

    Parameters
    ----------
    faults : sequence of Fault
        All faults, in the order of the rows; at least one. ``row``, ``column``, ``reason``, ``other_row`` and
        ``character`` of the error are those of the first.

    Examples
    --------
    >>> from sampling.errors import Fault, Reason
    >>> error = FrameRejected([Fault(7, "status", Reason.UNKNOWN_STATUS)])
    >>> error.row, error.column, error.reason.value
    (7, 'status', 'unknown_status')
    """

    def __init__(self, faults: list[Fault]) -> None:
        first = faults[0]
        more = f" Further faults: {len(faults) - 1}." if len(faults) > 1 else ""
        super().__init__(f"{first}{more}")
        self.faults = tuple(faults)
        self.row = first.row
        self.column = first.column
        self.reason = first.reason
        self.other_row = first.other_row
        self.character = first.character


class InputRejected(ValueError):
    """A value given to the library is not of its form.

    Parameters
    ----------
    field : str
        Name of the value, such as ``month`` or ``secret``.
    sentence : str
        What is wrong with it; the value itself is not repeated where it is secret.

    Examples
    --------
    >>> str(InputRejected("month", "The month is not of the form YYYY-MM."))
    'The month is not of the form YYYY-MM.'
    """

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


class EngineFailed(RuntimeError):
    """Another program that was to compute the draw is not there or gave up; the draw itself is not in doubt.

    Parameters
    ----------
    engine : str
        Name of the engine.
    sentence : str
        What happened and what helps; it repeats neither seed nor file references.

    Examples
    --------
    >>> str(EngineFailed("duckdb", "DuckDB gave up (OutOfMemoryException)."))
    'DuckDB gave up (OutOfMemoryException).'
    """

    def __init__(self, engine: str, sentence: str) -> None:
        super().__init__(sentence)
        self.engine = engine
