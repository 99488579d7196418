"""The house whose month is drawn, for every test of this folder."""

from tests.drawn_copy import drawn_template, house_with_files

__all__ = ["drawn_template", "house_with_files"]
