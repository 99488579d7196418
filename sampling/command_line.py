"""``draw compute`` and ``draw verify``: the draw for a terminal, without the service and its libraries."""

from __future__ import annotations

import argparse
import json
import sys

from sampling.allocation import Allocation
from sampling.errors import EngineFailed, FrameRejected, InputRejected

# Type checkers take this name as true. Loading `typing` would cost a tenth of the time of a whole draw.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from sampling.tickets import Drawn

DONE, REFUSED, WRONG_USAGE = 0, 1, 2
VALUES_WITH_DASH = ("--allocation", "--public-value")
ENGINES = ("python", "duckdb", "postgresql", "spark")


def main(argv: list[str]) -> int:
    """Run one command.

    Valid if standard output can be written; a broken pipe is the caller's business.

    Parameters
    ----------
    argv : list of str
        ``draw compute …`` or ``draw verify …``, without the name of the program.

    Returns
    -------
    int
        0 done, 1 refused or differs (with a sentence on standard error), 2 wrong usage.

    Notes
    -----
    Source: draw format version 1; the form of the output is that of the interface page.

    Examples
    --------
    >>> main(["draw", "compute", "frame.tsv", "--help"])  # doctest: +ELLIPSIS
    usage: iks draw compute ...
    0
    """
    try:
        parser, run = _command(argv[:2])
        options = parser.parse_args(_joined(argv[2:]))
    except SystemExit as stop:
        return int(stop.code or DONE)
    try:
        return run(options)
    except InputRejected as error:
        return _complain(str(error), WRONG_USAGE)
    except FrameRejected as error:
        return _complain(f"{options.frame}: {error}")
    except EngineFailed as error:
        return _complain(str(error))
    except OSError as error:
        return _complain(f"{error.filename or 'output'}: {error.strerror or error}.")


def _command(names: list[str]) -> tuple[argparse.ArgumentParser, Callable[[argparse.Namespace], int]]:
    # Each parser costs a millisecond of the 40, so only the one that is needed is made.
    if names == ["draw", "compute"]:
        return _compute_parser(), _compute
    if names == ["draw", "verify"]:
        return _verify_parser(), _verify
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
        if joined and joined[-1] in VALUES_WITH_DASH:
            joined[-1] += f"={argument}"
        else:
            joined.append(argument)
    return joined


def _complain(sentence: str, status: int = REFUSED) -> int:
    sys.stderr.write(f"{sentence}\n")
    return status


def _compute(options: argparse.Namespace) -> int:
    # What a draw needs is imported here: `draw verify` and usage errors need none of it.
    from sampling.draw import draw  # noqa: PLC0415
    from sampling.frame_file import read_frame  # noqa: PLC0415
    from sampling.seed import mix_seed  # noqa: PLC0415

    allocation = Allocation.parse(options.allocation)
    with open(options.frame, "rb") as file:  # noqa: PTH123 - pathlib alone takes 3 ms of the 40.
        frame = read_frame(file.read(), allocation)
    seed = mix_seed(
        options.month, options.draw_id, allocation, frame.digest, options.secret, options.public_value
    )
    show = _show_json if options.json else _show_text
    if options.engine == "python" and not options.url:
        sample = draw(frame, seed, allocation)
    else:
        from sampling.engines import draw_with  # noqa: PLC0415 - Most draws need no other engine.

        sample = draw_with(options.engine, frame, seed, allocation, options.url)
    show(frame.digest, seed, sample)
    return DONE


def _show_json(frame_digest: str, seed: str, sample: dict[str, list[Drawn]]) -> None:
    files = {branch: [drawn.as_dict() for drawn in drawns] for branch, drawns in sample.items()}
    result = {"frame_digest": frame_digest, "seed": seed, "sample": files}
    sys.stdout.write(f"{json.dumps(result)}\n")


def _show_text(frame_digest: str, seed: str, sample: dict[str, list[Drawn]]) -> None:
    sys.stdout.write(f"frame_digest {frame_digest}\nseed {seed}\n")
    for branch, drawns in sample.items():
        for drawn in drawns:
            sys.stdout.write(f"{branch}\t{drawn.stratum}\t{drawn.rank}\t{drawn.file_ref}\t{drawn.ticket}\n")


def _verify(options: argparse.Namespace) -> int:
    from sampling.proof import verify_bundle  # noqa: PLC0415 - As above.

    verdict = verify_bundle(options.bundle)
    if options.json:
        sys.stdout.write(f"{json.dumps(verdict.as_dict())}\n")
    if verdict.ok:
        if not options.json:
            sys.stdout.write(f"{verdict.sentence}\n")
        return DONE
    return _complain(verdict.sentence)
