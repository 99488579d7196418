from __future__ import annotations

import hashlib
import shutil
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sampling
from sampling import Drawn, InputRejected, canonical_frame, draw, ranking, reserve, ticket
from sampling.tickets import smallest
from tests.sampling.frames import SEED, frame_rows, plain_rows

STRATA = {"a": 2, "b": 3, "c": 4}


def plainly_drawn(rows, seed, allocation):
    """The draw once more, as plainly as the page states it."""
    result = {}
    for branch in sorted({row[0] for row in rows}, key=str.encode):
        order = {
            stratum: sorted(
                (hashlib.sha256(f"{seed}\n{branch}\n{ref}".encode()).digest(), ref.encode())
                for name, code, ref, status in rows
                if (name, code, status) == (branch, stratum, "eligible")
            )
            for stratum in sorted(allocation)
        }
        taken = {stratum: min(len(order[stratum]), allocation[stratum]) for stratum in order}
        for _ in range(sum(allocation.values()) - sum(taken.values())):
            longer = [stratum for stratum in order if taken[stratum] < len(order[stratum])]
            if longer:
                taken[longer[0]] += 1
        result[branch] = [
            Drawn(stratum, rank, ref.decode(), own.hex())
            for stratum in order
            for rank, (own, ref) in enumerate(order[stratum][: taken[stratum]], 1)
        ]
    return result


@given(frame_rows(strata=("a", "b", "c")), st.binary(min_size=32, max_size=32))
@settings(deadline=None)
def test_the_draw_is_the_one_of_the_page(rows, seed):
    frame = canonical_frame(rows, STRATA)

    sample = draw(frame, seed.hex(), STRATA)

    assert sample == plainly_drawn(frame.rows, seed.hex(), STRATA)
    assert list(sample) == sorted(sample, key=str.encode)


@given(st.data())
@settings(deadline=None)
def test_the_sample_does_not_depend_on_the_order_of_the_frame(data):
    rows = data.draw(frame_rows(strata=("a", "b", "c")))

    shuffled = data.draw(st.permutations(rows))

    assert draw(canonical_frame(shuffled), SEED, STRATA) == draw(canonical_frame(rows), SEED, STRATA)


@given(frame_rows(branches=2), st.integers(1, 8), st.integers(1, 8))
@settings(deadline=None)
def test_the_next_k_continue_the_first_k(rows, first, more):
    frame = canonical_frame(rows)
    small, large = draw(frame, SEED, {"-": first}), draw(frame, SEED, {"-": first + more})

    for branch, files in large.items():
        assert files[: len(small[branch])] == small[branch]
        used: list[str] = []
        for expected in files[first:]:
            substitute = reserve(frame, SEED, {"-": first}, branch, "-", used)
            assert substitute == expected
            used.append(substitute.file_ref)


@given(frame_rows(strata=("a", "b"), branches=2), st.sampled_from(["a", "b"]))
@settings(deadline=None)
def test_the_reserve_uses_up_the_branch_file_by_file(rows, stratum):
    allocation = {"a": 2, "b": 2}
    frame = canonical_frame(rows)
    for branch, files in draw(frame, SEED, allocation).items():
        used = [drawn.file_ref for drawn in files]
        substitutes = []
        while substitute := reserve(frame, SEED, allocation, branch, stratum, used):
            substitutes.append(substitute.stratum)
            used.append(substitute.file_ref)

        eligible = [row[2] for row in frame.rows if (row[0], row[3]) == (branch, "eligible")]
        assert sorted(used) == sorted(eligible)
        own_first = sorted(substitutes, key=lambda other: (other != stratum, other))
        assert substitutes == own_first


def test_a_branch_draws_the_same_whatever_happens_to_another():
    rows = plain_rows(branches=2)
    without = [row for row in rows if row[0] == "Z01"]

    assert (
        draw(canonical_frame(rows), SEED, {"-": 5})["Z01"]
        == draw(canonical_frame(without), SEED, {"-": 5})["Z01"]
    )


def test_a_branch_with_fewer_files_than_the_total_is_drawn_whole():
    sample = draw(canonical_frame(plain_rows(branches=1, files=7)), SEED, {"-": 10})

    assert [drawn.rank for drawn in sample["Z01"]] == [1, 2, 3, 4, 5, 6, 7]


def test_a_branch_without_eligible_files_has_an_empty_list():
    frame = canonical_frame([("Z01", "-", "1", "checked_recently"), ("Z02", "-", "2", "eligible")])

    sample = draw(frame, SEED, {"-": 10})

    assert sample["Z01"] == []
    assert reserve(frame, SEED, {"-": 10}, "Z01", "-") is None


def test_the_sample_itself_counts_as_used():
    frame = canonical_frame(plain_rows(branches=1, files=12))
    sample = draw(frame, SEED, {"-": 10})["Z01"]

    forgotten = reserve(frame, SEED, {"-": 10}, "Z01", "-", [])
    named = reserve(frame, SEED, {"-": 10}, "Z01", "-", [drawn.file_ref for drawn in sample])

    assert forgotten == named
    assert forgotten is not None
    assert forgotten.rank == 11


