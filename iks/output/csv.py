"""Tables as CSV: as German office software reads them, or plain for programs."""

import csv
import io
from collections.abc import Iterable, Sequence

Cell = str | int | float | None

BYTE_ORDER_MARK = "\ufeff"
# A spreadsheet would take text that begins with one of these for a formula.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_DIGITS = 6


def to_csv(columns: Sequence[str], rows: Iterable[Sequence[Cell]], *, plain: bool = False) -> bytes:
    r"""Return a table as bytes: UTF-8 with mark, ``;``, CRLF, decimal comma; plain: UTF-8, ``,``, point.

    Text that a spreadsheet would run as a formula gets an apostrophe, in both forms.

    >>> to_csv(["a", "b"], [["=1", 0.5]], plain=True)
    b"a,b\r\n'=1,0.5\r\n"
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter="," if plain else ";", lineterminator="\r\n")
    writer.writerow([_safe(column) for column in columns])
    writer.writerows([_text(cell, plain=plain) for cell in row] for row in rows)
    return (("" if plain else BYTE_ORDER_MARK) + text.getvalue()).encode()


def _text(cell: Cell, *, plain: bool) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float):
        number = f"{cell:.{_DIGITS}f}".rstrip("0").rstrip(".")
        return number if plain else number.replace(".", ",")
    return _safe(cell) if isinstance(cell, str) else str(cell)


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
