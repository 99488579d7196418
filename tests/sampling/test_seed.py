from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampling import InputRejected, commitment, mix_seed, new_secret, reveals, seed_preimage

GOOD = {
    "month": "2026-12",
    "draw_id": "benefits",
    "allocation": {"-": 10},
    "frame_digest": "ab" * 32,
    "secret": "cd" * 32,
    "public_value": "",
}


def test_the_preimage_is_seven_lines():
    changed = {
        **GOOD,
        "draw_id": "benefits/kdu-2026",
        "allocation": {"b": 2, "a": 1},
        "public_value": " 3-5-6\u00a0",
    }

    assert seed_preimage(**changed).decode() == (
        f"iks-draw-v1\n2026-12\nbenefits/kdu-2026\na=1,b=2\n{'ab' * 32}\n{'cd' * 32}\n3-5-6\n"
    )
    assert mix_seed(**changed) == hashlib.sha256(seed_preimage(**changed)).hexdigest()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("month", "2027-12"),
        ("draw_id", "integration"),
        ("allocation", {"-": 11}),
        ("frame_digest", "ac" * 32),
        ("secret", "ce" * 32),
        ("public_value", "6"),
    ],
)
def test_every_part_changes_the_seed(field, value):
    assert mix_seed(**GOOD) != mix_seed(**{**GOOD, field: value})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("month", "2026-13"),
        ("month", "2026-1"),
        ("month", "2026-12\n"),
        ("month", "\u0662\u0660\u0662\u0666-12"),
        ("draw_id", ""),
        ("draw_id", "Benefits"),
        ("draw_id", "benefits/"),
        ("draw_id", "benefits/a/b"),
        ("draw_id", "benefits/a_b"),
        ("draw_id", f"benefits/{'a' * 33}"),
        ("draw_id", "benefits\n-=10"),
        ("allocation", {"a=1,b": 2}),
        ("frame_digest", "AB" * 32),
        ("frame_digest", "ab" * 31),
        ("secret", "CD" * 32),
        ("secret", f"{'cd' * 32}\n"),
        ("secret", b"cd" * 32),
        ("public_value", "1\n2"),
        ("public_value", "1\u200b2"),
        ("public_value", "6" * 201),
    ],
)
def test_a_part_that_is_not_of_its_form_is_refused_by_name(field, value):
    with pytest.raises(InputRejected) as caught:
        mix_seed(**{**GOOD, field: value})

    assert caught.value.field == field


def test_a_refused_secret_is_not_repeated_in_the_sentence():
    with pytest.raises(InputRejected) as caught:
        mix_seed(**{**GOOD, "secret": "CD" * 32})

    assert "CD" not in str(caught.value)


def test_the_longest_public_value_is_counted_without_its_spaces():
    assert mix_seed(**{**GOOD, "public_value": f"  {'6' * 200} "}) == mix_seed(
        **{**GOOD, "public_value": "6" * 200}
    )


def test_a_secret_is_32_bytes_and_never_comes_twice():
    secrets = {new_secret() for _ in range(100)}

    assert len(secrets) == 100
    assert {len(bytes.fromhex(secret)) for secret in secrets} == {32}


@given(st.binary(min_size=32, max_size=32))
def test_a_commitment_is_kept_by_its_secret_alone(secret):
    other = hashlib.sha256(secret).digest()

    assert commitment(secret.hex()) == hashlib.sha256(secret).hexdigest()
    assert reveals(secret.hex(), commitment(secret.hex()))
    assert not reveals(other.hex(), commitment(secret.hex()))


def test_a_commitment_that_is_not_of_its_form_is_refused():
    with pytest.raises(InputRejected, match="commitment"):
        reveals("cd" * 32, "short")
