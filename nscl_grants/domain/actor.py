"""Who acts: a person, through one of the person's accounts, in the roles that account holds."""

from dataclasses import dataclass, field

APPLICANT = "applicant"
INTAKE = "intake"
REVIEWER = "reviewer"
APPROVER = "approver"
CLERK = "clerk"
FINANCE = "finance"
CHIEF_ACCOUNTANT = "chief_accountant"
ACCOUNT_HOLDER = "account_holder"
COORDINATOR = "coordinator"
PLAN_MANAGER = "plan_manager"
AUDITOR = "auditor"
ADMIN = "admin"
SYSTEM_ROLE = "system"

STAFF_ROLES = frozenset(
    {INTAKE, REVIEWER, APPROVER, CLERK, FINANCE, CHIEF_ACCOUNTANT, ACCOUNT_HOLDER, COORDINATOR, PLAN_MANAGER}
)
ROLES = (
    APPLICANT,
    INTAKE,
    REVIEWER,
    APPROVER,
    CLERK,
    FINANCE,
    CHIEF_ACCOUNTANT,
    ACCOUNT_HOLDER,
    COORDINATOR,
    PLAN_MANAGER,
    AUDITOR,
    ADMIN,
)


@dataclass(frozen=True, slots=True)
class Actor:
    """The person and account behind an act; duties are counted by `person_id`, never by account."""

    person_id: int
    account_id: int | None
    name: str
    roles: frozenset[str] = field(default_factory=frozenset)
    organisations: frozenset[int] = field(default_factory=frozenset)
    """The organisations that the person belongs to, and whose cases they see."""
    edits: frozenset[int] = field(default_factory=frozenset)
    """Those of them for which the person may write."""
    submits: frozenset[int] = field(default_factory=frozenset)
    """Those of them for which the person may send off."""

    def holds(self, *roles: str) -> bool:
        """Whether the actor holds at least one of the roles."""
        return not self.roles.isdisjoint(roles)


SYSTEM = Actor(person_id=0, account_id=None, name="Hệ thống", roles=frozenset({SYSTEM_ROLE}))
"""The clock and the treasury's answers act through this one; no person can hold its role."""
