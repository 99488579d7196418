"""Make frames of any size, the same ones every time: ``python make_frames.py FILE.tsv 1000000 400``."""

from __future__ import annotations

import random
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# Prime to the number of possible references, so no number comes twice before all have come once.
_STEP, _NUMBERS = 7_368_787, 10**7
# Of a house with so many branches the numbers begin with the same digits, whatever branch has the file today.
_HOUSE, _OFFICES = 14, (2, 11, 24)
_CHECKED_RECENTLY = 1 / 20


def _reference(row: int, house: int | None) -> str:
    """Give a reference like 67702BG4403090, or with no house one like 354L982193 from a number of its own."""
    if house is None:
        number = (row * 73_687_879 + 12_345_678) % 10**9
        return f"{number // 10**6:03d}L{number % 10**6:06d}"
    return f"{house + 101:03d}{_OFFICES[row % 3]:02d}BG{row * _STEP % _NUMBERS:07d}"


def _sizes(files: int, branches: int, chance: random.Random) -> list[int]:
    """Divide the files among the branches, large and small ones, at least one file each."""
    weights = [chance.uniform(0.2, 1.8) for _ in range(branches)]
    sizes = [1 + int((files - branches) * weight / sum(weights)) for weight in weights]
    sizes[0] += files - sum(sizes)
    return sizes


def _branches(files: int, branches: int, *, houses: bool) -> Iterator[list[str]]:
    """Give the lines of one branch after the other, in the order of the canonical frame."""
    chance = random.Random(files)  # noqa: S311 - Nothing secret, only the same frame every time.
    row = 0
    for number, size in enumerate(_sizes(files, branches, chance)):
        house = number // _HOUSE if houses else None
        references = sorted(_reference(one, house) for one in range(row, row + size))
        row += size
        yield [
            f"Z{number + 1:04d}\t-\t{reference}\t"
            f"{'checked_recently' if chance.random() < _CHECKED_RECENTLY else 'eligible'}\n"
            for reference in references
        ]


def make_frame(path: Path, files: int, branches: int, *, in_order: bool = True, houses: bool = True) -> None:
    """Write a frame as text: in the order of the canonical frame, or with its rows shuffled.

    The references of a house have its number in front; without houses they are scattered over the country.
    """
    with path.open("w", encoding="utf-8", newline="\n") as file:
        if in_order:
            for lines in _branches(files, branches, houses=houses):
                file.writelines(lines)
        else:
            every = [line for lines in _branches(files, branches, houses=houses) for line in lines]
            random.Random(1).shuffle(every)  # noqa: S311 - As above.
            file.writelines(every)


if __name__ == "__main__":
    make_frame(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
