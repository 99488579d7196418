"""Where the templates lie: in the checkout, or inside the installed package."""

from pathlib import Path

PACKAGE = Path(__file__).parent.parent


def template_folder() -> Path:
    """Return the templates of the checkout, or those that travel inside the wheel."""
    checkout = PACKAGE.parent / "templates"
    return checkout if checkout.is_dir() else PACKAGE / "_templates"
