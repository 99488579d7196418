"""The house whose month is drawn, or corrected after its close, for every test of this folder."""

from tests.corrected_copy import corrected_house, corrected_template
from tests.drawn_copy import drawn_template, house_with_files

__all__ = ["corrected_house", "corrected_template", "drawn_template", "house_with_files"]
