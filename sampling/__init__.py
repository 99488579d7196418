"""Draws that anybody can recompute, and what their results can tell.

Knows frames, strata, tickets and rates, and nothing of the house that uses them. The public names are loaded
when they are first used, so that `import sampling` loads neither numpy nor scipy.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sampling.allocation import Allocation
    from sampling.canonical import Frame, canonical_frame, frame_faults
    from sampling.change import exact_change, newcombe_difference, stand_out
    from sampling.draw import draw, ranking, reserve
    from sampling.engines import draw_with
    from sampling.errors import EngineFailed, Fault, FrameRejected, InputRejected, Reason
    from sampling.frame_file import read_frame
    from sampling.proof import DrawRecord, Verdict, verify_bundle, write_bundle
    from sampling.rates import (
        binomial_interval,
        binomial_upper,
        hypergeometric_interval,
        hypergeometric_upper,
    )
    from sampling.seed import commitment, mix_seed, new_secret, reveals, seed_preimage
    from sampling.strata import extrapolated_amount, weighted_rate
    from sampling.tickets import Drawn, ticket

_HOMES = {
    "allocation": ("Allocation",),
    "canonical": ("Frame", "canonical_frame", "frame_faults"),
    "change": ("exact_change", "newcombe_difference", "stand_out"),
    "draw": ("draw", "ranking", "reserve"),
    "engines": ("draw_with",),
    "errors": ("EngineFailed", "Fault", "FrameRejected", "InputRejected", "Reason"),
    "frame_file": ("read_frame",),
    "proof": ("DrawRecord", "Verdict", "verify_bundle", "write_bundle"),
    "rates": ("binomial_interval", "binomial_upper", "hypergeometric_interval", "hypergeometric_upper"),
    "seed": ("commitment", "mix_seed", "new_secret", "reveals", "seed_preimage"),
    "strata": ("extrapolated_amount", "weighted_rate"),
    "tickets": ("Drawn", "ticket"),
}

__all__ = [
    "Allocation",
    "DrawRecord",
    "Drawn",
    "EngineFailed",
    "Fault",
    "Frame",
    "FrameRejected",
    "InputRejected",
    "Reason",
    "Verdict",
    "binomial_interval",
    "binomial_upper",
    "canonical_frame",
    "commitment",
    "draw",
    "draw_with",
    "exact_change",
    "extrapolated_amount",
    "frame_faults",
    "hypergeometric_interval",
    "hypergeometric_upper",
    "mix_seed",
    "new_secret",
    "newcombe_difference",
    "ranking",
    "read_frame",
    "reserve",
    "reveals",
    "seed_preimage",
    "stand_out",
    "ticket",
    "verify_bundle",
    "weighted_rate",
    "write_bundle",
]


def __getattr__(name: str) -> object:
    # Loaded when it is needed, because the command line, which starts in 20 ms, does not need it.
    from importlib import import_module  # noqa: PLC0415

    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"sampling.{home}"), name)
    # `sampling.rates` works without an import of its own, like any other public name.
    if name in _HOMES:
        return import_module(f"sampling.{name}")
    raise AttributeError(f"module 'sampling' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
