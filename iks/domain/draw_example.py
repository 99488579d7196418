"""The draw in small, to be recomputed by hand: three invented files and a seed that everybody may know."""

import hashlib
import shlex
from dataclasses import dataclass

from sampling import Allocation, canonical_frame, draw

# No real seed is ever public, so the example has one of its own.
SEED_TEXT = "iks-draw-explained"
BRANCH = "Z99"
FILES = ("99999BG0000001", "99999BG0000002", "99999BG0000003")
STRATUM = "-"


@dataclass(frozen=True)
class ExampleFile:
    """One file of the example, with the line that computes its ticket in any terminal."""

    file_ref: str
    ticket: str
    rank: int
    shell_line: str


@dataclass(frozen=True)
class DrawExample:
    """The example: its seed, where the seed comes from, and the files in the order of their numbers."""

    seed: str
    seed_line: str
    branch: str
    files: tuple[ExampleFile, ...]

    @property
    def drawn(self) -> ExampleFile:
        """The file with the smallest ticket: the one that a draw of one file takes."""
        return min(self.files, key=lambda file: file.rank)


def draw_example() -> DrawExample:
    r"""Draw the example with the very functions of the real draw.

    Returns
    -------
    DrawExample
        Three files of one branch with rank and ticket.

    Examples
    --------
    >>> example = draw_example()
    >>> text = f"{example.seed}\n{example.branch}\n{example.drawn.file_ref}"
    >>> hashlib.sha256(text.encode()).hexdigest() == example.drawn.ticket
    True
    """
    seed = hashlib.sha256(SEED_TEXT.encode()).hexdigest()
    frame = canonical_frame((BRANCH, STRATUM, file_ref, "eligible") for file_ref in FILES)
    ordered = draw(frame, seed, Allocation({STRATUM: len(FILES)}))[BRANCH]
    files = (
        ExampleFile(one.file_ref, one.ticket, one.rank, _shell_line(seed, one.file_ref)) for one in ordered
    )
    return DrawExample(
        seed,
        f"printf '%s' {shlex.quote(SEED_TEXT)} | sha256sum",
        BRANCH,
        tuple(sorted(files, key=lambda file: file.file_ref)),
    )


def _shell_line(seed: str, file_ref: str) -> str:
    return f"printf '%s\\n%s\\n%s' {seed} {BRANCH} {file_ref} | sha256sum"
