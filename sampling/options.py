"""What a command of the draw is asked to do."""

from __future__ import annotations

VALUES_WITH_DASH = ("--allocation", "--public-value")

_VALUES = {
    "--month": "month",
    "--draw-id": "draw_id",
    "--allocation": "allocation",
    "--secret": "secret",
    "--public-value": "public_value",
}


class Options:
    """The options of ``draw compute`` and ``draw verify``, each under the name it has on the command line.

    Examples
    --------
    >>> Options().engine
    'python'
    """

    def __init__(self) -> None:
        self.frame = ""
        self.month = ""
        self.draw_id = ""
        self.allocation = ""
        self.secret = ""
        self.public_value = ""
        self.engine = "python"
        self.url: str | None = None
        self.json = False
        self.bundle = ""


def plain_options(argv: list[str]) -> Options | None:
    """Understand ``draw compute`` in its plain form; loading argparse takes a third of a draw's time.

    Valid if argparse is asked about everything this does not understand, so that it says what is wrong.

    Parameters
    ----------
    argv : list of str
        The words of the command line.

    Returns
    -------
    Options or None
        None for any other command and for any word that is not in the form shown below.

    Notes
    -----
    Source: the interface page.

    Examples
    --------
    >>> fixed = ["--month", "2026-12", "--draw-id", "benefits", "--allocation", "-=10", "--secret", "5a" * 32]
    >>> plain_options(["draw", "compute", "frame.tsv", *fixed, "--json"]).draw_id
    'benefits'
    >>> plain_options(["draw", "compute", "frame.tsv", "--help"])
    """
    if argv[:2] != ["draw", "compute"]:
        return None
    options = Options()
    words = iter(argv[2:])
    for word in words:
        if word == "--json":
            options.json = True
        elif word in _VALUES:
            value = next(words, "-")
            # argparse has its own words for a value that is only dashes.
            if value in ("-", "--") or (value.startswith("-") and word not in VALUES_WITH_DASH):
                return None
            setattr(options, _VALUES[word], value)
        elif word.startswith("-") or options.frame:
            return None
        else:
            options.frame = word
    needed = (options.frame, options.month, options.draw_id, options.allocation, options.secret)
    return options if all(needed) else None