def test_the_reserve_skips_what_overflow_has_taken():
    rows = plain_rows(branches=1, files=1, stratum="a") + [
        ("Z01", "b", f"B{number}", "eligible") for number in range(6)
    ]
    frame = canonical_frame(rows)
    sample = draw(frame, SEED, {"a": 2, "b": 2})["Z01"]

    substitute = reserve(frame, SEED, {"a": 2, "b": 2}, "Z01", "a")

    assert [(drawn.stratum, drawn.rank) for drawn in sample] == [("a", 1), ("b", 1), ("b", 2), ("b", 3)]
    assert substitute is not None
    assert (substitute.stratum, substitute.rank) == ("b", 4)


def test_the_ranking_holds_every_eligible_file_once():
    frame = canonical_frame(plain_rows(branches=2, files=100))

    order = ranking(frame, SEED, "Z02")["-"]

    assert sorted(drawn.file_ref for drawn in order) == sorted(
        row[2] for row in frame.rows if row[0] == "Z02"
    )
    assert [drawn.ticket for drawn in order] == sorted(drawn.ticket for drawn in order)
    assert order[:10] == draw(frame, SEED, {"-": 10})["Z02"]


def test_a_tie_of_tickets_is_broken_by_the_bytes_of_the_file():
    class SameTicket:
        def copy(self):
            return self

        def update(self, data):
            pass

        def digest(self):
            return bytes(32)

    refs = [f"{number:03d}".encode() for number in range(100)]

    assert [ref for _, ref in smallest(SameTicket(), refs[::-1], 3)] == refs[:3]


@pytest.mark.parametrize(("number", "files"), [(1, 1000), (10, 1000), (100, 99), (0, 0)])
def test_the_smallest_are_those_of_a_full_sort(number, files):
    state = hashlib.sha256(b"start")
    refs = [str(ref).encode() for ref in range(files)]

    everything = sorted((hashlib.sha256(b"start" + ref).digest(), ref) for ref in refs)

    assert smallest(state, refs, number) == everything[:number]


def test_over_many_seeds_every_file_is_drawn_equally_often():
    frame = canonical_frame(plain_rows(branches=1, files=20))
    drawn = dict.fromkeys((row[2] for row in frame.rows), 0)
    for number in range(2000):
        for file in draw(frame, hashlib.sha256(str(number).encode()).hexdigest(), {"-": 5})["Z01"]:
            drawn[file.file_ref] += 1

    # Each count is binomial (2000, 1/4): mean 500, standard deviation 19.4; the seeds are fixed.
    chi_squared = sum((count - 500) ** 2 for count in drawn.values()) / (2000 * 0.25 * 0.75)
    assert sum(drawn.values()) == 10_000
    assert chi_squared * 19 / 20 < 36.2


def test_a_terminal_alone_gives_the_ticket():
    tool = shutil.which("sha256sum")
    assert tool, "coreutils are part of every system this runs on"
    drawn = draw(canonical_frame([("Möhringen", "-", "BG 1'\"", "eligible")]), SEED, {"-": 1})["Möhringen"][0]

    script = 'printf "%s\\n%s\\n%s" "$SEED" "$BRANCH" "$FILE" | sha256sum'
    environment = {"SEED": SEED, "BRANCH": "Möhringen", "FILE": "BG 1'\"", "PATH": "/usr/bin:/bin"}
    arguments = ["/bin/sh", "-c", script]
    shell = subprocess.run(arguments, env=environment, stdout=subprocess.PIPE, check=True)  # noqa: S603 - Ours.

    assert shell.stdout.split()[0].decode() == drawn.ticket == ticket(SEED, "Möhringen", "BG 1'\"")


@pytest.mark.parametrize("seed", ["", "AB" * 32, "ab" * 31, "zz" * 32])
def test_a_seed_that_is_not_of_its_form_is_refused(seed):
    with pytest.raises(InputRejected, match="seed"):
        draw(canonical_frame(plain_rows()), seed, {"-": 1})


def test_a_frame_with_a_stratum_outside_the_allocation_is_refused():
    with pytest.raises(InputRejected, match="stratum a"):
        draw(canonical_frame([("Z01", "a", "1", "eligible")]), SEED, {"-": 1})


def test_a_branch_or_stratum_nobody_knows_is_refused():
    frame = canonical_frame(plain_rows())

    with pytest.raises(InputRejected, match="no branch"):
        reserve(frame, SEED, {"-": 1}, "Z99", "-")
    with pytest.raises(InputRejected, match="stratum"):
        reserve(frame, SEED, {"-": 1}, "Z01", "funded")


def test_the_package_offers_the_function_although_the_module_has_its_name():
    from sampling import draw as drawn_late  # noqa: PLC0415 - The order of imports is what is tried here.

    frame = canonical_frame(plain_rows())

    assert (
        sampling.draw(frame, SEED, {"-": 1})
        == drawn_late(frame, SEED, {"-": 1})
        == draw(frame, SEED, {"-": 1})
    )
