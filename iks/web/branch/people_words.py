"""Who began a sheet and who went on with it, in words."""

from flask_babel import gettext

from iks.services.take_over import People


def in_words(people: People) -> str:
    """Return who began and who went on; nothing where nobody is named."""
    names = ", ".join(people.continued)
    if people.started and names:
        return str(
            gettext(
                "Begonnen von %(first)s, weitergeführt von %(others)s.", first=people.started, others=names
            )
        )
    if people.started:
        return str(gettext("Begonnen von %(first)s.", first=people.started))
    return str(gettext("Weitergeführt von %(others)s.", others=names)) if names else ""


def who_worked(people: People, last_person: str) -> str:
    """Return the sentence of the form; nothing where the person who looks works alone."""
    is_alone = not people.continued and not last_person
    return "" if is_alone else in_words(people)
