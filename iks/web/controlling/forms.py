"""What the forms of controlling send, turned into the values that services take."""

from datetime import date

from flask import request

from iks.domain.mapping_draft import AttributeDraft, MappingDraft
from iks.domain.month import Month
from iks.domain.values import Area
from iks.errors import N_, InvalidInput
from iks.services.frame_upload import FrameUpload, UploadRefused


def typed_upload(area: Area | None = None) -> FrameUpload:
    """Return the upload of this request; a page of one area names it in its address.

    Raises
    ------
    UploadRefused
        At the field that says nothing usable.
    """
    return FrameUpload(
        area=area or _area(),
        month=_month(),
        data=chosen_file(),
        reason=request.form.get("reason", ""),
        reference_date=_day(request.form.get("reference_date", "").strip()),
        control_total=_total(request.form.get("control_total", "").strip()),
    )


def sent_file() -> bytes | None:
    """Return the file of this request, where one was chosen; it can be read more than once."""
    file = request.files.get("file")
    if file is None or not file.filename:
        return None
    content: bytes = file.read()
    file.seek(0)
    return content


def chosen_file() -> bytes:
    """Return the file of this request.

    Raises
    ------
    UploadRefused
        When none was chosen.
    """
    content = sent_file()
    if content is None:
        raise UploadRefused("file", N_("Bitte wählen Sie die Datei aus."))
    return content


def sent_headings() -> tuple[str, ...]:
    """Return the headings of the list that the page showed before."""
    return tuple(request.form.getlist("heading"))


def sent_draft(attributes: list[str]) -> MappingDraft:
    """Return the mapping as the page of this request sends it."""
    return MappingDraft(
        branch=_draft("branch"),
        file_ref=_draft("file_ref"),
        pattern=request.form.get("file_ref.pattern", "").strip(),
        attributes={name: _draft(name) for name in attributes},
    )


def _draft(name: str) -> AttributeDraft:
    form = request.form
    words, meanings = form.getlist(f"{name}.word"), form.getlist(f"{name}.means")
    return AttributeDraft(
        column=form.get(f"{name}.column", ""),
        words=dict(zip(words, meanings, strict=False)),
        format=form.get(f"{name}.format", ""),
        separator=form.get(f"{name}.separator", ""),
    )


def typed_month() -> Month | None:
    """Return the month of this request, where it names one."""
    try:
        return Month.parse(request.form.get("month", "").strip())
    except InvalidInput:
        return None


def _area() -> Area:
    try:
        return Area(request.form.get("area", ""))
    except ValueError:
        raise UploadRefused("area", N_("Bitte wählen Sie den Bereich.")) from None


def _month() -> Month:
    month = typed_month()
    if month is None:
        raise UploadRefused("month", N_("Bitte wählen Sie den Prüfmonat."))
    return month


def _total(text: str) -> int | None:
    """Read a number as people write it, 22300 or 22.300."""
    digits = text.replace(".", "").replace(" ", "")
    if not digits:
        return None
    if not (digits.isascii() and digits.isdigit() and len(digits) < 10):  # noqa: PLR2004 - no house has a milliard of files.
        raise UploadRefused(
            "control_total",
            N_("„%(text)s“ ist keine Anzahl. Bitte schreiben Sie sie wie 22300 oder 22.300."),
            text=text,
        )
    return int(digits)


def _day(text: str) -> date | None:
    """Read a day as people write it, 30.11.2026 or 2026-11-30."""
    if not text:
        return None
    parts = text.split(".") if "." in text else list(reversed(text.split("-")))
    try:
        day, month, year = map(int, parts)
        return date(year, month, day)
    except ValueError:
        raise UploadRefused(
            "reference_date",
            N_("„%(text)s“ ist kein Tag. Bitte schreiben Sie ihn wie 30.11.2026."),
            text=text,
        ) from None
