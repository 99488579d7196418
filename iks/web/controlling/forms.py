"""What the forms of controlling send, turned into the values that services take."""

from datetime import date

from flask import request

from iks.domain.month import Month
from iks.domain.values import Area
from iks.errors import N_, InvalidInput
from iks.services.frame_upload import FrameUpload, UploadRefused


def typed_upload() -> FrameUpload:
    """Return the upload of this request.

    Raises
    ------
    UploadRefused
        At the field that says nothing usable.
    """
    return FrameUpload(
        area=_area(),
        month=_month(),
        data=_content(),
        reason=request.form.get("reason", ""),
        reference_date=_day(request.form.get("reference_date", "").strip()),
    )


def _area() -> Area:
    try:
        return Area(request.form.get("area", ""))
    except ValueError:
        raise UploadRefused("area", N_("Bitte wählen Sie den Bereich.")) from None


def _month() -> Month:
    try:
        return Month.parse(request.form.get("month", "").strip())
    except InvalidInput:
        raise UploadRefused("month", N_("Bitte wählen Sie den Prüfmonat.")) from None


def _content() -> bytes:
    file = request.files.get("file")
    if file is None or not file.filename:
        raise UploadRefused("file", N_("Bitte wählen Sie die Datei aus."))
    content: bytes = file.read()
    return content


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
