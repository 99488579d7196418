"""Frauds on the proof bundle on its way to an auditor, each with all digests that can be made anew."""

import hashlib
import json
from collections.abc import Callable

from sampling import Allocation, canonical_frame, draw, mix_seed
from tests.sampling.bundles import good_bundle, members_of, packed, with_manifest, with_member

Members = dict[str, bytes]


def _manifest(members: Members) -> dict[str, object]:
    found: dict[str, object] = json.loads(members["manifest.json"])
    return found


def _sample_lines(members: Members, seed: str, allocation: dict[str, int]) -> bytes:
    rows = [line.split("\t") for line in members["frame.tsv"].decode().splitlines()]
    found = draw(canonical_frame(rows), seed, Allocation(allocation))
    lines = [
        f"{branch}\t{one.stratum}\t{one.rank}\t{one.file_ref}\t{one.ticket}\n"
        for branch, files in found.items()
        for one in sorted(files, key=lambda one: (one.stratum, one.rank))
    ]
    return "".join(lines).encode()


def a_file_of_the_sample_is_exchanged(members: Members) -> Members:
    lines = members["sample.tsv"].decode().splitlines(keepends=True)
    return with_member(members, "sample.tsv", "".join([*lines[1:], lines[0]]).encode())


def a_row_is_dropped_from_the_list(members: Members) -> Members:
    lines = members["frame.tsv"].splitlines(keepends=True)
    return with_member(members, "frame.tsv", b"".join(lines[1:]))


def a_row_is_added_to_the_list_and_the_digest_made_anew(members: Members) -> Members:
    lines = sorted([*members["frame.tsv"].splitlines(keepends=True), b"Z02\ta\tNEU\teligible\n"])
    changed = with_member(members, "frame.tsv", b"".join(lines))
    return with_manifest(changed, frame_digest=hashlib.sha256(b"".join(lines)).hexdigest())


def the_rows_are_put_into_another_order(members: Members) -> Members:
    lines = members["frame.tsv"].splitlines(keepends=True)
    return with_member(members, "frame.tsv", b"".join(reversed(lines)))


def another_secret_with_seed_and_sample_made_anew(members: Members) -> Members:
    given = _manifest(members)
    secret = "00" * 32
    allocation = {str(key): int(value) for key, value in dict(given["allocation"]).items()}  # type: ignore[call-overload]
    seed = mix_seed(
        str(given["month"]),
        str(given["draw_id"]),
        Allocation(allocation),
        str(given["frame_digest"]),
        secret,
        str(given["public_value"]),
    )
    changed = with_member(members, "sample.tsv", _sample_lines(members, seed, allocation))
    return with_manifest(changed, secret=secret, seed=seed)


def a_larger_number_with_a_sample_to_fit(members: Members) -> Members:
    given = _manifest(members)
    allocation = {"a": 3, "b": 3}
    changed = with_member(members, "sample.tsv", _sample_lines(members, str(given["seed"]), allocation))
    return with_manifest(changed, allocation=allocation)


def another_public_value_is_written_in(members: Members) -> Members:
    return with_manifest(members, public_value="Würfel 6-6-6")


def another_month_is_written_in(members: Members) -> Members:
    return with_manifest(members, month="2027-01")


def a_voided_draw_is_kept_quiet(members: Members) -> Members:
    return with_manifest(members, voided_draws=[])


def another_engine_orders_tickets_as_numbers_of_their_digits(members: Members) -> Members:
    """An engine that compares anything but the bytes of a ticket gives another sample."""
    lines = members["sample.tsv"].decode().splitlines(keepends=True)
    ordered = sorted(lines, key=lambda line: (line.split("\t")[:2], line.split("\t")[4][::-1]))
    return with_member(members, "sample.tsv", "".join(ordered).encode())


def the_verifying_program_is_exchanged(members: Members) -> Members:
    return {**members, "verify.py": b"print('The bundle is in order')\n"}


Forgery = Callable[[Members], Members]
FORGERIES: tuple[tuple[Forgery, str], ...] = (
    (a_file_of_the_sample_is_exchanged, "sample"),
    (a_row_is_dropped_from_the_list, "frame_digest"),
    (a_row_is_added_to_the_list_and_the_digest_made_anew, "seed"),
    (the_rows_are_put_into_another_order, "row 2 of frame.tsv"),
    (another_secret_with_seed_and_sample_made_anew, "commitment"),
    (a_larger_number_with_a_sample_to_fit, "seed"),
    (another_public_value_is_written_in, "seed"),
    (another_month_is_written_in, "seed"),
    (a_voided_draw_is_kept_quiet, "voided_draws"),
    (another_engine_orders_tickets_as_numbers_of_their_digits, "sample"),
    (the_verifying_program_is_exchanged, "verify.py"),
)


def forged(forgery: Forgery) -> bytes:
    """Return a right bundle after a forgery."""
    return packed(forgery(members_of(good_bundle())))
