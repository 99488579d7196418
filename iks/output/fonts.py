"""The fonts of the house for files that carry them, unpacked once a process."""

import base64
from functools import cache
from io import BytesIO
from pathlib import Path

from iks.output.template_folder import PACKAGE

_FOLDER = PACKAGE / "static" / "kern" / "fonts" / "fira-sans"
_WEIGHTS = {"FiraSans-Regular": 400, "FiraSans-SemiBold": 600, "FiraSans-Bold": 700}


@cache
def font_style() -> str:
    """Return the style sheet that holds the house's fonts.

    They are packed for the web, and unpacking takes longer than a whole report, so it is done once.
    """
    return "\n".join(_face(_FOLDER / f"{name}.woff2", weight) for name, weight in _WEIGHTS.items())


def _face(packed: Path, weight: int) -> str:
    from fontTools.ttLib import woff2  # noqa: PLC0415 - comes with the program that makes PDF files.

    unpacked = BytesIO()
    woff2.decompress(BytesIO(packed.read_bytes()), unpacked)
    data = base64.b64encode(unpacked.getvalue()).decode("ascii")
    return (
        f'@font-face{{font-family:"Fira Sans";font-weight:{weight};'
        f'src:url("data:font/ttf;base64,{data}") format("truetype")}}'
    )
