"""Keep what a person likes: the language of the pages, and single keys in the check form."""

from sqlalchemy.orm import Session

from iks.domain.roles import Actor, Permission
from iks.store.accounts import Account


def set_language(session: Session, actor: Actor, language: str) -> None:
    """Show this person the pages in a language, on every machine."""
    actor.require(Permission.SIGNED_IN)
    session.get_one(Account, actor.user_id).language = language


def set_single_keys(session: Session, actor: Actor, *, on: bool) -> None:
    """Let single keys answer in the form, or not: they get in the way of some aids."""
    actor.require(Permission.CHECK_FILES)
    session.get_one(Account, actor.user_id).single_keys = on
