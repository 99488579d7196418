"""One tree of errors; each class says who sees it and what it means.

A sentence is written in German as the source text of the catalogues and may hold ``%(name)s``
places; whoever shows it translates the template and fills in ``params``. Pure rooms and services
therefore need no translation machinery.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


def N_(text: str) -> str:  # noqa: N802 - the name that the extraction of texts knows.
    """Mark a text for translation where it is written, not where it is shown."""
    return text


class IksError(Exception):
    """Root of everything the program itself raises."""


class UserError(IksError):
    """Shown to the person who acted: what happened, what was kept, what to do.

    Parameters
    ----------
    happened : str
        Sentence template: what happened.
    kept : str
        Sentence template: what was kept or not changed; may be empty.
    todo : str
        Sentence template: what to do now; may be empty.
    params : object
        Values for the places in the templates.
    """

    status = 400

    def __init__(self, happened: str, *, kept: str = "", todo: str = "", **params: object) -> None:
        self.happened, self.kept, self.todo = happened, kept, todo
        self.params: Mapping[str, object] = params
        super().__init__(" ".join(part % params for part in self.sentences))

    @property
    def sentences(self) -> tuple[str, ...]:
        """The templates that are not empty, in reading order."""
        return tuple(part for part in (self.happened, self.kept, self.todo) if part)


class InvalidInput(UserError):
    """Shown at the form: something entered is not possible; the entry stays in the form."""

    status = 422


@dataclass(frozen=True)
class FieldFault:
    """What is not possible at the form field of this name, as a sentence template with its values."""

    name: str
    sentence: str
    params: Mapping[str, object] = field(default_factory=dict)


class FieldsRejected(InvalidInput):
    """Shown at the form, each sentence at its field: everything that is not possible, at once."""

    def __init__(self, faults: Iterable[FieldFault]) -> None:
        self.faults = tuple(faults)
        super().__init__(N_("Bitte sehen Sie sich die genannten Felder noch einmal an."))


class Refused(UserError):
    """Shown to the person: a rule or the state of the month forbids this act; nothing changed."""

    status = 409


class StaleVersion(UserError):
    """Shown to the person: somebody saved the same sheet in between; both versions are kept."""

    status = 409


class NotPermitted(UserError):
    """Shown to the person: the role does not include this page or act."""

    status = 403


class NotThere(UserError):
    """Shown to the person: the object is missing, or belongs to someone else, which looks the same."""

    status = 404

    def __init__(self) -> None:
        super().__init__(
            N_("Diese Seite gibt es nicht."),
            todo=N_("Bitte gehen Sie über „Meine Aufgaben“ weiter."),
        )


class SignInRequired(UserError):
    """Shown as the sign-in page: no session, or it has ended."""

    status = 401

    def __init__(self) -> None:
        super().__init__(N_("Bitte melden Sie sich an."))


class TooManyTries(UserError):
    """Shown at sign-in: too many failed tries for this account or address."""

    status = 429


class ConfigurationError(IksError):
    """Seen by the administrator at start: all wrong settings at once."""


class IntegrityError(IksError):
    """Seen by administrator and revision: stored data contradicts its own proof."""
