"""``draw compute`` and ``draw verify``: the draw for a terminal, without the service and its libraries."""

from __future__ import annotations

import os
import sys

from sampling.options import plain_options
from sampling.refusals import EngineFailed, FrameRejected, InputRejected

# Type checkers take this name as true. Loading `typing` would cost a tenth of the time of a whole draw.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import NoReturn

    from sampling.allocation import Allocation
    from sampling.options import Options
    from sampling.tickets import Drawn

    Sample = Iterable[tuple[str, list[Drawn]]]

DONE, REFUSED, WRONG_USAGE = 0, 1, 2


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
        options = plain_options(argv) or _parsed(argv)
    except SystemExit as stop:
        return int(stop.code or DONE)
    try:
        status = _verify(options) if options.bundle else _compute(options)
        sys.stdout.flush()
    except InputRejected as error:
        return _complain(str(error), WRONG_USAGE)
    except FrameRejected as error:
        return _complain(f"{options.frame}: {error}")
    except EngineFailed as error:
        return _complain(str(error))
    except OSError as error:
        return _complain(f"{error.filename or 'output'}: {error.strerror or error}.")
    return status


def run(argv: list[str]) -> NoReturn:
    """Run one command and end the process with its status.

    Valid if nothing else in the process is still to be done.

    Parameters
    ----------
    argv : list of str
        As for `main`.

    Notes
    -----
    Source: the interface page. The system frees the memory of a process at once; what Python would do before,
    object by object, takes a twentieth of the time of a draw.

    Examples
    --------
    >>> run(["draw", "verify", "bundle.zip"])  # doctest: +SKIP
    """
    status = main(argv)
    sys.stderr.flush()
    os._exit(status)


def _parsed(argv: list[str]) -> Options:
    from sampling.arguments import parsed  # noqa: PLC0415 - A plain command needs no argparse.

    return parsed(argv)


def _complain(sentence: str, status: int = REFUSED) -> int:
    sys.stderr.write(f"{sentence}\n")
    return status


def _compute(options: Options) -> int:
    # What a draw needs is imported here: `draw verify` and usage errors need none of it.
    from sampling.allocation import Allocation  # noqa: PLC0415

    allocation = Allocation.parse(options.allocation)
    draw = _draw_here if options.engine == "python" and not options.url else _draw_elsewhere
    show = _show_json if options.json else _show_text
    with open(options.frame, "rb", buffering=0) as file:  # noqa: PTH123 - pathlib alone takes 3 ms of the 30.
        show(*draw(file.fileno(), options, allocation))
    return DONE


def _draw_here(file: int, options: Options, allocation: Allocation) -> tuple[str, str, Sample]:
    from sampling.source import source_of  # noqa: PLC0415 - As above.
    from sampling.stream import streamed_draw  # noqa: PLC0415 - As above.

    return streamed_draw(source_of(file), allocation, _mixing(options, allocation))


def _draw_elsewhere(file: int, options: Options, allocation: Allocation) -> tuple[str, str, Sample]:
    from sampling.engines import draw_with  # noqa: PLC0415 - Most draws need no other engine.
    from sampling.frame_file import read_frame  # noqa: PLC0415 - As above.
    from sampling.source import source_of  # noqa: PLC0415 - As above.

    source = source_of(file)
    frame = read_frame(source.read(0, source.size), allocation)
    seed = _mixing(options, allocation)(frame.digest)
    return frame.digest, seed, draw_with(options.engine, frame, seed, allocation, options.url).items()


def _mixing(options: Options, allocation: Allocation) -> Callable[[str], str]:
    from sampling.seed import mix_seed  # noqa: PLC0415 - As above.

    return lambda frame_digest: mix_seed(
        options.month, options.draw_id, allocation, frame_digest, options.secret, options.public_value
    )


def _show_json(frame_digest: str, seed: str, sample: Sample) -> None:
    write = sys.stdout.write
    write(f'{{"frame_digest": "{frame_digest}", "seed": "{seed}", "sample": {{')
    divider = ""
    for branch, files in sample:
        rows = (
            f'{{"stratum": {_quoted(drawn.stratum)}, "rank": {drawn.rank}, '
            f'"file_ref": {_quoted(drawn.file_ref)}, "ticket": "{drawn.ticket}"}}'
            for drawn in files
        )
        write(f"{divider}{_quoted(branch)}: [{', '.join(rows)}]")
        divider = ", "
    write("}}\n")


def _quoted(text: str) -> str:
    if text.isascii() and '"' not in text and "\\" not in text:
        return f'"{text}"'
    import json  # noqa: PLC0415 - Most frames have no such text, and loading json takes 1 ms of the 30.

    return json.dumps(text)


def _show_text(frame_digest: str, seed: str, sample: Sample) -> None:
    sys.stdout.write(f"frame_digest {frame_digest}\nseed {seed}\n")
    for branch, files in sample:
        for drawn in files:
            sys.stdout.write(f"{branch}\t{drawn.stratum}\t{drawn.rank}\t{drawn.file_ref}\t{drawn.ticket}\n")


def _verify(options: Options) -> int:
    import json  # noqa: PLC0415 - As above.

    from sampling.proof import verify_bundle  # noqa: PLC0415 - As above.

    verdict = verify_bundle(options.bundle)
    if options.json:
        sys.stdout.write(f"{json.dumps(verdict.as_dict())}\n")
    if verdict.ok:
        if not options.json:
            sys.stdout.write(f"{verdict.sentence}\n")
        return DONE
    return _complain(verdict.sentence)
