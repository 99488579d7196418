"""Draws that anybody can recompute, and what their results can tell.

Knows frames, strata, tickets and rates, and nothing of the house that uses them. The public names are loaded
when they are first used, so that `import sampling` loads neither numpy nor scipy.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sampling.allocation import Allocation
    from sampling.canonical import Frame, canonical_frame, frame_faults
    from sampling.chance import dispersion_factor, exact_against_before, exact_change, stand_out
    from sampling.change import (
        difference_of_differences,
        newcombe_difference,
        newcombe_paired_difference,
        probability_of_fall,
    )
    from sampling.control import funnel_limits, laney_p_chart, p_chart, run_rules
    from sampling.draw import draw, ranking, reserve
    from sampling.engines import draw_with
    from sampling.errors import EngineFailed, Fault, FrameRejected, InputRejected, Reason
    from sampling.frame_file import read_frame
    from sampling.plan import attribute_sample_size, detection_probability
    from sampling.power import detectable_effect, needed_answers, needed_months, probability_of_seeing
    from sampling.proof import DrawRecord, Verdict, verify_bundle, write_bundle
    from sampling.rates import (
        binomial_interval,
        binomial_upper,
        hypergeometric_interval,
        hypergeometric_upper,
    )
    from sampling.seed import commitment, mix_seed, new_secret, reveals, seed_preimage
    from sampling.shrinkage import stabilised_rates
    from sampling.strata import extrapolated_amount, weighted_rate
    from sampling.tickets import Drawn, ticket
    from sampling.usual import usual_counts

_HOMES = {
    "allocation": ("Allocation",),
    "canonical": ("Frame", "canonical_frame", "frame_faults"),
    "chance": ("dispersion_factor", "exact_against_before", "exact_change", "stand_out"),
    "change": (
        "difference_of_differences",
        "newcombe_difference",
        "newcombe_paired_difference",
        "probability_of_fall",
    ),
    "control": ("funnel_limits", "laney_p_chart", "p_chart", "run_rules"),
    "draw": ("draw", "ranking", "reserve"),
    "engines": ("draw_with",),
    "errors": ("EngineFailed", "Fault", "FrameRejected", "InputRejected", "Reason"),
    "frame_file": ("read_frame",),
    "plan": ("attribute_sample_size", "detection_probability"),
    "power": ("detectable_effect", "needed_answers", "needed_months", "probability_of_seeing"),
    "proof": ("DrawRecord", "Verdict", "verify_bundle", "write_bundle"),
    "rates": ("binomial_interval", "binomial_upper", "hypergeometric_interval", "hypergeometric_upper"),
    "seed": ("commitment", "mix_seed", "new_secret", "reveals", "seed_preimage"),
    "shrinkage": ("stabilised_rates",),
    "strata": ("extrapolated_amount", "weighted_rate"),
    "tickets": ("Drawn", "ticket"),
    "usual": ("usual_counts",),
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
    "attribute_sample_size",
    "binomial_interval",
    "binomial_upper",
    "canonical_frame",
    "commitment",
    "detectable_effect",
    "detection_probability",
    "difference_of_differences",
    "dispersion_factor",
    "draw",
    "draw_with",
    "exact_against_before",
    "exact_change",
    "extrapolated_amount",
    "frame_faults",
    "funnel_limits",
    "hypergeometric_interval",
    "hypergeometric_upper",
    "laney_p_chart",
    "mix_seed",
    "needed_answers",
    "needed_months",
    "new_secret",
    "newcombe_difference",
    "newcombe_paired_difference",
    "p_chart",
    "probability_of_fall",
    "probability_of_seeing",
    "ranking",
    "read_frame",
    "reserve",
    "reveals",
    "run_rules",
    "seed_preimage",
    "stabilised_rates",
    "stand_out",
    "ticket",
    "usual_counts",
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
