"""The proof bundle of a draw: write it, verify it."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from sampling.allocation import as_allocation
from sampling.errors import InputRejected
from sampling.seed import FORMAT, canonical_public_value, mix_seed
from sampling.text import check_digest
from sampling.verify_standalone import LARGEST, differences

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Mapping, Sequence

    from sampling.canonical import Frame
    from sampling.tickets import Drawn

# ZIP knows no earlier time. A fixed one and no packing make the same draw the same bytes everywhere.
_TIME = (1980, 1, 1, 0, 0, 0)
_HERE = Path(__file__).parent


class DrawRecord:
    """What the journal and the store know of a draw, beside frame and sample.

    Valid if every value is the recorded one: the bundle is to show a deviation, not to hide it.

    Parameters
    ----------
    month, draw_id : str
        As for `mix_seed`.
    allocation : Allocation or mapping of str to int
        Files per stratum.
    frame_digest : str
        Digest recorded at the lock, 64 lower-case hex digits.
    secret : str
        The revealed secret, 64 lower-case hex digits.
    commitment : str
        The recorded commitment, 64 lower-case hex digits.
    commitment_position : int
        Its position in the journal, at least 1.
    public_value : str
        Empty if none was used.
    voided_draws : iterable of str
        Frame digests of the voided draws of this month and draw id, in their order; the attempt of this draw
        is one more than their number.

    Raises
    ------
    InputRejected
        A value is not of its form.

    Notes
    -----
    Source: draw format version 1, sections 5 and 6.

    Examples
    --------
    >>> record = DrawRecord("2026-12", "benefits", {"-": 10}, frame_digest="ab" * 32, secret="cd" * 32,
    ...                     commitment="ef" * 32, commitment_position=7, voided_draws=["12" * 32])
    >>> record.attempt
    2
    """

    def __init__(  # noqa: PLR0913 - A record of a draw has this many parts.
        self,
        month: str,
        draw_id: str,
        allocation: Mapping[str, int],
        *,
        frame_digest: str,
        secret: str,
        commitment: str,
        commitment_position: int,
        public_value: str = "",
        voided_draws: Iterable[str] = (),
    ) -> None:
        self.month = month
        self.draw_id = draw_id
        self.allocation = as_allocation(allocation)
        self.frame_digest = check_digest(frame_digest)
        self.secret = check_digest(secret, "secret")
        self.commitment = check_digest(commitment, "commitment")
        self.commitment_position = commitment_position
        self.public_value = canonical_public_value(public_value)
        self.voided_draws = tuple(check_digest(digest, "voided_draws") for digest in voided_draws)
        self.seed = mix_seed(month, draw_id, self.allocation, frame_digest, secret, public_value)
        if type(commitment_position) is not int or commitment_position < 1:
            raise InputRejected("commitment_position", "The position in the journal is no number from 1 on.")

    @property
    def attempt(self) -> int:
        """The number of this draw among those of its month and draw id, the first is 1."""
        return len(self.voided_draws) + 1


class Verdict:
    """What recomputing a proof bundle has shown.

    Parameters
    ----------
    differences : sequence of str
        What differs, each as "field: sentence"; empty if nothing does.

    Examples
    --------
    >>> verdict = Verdict(["seed: is not what the rest of the bundle gives"])
    >>> verdict.ok, verdict.sentence
    (False, 'The bundle differs. seed: is not what the rest of the bundle gives.')
    """

    def __init__(self, differences: Sequence[str]) -> None:
        self.differences = tuple(differences)

    @property
    def ok(self) -> bool:
        """Whether the bundle proves its draw."""
        return not self.differences

    @property
    def sentence(self) -> str:
        """The verdict in one sentence."""
        if self.ok:
            return (
                "The bundle is in order: the sample follows from the locked frame and the committed secret."
            )
        return f"The bundle differs. {'; '.join(self.differences)}."

    def as_dict(self) -> dict[str, object]:
        """Give the verdict for JSON."""
        return {"ok": self.ok, "differences": list(self.differences), "sentence": self.sentence}

    def __repr__(self) -> str:
        return f"Verdict({list(self.differences)!r})"


def write_bundle(frame: Frame, sample: Mapping[str, Sequence[Drawn]], record: DrawRecord) -> bytes:
    """Write the proof bundle of a draw; the same draw gives the same bytes.

    Valid if frame, sample and record are those on record; whether they fit is left to `verify_bundle`.

    Parameters
    ----------
    frame : Frame
        The locked frame.
    sample : mapping of str to sequence of Drawn
        What was drawn, for every branch.
    record : DrawRecord
        The rest of what is known of the draw.

    Returns
    -------
    bytes
        A ZIP file with manifest.json, frame.tsv, sample.tsv, verify.py and README.txt.

    Raises
    ------
    InputRejected
        The frame is larger than 64 MiB (about 1.5 million files), which a bundle does not hold.

    Notes
    -----
    Source: draw format version 1, section 5.

    Examples
    --------
    >>> from sampling import canonical_frame, commitment, draw, verify_bundle
    >>> import pathlib, tempfile
    >>> frame = canonical_frame([("Z01", "-", "1", "eligible")])
    >>> record = DrawRecord("2026-12", "benefits", {"-": 10}, frame_digest=frame.digest, secret="cd" * 32,
    ...                     commitment=commitment("cd" * 32), commitment_position=7)
    >>> path = pathlib.Path(tempfile.mkdtemp(), "bundle.zip")
    >>> _ = path.write_bytes(write_bundle(frame, draw(frame, record.seed, {"-": 10}), record))
    >>> verify_bundle(path).ok
    True
    """
    members = {
        "README.txt": (_HERE / "bundle_readme.txt").read_bytes(),
        "frame.tsv": frame.to_bytes(),
        "sample.tsv": _sample_bytes(sample),
        "verify.py": (_HERE / "verify_standalone.py").read_bytes(),
    }
    members["manifest.json"] = _manifest_bytes(frame, record, members)
    for name, data in members.items():
        if len(data) > LARGEST:
            raise InputRejected(
                "frame", f"{name} has more than {LARGEST} bytes; a bundle does not hold that."
            )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as bundle:
        for name in sorted(members):
            bundle.writestr(_entry(name), members[name])
    return target.getvalue()


def verify_bundle(path: str | os.PathLike[str]) -> Verdict:
    """Recompute a draw from its proof bundle, offline, with the program that is shipped inside it.

    Valid if frame digest and commitment stood in the journal before the draw, which the bundle cannot show.
    The copy used is the one of this package, never the one in the bundle. It shares no code with the draw.

    Parameters
    ----------
    path : str or path
        The bundle; anything else gives a verdict too, never an error.

    Returns
    -------
    Verdict
        Whether the bundle proves its draw, and what differs.

    Notes
    -----
    Source: draw format version 1, section 5.

    Examples
    --------
    >>> verify_bundle("/nowhere.zip").ok
    False
    """
    return Verdict(differences(str(path)))


def _sample_bytes(sample: Mapping[str, Sequence[Drawn]]) -> bytes:
    lines = [
        f"{branch}\t{drawn.stratum}\t{drawn.rank}\t{drawn.file_ref}\t{drawn.ticket}\n"
        for branch, files in sorted(sample.items())
        for drawn in files
    ]
    return "".join(lines).encode()


def _manifest_bytes(frame: Frame, record: DrawRecord, members: Mapping[str, bytes]) -> bytes:
    manifest: dict[str, object] = {
        "format": FORMAT,
        "month": record.month,
        "draw_id": record.draw_id,
        "allocation": dict(record.allocation),
        "attempt": record.attempt,
        "voided_draws": list(record.voided_draws),
        "frame_digest": record.frame_digest,
        "commitment": record.commitment,
        "commitment_position": record.commitment_position,
        "secret": record.secret,
        "public_value": record.public_value,
        "seed": record.seed,
        "counts": frame.counts,
        "members": {name: hashlib.sha256(data).hexdigest() for name, data in members.items()},
    }
    manifest["checksum"] = hashlib.sha256(_as_json(manifest)).hexdigest()
    return _as_json(manifest)


def _as_json(value: object) -> bytes:
    # The verifier writes this form once more by itself: it is to share no code with the writer.
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _TIME)
    entry.create_system = 3
    entry.external_attr = 0o644 << 16
    return entry
