"""The words for effects of measures and for proposals, the same on pages, in reports and on the agenda."""

from collections.abc import Mapping

from iks.domain.effect import Verdict
from iks.domain.takeaway import TakeawayKind
from iks.errors import N_

VERDICTS: Mapping[str, str] = {
    Verdict.FELL: N_("Weniger Beanstandungen als davor"),
    Verdict.ROSE: N_("Mehr Beanstandungen als davor"),
    Verdict.NOT_DISTINGUISHABLE: N_("Nicht unterscheidbar: im üblichen Schwankungsbereich"),
    Verdict.TOO_FEW: N_("Keine Aussage: zu wenige Antworten"),
}
# The same for a measure for some branches, against those without it.
VERDICTS_AGAINST: Mapping[str, str] = {
    **VERDICTS,
    Verdict.FELL: N_("Stärker gesunken als in den anderen Zweigstellen"),
    Verdict.ROSE: N_("Weniger gesunken als in den anderen Zweigstellen, oder gestiegen"),
    Verdict.NOT_DISTINGUISHABLE: N_("Von den anderen Zweigstellen nicht zu unterscheiden"),
}
TAKEAWAYS: Mapping[str, str] = {
    TakeawayKind.MAJOR: N_("Schwer wiegend"),
    TakeawayKind.NEW: N_("Neu auffällig"),
    TakeawayKind.MONEY: N_("Geld oder Widersprüche"),
}
