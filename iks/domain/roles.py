"""Who may do what: the one table of permissions, and the person who acts."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from iks.domain.values import Area, Via
from iks.errors import N_, NotPermitted, NotThere


class Role(StrEnum):
    """The roles of the house and of the branches."""

    BRANCH_HEAD = "branch_head"
    DEPUTY = "deputy"
    LEGAL_AFFAIRS_HEAD = "legal_affairs_head"
    LEGAL_AFFAIRS_STAFF = "legal_affairs_staff"
    INTEGRATION_HEAD = "integration_head"
    INTEGRATION_STAFF = "integration_staff"
    CONTROLLER = "controller"
    INTERNAL_REVISION = "internal_revision"
    MANAGEMENT = "management"
    SYSTEM_ADMIN = "system_admin"
    STAFF_COUNCIL = "staff_council"
    DATA_PROTECTION = "data_protection"


class Permission(StrEnum):
    """One thing that can be done; every route and every command names the one it needs."""

    PUBLIC = "public"
    SIGNED_IN = "signed_in"
    CHECK_FILES = "check_files"
    SUBMIT_MONTH = "submit_month"
    GRANT_DEPUTY = "grant_deputy"
    SEE_RELEASED = "see_released"
    CLOSE_MONTH = "close_month"
    EXPORT_RELEASED = "export_released"
    HANDLE_FRAMES = "handle_frames"
    SEE_DRAW_STATE = "see_draw_state"
    RUN_LATE_DRAW = "run_late_draw"
    PROVE_DRAW = "prove_draw"
    READ_JOURNAL = "read_journal"
    SEE_OVERALL_RESULT = "see_overall_result"
    MANAGE_ACCOUNTS = "manage_accounts"
    SEE_CATALOGUE = "see_catalogue"
    SEE_GRIDS = "see_grids"
    SEE_GRID_PROPOSALS = "see_grid_proposals"
    PROPOSE_GRID = "propose_grid"
    APPROVE_GRID = "approve_grid"
    # A head's own proposal, where the head cannot approve it.
    APPROVE_FOR_OTHER_HEAD = "approve_for_other_head"
    SEE_AUDITS = "see_audits"
    RECORD_AUDIT = "record_audit"
    EXPLAIN_DRAW = "explain_draw"
    # A draw from a wrong list: the unit head asks, the revision decides.
    ASK_VOID_DRAW = "ask_void_draw"
    DECIDE_VOID_DRAW = "decide_void_draw"
    SET_SAMPLE_SIZE = "set_sample_size"
    PROPOSE_FOCUS = "propose_focus"
    ORDER_FOCUS = "order_focus"
    ORDER_RECHECK = "order_recheck"
    SEE_SUBSTITUTIONS = "see_substitutions"
    # Measures, and what the branch heads talk about: the unit proposes, its head decides, all may read.
    SEE_MEASURES = "see_measures"
    PROPOSE_MEASURE = "propose_measure"
    DECIDE_MEASURE = "decide_measure"
    SEE_KNOWLEDGE = "see_knowledge"
    KEEP_KNOWLEDGE = "keep_knowledge"
    # A second pair of eyes on a text before anybody outside the branch reads it.
    RELEASE_MODEL_CASE = "release_model_case"
    # Everything that is stored of a month, with single sheets: the revision asks, a second person decides.
    ASK_EVIDENCE = "ask_evidence"
    DECIDE_EVIDENCE = "decide_evidence"
    # Corrected answers: the revision sees how many and asks for the values, a second person decides.
    SEE_CORRECTIONS = "see_corrections"
    DECIDE_CORRECTIONS = "decide_corrections"
    OPEN_CORRECTIONS = "open_corrections"
    # The report of a month: everybody of the house reads it, the unit prepares it, its head sends it out.
    SEE_REPORTS = "see_reports"
    PREPARE_REPORT = "prepare_report"
    RELEASE_REPORT = "release_report"
    # Counts of objections and court cases, and which check points their topics touch.
    SEE_OBJECTIONS = "see_objections"
    RECORD_OBJECTIONS = "record_objections"
    MAP_OBJECTIONS = "map_objections"
    # A setting that shows more: the unit's head asks, the staff council consents.
    ASK_CONSENT = "ask_consent"
    GIVE_CONSENT = "give_consent"


P = Permission
BRANCH_ROLES = frozenset({Role.BRANCH_HEAD, Role.DEPUTY})
HOUSE_ROLES = frozenset(Role) - BRANCH_ROLES

_MEASURES = frozenset({P.SEE_MEASURES, P.SEE_KNOWLEDGE})
_GRIDS = frozenset({P.SEE_GRIDS, P.SEE_GRID_PROPOSALS, P.SEE_AUDITS})
_UNIT_STAFF = (
    _GRIDS
    | _MEASURES
    | {
        P.PROPOSE_MEASURE,
        P.KEEP_KNOWLEDGE,
        P.SEE_REPORTS,
        P.PREPARE_REPORT,
        P.SEE_RELEASED,
        P.EXPORT_RELEASED,
        P.PROPOSE_GRID,
        P.RECORD_AUDIT,
        P.PROPOSE_FOCUS,
        P.EXPLAIN_DRAW,
        P.SEE_OBJECTIONS,
        P.RECORD_OBJECTIONS,
        P.MAP_OBJECTIONS,
    }
)
_UNIT_HEAD = _UNIT_STAFF | {
    P.CLOSE_MONTH,
    P.APPROVE_GRID,
    P.APPROVE_FOR_OTHER_HEAD,
    P.ASK_VOID_DRAW,
    P.SET_SAMPLE_SIZE,
    P.ORDER_FOCUS,
    P.RELEASE_REPORT,
    P.DECIDE_MEASURE,
    P.ASK_CONSENT,
}
_BRANCH = _MEASURES | frozenset({P.CHECK_FILES, P.SUBMIT_MONTH, P.SEE_GRIDS, P.EXPLAIN_DRAW, P.SEE_REPORTS})

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.BRANCH_HEAD: _BRANCH | {P.GRANT_DEPUTY},
    Role.DEPUTY: _BRANCH,
    Role.LEGAL_AFFAIRS_HEAD: _UNIT_HEAD,
    Role.INTEGRATION_HEAD: _UNIT_HEAD,
    Role.LEGAL_AFFAIRS_STAFF: _UNIT_STAFF,
    Role.INTEGRATION_STAFF: _UNIT_STAFF,
    Role.CONTROLLER: frozenset(
        {P.HANDLE_FRAMES, P.SEE_DRAW_STATE, P.RUN_LATE_DRAW, P.EXPLAIN_DRAW, P.SEE_REPORTS}
    )
    | {P.SEE_OBJECTIONS, P.RECORD_OBJECTIONS},
    Role.INTERNAL_REVISION: _GRIDS
    | _MEASURES
    | {P.SEE_RELEASED, P.EXPORT_RELEASED, P.SEE_DRAW_STATE, P.PROVE_DRAW, P.READ_JOURNAL}
    | {
        P.SEE_REPORTS,
        P.EXPLAIN_DRAW,
        P.DECIDE_VOID_DRAW,
        P.ORDER_RECHECK,
        P.SEE_SUBSTITUTIONS,
        P.RELEASE_MODEL_CASE,
        P.SEE_OBJECTIONS,
        P.ASK_EVIDENCE,
        P.DECIDE_EVIDENCE,
        P.SEE_CORRECTIONS,
        P.DECIDE_CORRECTIONS,
        P.OPEN_CORRECTIONS,
    },
    Role.MANAGEMENT: _GRIDS
    | _MEASURES
    | {
        P.SEE_REPORTS,
        P.SEE_OVERALL_RESULT,
        P.APPROVE_FOR_OTHER_HEAD,
        P.PROPOSE_FOCUS,
        P.ORDER_FOCUS,
        P.EXPLAIN_DRAW,
        P.DECIDE_EVIDENCE,
        P.DECIDE_CORRECTIONS,
    },
    Role.SYSTEM_ADMIN: frozenset({P.MANAGE_ACCOUNTS, P.SEE_CATALOGUE, P.EXPLAIN_DRAW}),
    Role.STAFF_COUNCIL: frozenset({P.SEE_CATALOGUE, P.EXPLAIN_DRAW, P.GIVE_CONSENT}),
    Role.DATA_PROTECTION: frozenset({P.SEE_CATALOGUE, P.EXPLAIN_DRAW}),
}

# A unit evaluates its own area; the other house roles serve both areas alike.
_AREAS: dict[Role, frozenset[Area]] = {
    Role.LEGAL_AFFAIRS_HEAD: frozenset({Area.BENEFITS}),
    Role.LEGAL_AFFAIRS_STAFF: frozenset({Area.BENEFITS}),
    Role.INTEGRATION_HEAD: frozenset({Area.INTEGRATION}),
    Role.INTEGRATION_STAFF: frozenset({Area.INTEGRATION}),
}


def areas_of(role: Role) -> frozenset[Area]:
    """Return the areas that a house role is responsible for.

    >>> sorted(areas_of(Role.INTEGRATION_HEAD))
    [<Area.INTEGRATION: 'integration'>]
    """
    return _AREAS.get(role, frozenset(Area))


@dataclass(frozen=True)
class Grant:
    """A branch role for one branch and area, from a day on and, for deputies, until a day."""

    branch: str
    area: Area
    role: Role
    start: date
    end: date | None = None

    def holds_on(self, day: date) -> bool:
        """Return whether the grant is in force on that day; its last day is included."""
        return self.start <= day and (self.end is None or day <= self.end)


@dataclass(frozen=True)
class Actor:
    """Who acts, with the roles and grants in force at this moment, and through which entry."""

    user_id: str
    username: str
    display_name: str
    house_roles: frozenset[Role] = frozenset()
    grants: tuple[Grant, ...] = ()
    via: Via = Via.WEB
    language: str = "de"
    # Whether single keys answer in the check form.
    single_keys: bool = True
    everything: bool = field(default=False, repr=False)

    @classmethod
    def job(cls) -> "Actor":
        """Return the actor that stands in the journal for the scheduler."""
        return cls("", "scheduler", "scheduler", via=Via.JOB, everything=True)

    @property
    def roles(self) -> frozenset[Role]:
        """All roles held now."""
        return self.house_roles | {grant.role for grant in self.grants}

    def may(self, permission: Permission, area: Area | None = None, branch: str | None = None) -> bool:
        """Return whether the person may do this, in this area and branch where these are named."""
        if self.everything or permission is P.PUBLIC:
            return True
        if permission is P.SIGNED_IN:
            return bool(self.user_id)
        return self._by_house_role(permission, area) or self._by_grant(permission, area, branch)

    def _by_house_role(self, permission: Permission, area: Area | None) -> bool:
        return any(
            permission in PERMISSIONS[role] and (area is None or area in areas_of(role))
            for role in self.house_roles
        )

    def _by_grant(self, permission: Permission, area: Area | None, branch: str | None) -> bool:
        return any(
            permission in PERMISSIONS[grant.role]
            and area in (None, grant.area)
            and branch in (None, grant.branch)
            for grant in self.grants
        )

    def require(self, permission: Permission, area: Area | None = None, branch: str | None = None) -> None:
        """Refuse when the person may not do this; foreign objects answer like missing ones.

        Raises
        ------
        NotPermitted
            When no role of the person includes the act at all.
        NotThere
            When the act is permitted elsewhere, but not in this area or branch.
        """
        if self.may(permission, area, branch):
            return
        if self.may(permission):
            raise NotThere
        raise NotPermitted(
            N_("Diese Seite gehört nicht zu Ihren Aufgaben."),
            todo=N_("Wenn Sie sie brauchen, wenden Sie sich bitte an die Systemverwaltung."),
        )

    def branches(self, area: Area) -> tuple[str, ...]:
        """Return the branches whose files the person checks in an area, each once, sorted."""
        return tuple(sorted({grant.branch for grant in self.grants if grant.area is area}))

    def areas(self, permission: Permission) -> tuple[Area, ...]:
        """Return the areas in which the person may do this, in the order of the house."""
        return tuple(area for area in Area if self.may(permission, area))


def roles_clash(held: Iterable[Role], wanted: Role) -> bool:
    """Return whether a new role would join house and branch in one person.

    *Valid if* ``held`` names every role of the last twelve months, ended ones included.

    >>> roles_clash([Role.BRANCH_HEAD], Role.CONTROLLER)
    True
    >>> roles_clash([Role.CONTROLLER], Role.INTERNAL_REVISION)
    False
    """
    return any((role in BRANCH_ROLES) != (wanted in BRANCH_ROLES) for role in held)
