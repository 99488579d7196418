"""Frames and allocations to try the draw on, by hypothesis and by hand."""

from __future__ import annotations

from hypothesis import strategies as st

STATUSES = ("eligible", "checked_recently", "at_external_audit")
SECRET = "5a" * 32
SEED = "ab" * 32

_NAMES = st.text("AZaz09ÄäßéÅ- /'\"", min_size=1, max_size=8).filter(lambda text: text.strip(" "))


@st.composite
def frame_rows(draw, strata=("-",), branches=3, most=40):
    """Rows that every frame accepts: no file twice, whatever the order."""
    file_refs = draw(st.lists(_NAMES, max_size=most, unique_by=lambda text: text.strip(" ")))
    names = draw(st.lists(_NAMES, min_size=branches, max_size=branches))
    return [
        (
            draw(st.sampled_from(names)),
            draw(st.sampled_from(strata)),
            file_ref,
            draw(st.sampled_from((*STATUSES, "eligible", "eligible"))),
        )
        for file_ref in file_refs
    ]


def plain_rows(branches=3, files=20, stratum="-"):
    return [
        (f"Z{branch:02d}", stratum, f"BG{branch:02d}-{number:04d}", "eligible")
        for branch in range(1, branches + 1)
        for number in range(files)
    ]
