"""The names that pages give to kinds and states of external findings."""

from collections.abc import Mapping

from iks.domain.external import ExternalFindingKind, ExternalFindingState
from iks.errors import N_

KINDS: Mapping[ExternalFindingKind, str] = {
    ExternalFindingKind.OBJECTION: N_("Beanstandung"),
    ExternalFindingKind.RECOMMENDATION: N_("Empfehlung"),
    ExternalFindingKind.NOTE: N_("Hinweis"),
}
STATES: Mapping[ExternalFindingState, str] = {
    ExternalFindingState.OPEN: N_("offen"),
    ExternalFindingState.ACCEPTED: N_("anerkannt"),
    ExternalFindingState.DISPUTED: N_("strittig"),
    ExternalFindingState.DONE: N_("erledigt"),
}
