"""Numbers of files: common to all branches, or a branch's own."""

import pytest

from sampling import Allocation, InputRejected, canonical_frame, draw, mix_seed

FRAME = canonical_frame(
    [(branch, "-", f"{branch}-{n:03}", "eligible") for branch in ("Z05", "Z06") for n in range(40)]
)
SEED = "5e" * 32


def test_a_branch_with_its_own_number_gets_it_and_the_others_keep_theirs() -> None:
    plain, own = draw(FRAME, SEED, {"-": 10}), draw(FRAME, SEED, {"-": 10, "Z05:-": 15})
    assert {branch: len(files) for branch, files in own.items()} == {"Z05": 15, "Z06": 10}
    assert own["Z05"][:10] == plain["Z05"]
    assert own["Z06"] == plain["Z06"]


def test_an_own_number_is_part_of_the_seed() -> None:
    rest = ("ab" * 32, "cd" * 32)
    plain = mix_seed("2026-12", "benefits", Allocation({"-": 10}), *rest)
    assert mix_seed("2026-12", "benefits", Allocation({"-": 10, "Z05:-": 15}), *rest) != plain


def test_a_branch_keeps_the_common_number_where_it_has_none_of_its_own() -> None:
    numbers = Allocation.parse("funded=5,unfunded=5,Z05:funded=8")
    assert numbers.of("Z05").text == "funded=8,unfunded=5"
    assert numbers.of("Z06").text == "funded=5,unfunded=5"
    assert (numbers.total, numbers.branches) == (10, ("Z05",))
    assert Allocation(dict(numbers)).text == numbers.text == "Z05:funded=8,funded=5,unfunded=5"


@pytest.mark.parametrize(
    "text", ["-=10,Z05:funded=3", "-=10,Z05:-=0", "Z05:-=10", "-=10,Z 5:-=3", "-=10,:-=3"]
)
def test_a_number_that_no_branch_can_have_is_refused(text: str) -> None:
    with pytest.raises(InputRejected):
        Allocation.parse(text)
