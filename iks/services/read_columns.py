"""Read the headings of a list and the values under them, before anybody has said what they mean."""

from collections.abc import Collection

from iks.domain.frame_archive import is_archive
from iks.domain.frame_columns import Column, columns_of, guess_header, read_columns
from iks.domain.frame_fault import FrameFault, FrameFileRejected
from iks.domain.frame_file import IN_THE_BROWSER, FrameLimits
from iks.services.read_spreadsheet import open_workbook


def columns_of_file(
    data: bytes, known: Collection[str], limits: FrameLimits = IN_THE_BROWSER
) -> tuple[Column, ...]:
    """Return the columns of a list, from a text or a workbook.

    Raises
    ------
    FrameFileRejected
        When the file cannot be read or holds no table.
    """
    if not is_archive(data):
        return read_columns(data, known, limits)
    with open_workbook(data, known, limits, guess=guess_header) as source:
        if source is None:
            raise FrameFileRejected([FrameFault(None, None, "no_table")])
        return columns_of(source.table, source.header, limits.max_rows)
