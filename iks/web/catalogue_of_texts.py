"""The English texts of all pages, read from the catalogue that translators edit."""

from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import g
from flask_babel import Domain, get_locale

FOLDER = Path(__file__).parents[1] / "translations"


class TextCatalogue(Domain):  # type: ignore[misc]  # The package ships no types.
    """Gives each page the texts of its language.

    The catalogue is compiled in memory when a page asks for its language first, so that nobody can run
    the program with a compiled catalogue that is older than the texts.
    """

    def get_translations(self) -> NullTranslations:
        """Return the texts in the language of this page; German stands in the program itself."""
        # A page has thousands of texts, so it asks for its language once.
        known: NullTranslations | None = g.get("texts") if g else None
        if known is not None:
            return known
        locale = get_locale()
        language = locale.language if locale else "de"
        texts: NullTranslations | None = self.cache.get(language)
        if texts is None:
            texts = self.cache[language] = texts_of(language)
        if locale:
            g.texts = texts
        return texts


def texts_of(language: str) -> NullTranslations:
    """Return the texts of a language; where the folder holds none, German shows through."""
    path = FOLDER / f"{language}.po"
    if not path.exists():
        return NullTranslations()
    compiled = BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return Translations(compiled)
