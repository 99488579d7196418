"""What the command line understands, in all its forms: help, short forms and what is wrong with a line."""

from __future__ import annotations

import argparse
from typing import NoReturn

from sampling.options import VALUES_WITH_DASH, Options

WRONG_USAGE = 2
ENGINES = ("python", "duckdb", "postgresql", "spark")


def parsed(argv: list[str]) -> Options:
    """Understand one command.

    Valid if standard output and error belong to the person who typed the command.

    Parameters
    ----------
    argv : list of str
        ``draw compute …`` or ``draw verify …``.

    Returns
    -------
    Options
        What was asked for.

    Raises
    ------
    SystemExit
        Help was asked for and printed, or the line is wrong and it was said why.

    Notes
    -----
    Source: the interface page.

    Examples
    --------
    >>> parsed(["draw", "verify", "bundle.zip"]).bundle
    'bundle.zip'
    """
    if argv[:2] == ["draw", "compute"]:
        parser = _compute_parser()
    elif argv[:2] == ["draw", "verify"]:
        parser = _verify_parser()
    else:
        _refuse(argv[:2])
    return parser.parse_args(_joined(argv[2:]), namespace=Options())


def _refuse(names: list[str]) -> NoReturn:
    parser = argparse.ArgumentParser(prog="iks", description="Draws that anybody can recompute.")
    parser.add_argument("room", choices=["draw"])
    parser.add_argument("command", choices=["compute", "verify"])
    parser.parse_args(names)
    # What argparse lets pass is no command all the same.
    raise SystemExit(WRONG_USAGE)


def _compute_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="iks draw compute", description="Compute the sample of a frame.")
    parser.add_argument("frame", metavar="FRAME.tsv", help="branch TAB stratum TAB file_ref TAB status")
    parser.add_argument("--month", required=True, help="audit month, YYYY-MM")
    parser.add_argument("--draw-id", required=True, help='area, or area "/" code')
    parser.add_argument("--allocation", required=True, help='such as "-=10" or "funded=5,unfunded=5"')
    parser.add_argument("--secret", required=True, help="64 lower-case hex digits")
    parser.add_argument("--public-value", default="", help="what was thrown or drawn after the lock")
    parser.add_argument("--engine", choices=ENGINES, default="python")
    parser.add_argument("--url", help="database for postgresql, master for spark")
    parser.add_argument("--json", action="store_true")
    return parser


def _verify_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="iks draw verify", description="Verify a proof bundle, offline.")
    parser.add_argument("bundle", metavar="FILE.zip")
    parser.add_argument("--json", action="store_true")
    return parser


def _joined(argv: list[str]) -> list[str]:
    """Join option and value: argparse takes the value of ``--allocation -=10`` for an option of its own."""
    joined: list[str] = []
    for argument in argv:
        # Two dashes end the options; argparse says then that the value is missing.
        if joined and joined[-1] in VALUES_WITH_DASH and argument != "--":
            joined[-1] += f"={argument}"
        else:
            joined.append(argument)
    return joined
