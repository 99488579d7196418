"""Read the text of an uploaded grid."""

from werkzeug.datastructures import FileStorage

from checklists.faults import ChecklistRejected, Fault
from checklists.tree import SIZE_LIMIT


def uploaded_text(file: FileStorage | None) -> str:
    """Return the text of the file.

    Raises
    ------
    ChecklistRejected
        When no file was chosen, or it is too large or no UTF-8.
    """
    data = file.stream.read(SIZE_LIMIT + 1) if file else b""
    if len(data) > SIZE_LIMIT:
        raise ChecklistRejected([Fault((), "file_too_large", {"limit": SIZE_LIMIT // 1024})])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise ChecklistRejected([Fault((), "not_unicode", line=line)]) from error
