"""What guards money, people, files and the log, each with the page on which it can be seen at work."""

from dataclasses import dataclass
from functools import cache

from nscl_grants.definitions.source import Finding, Table, read_toml, refuse_if_any
from nscl_grants.domain.actor import ROLES, STAFF_ROLES, Actor
from nscl_grants.domain.text import Text
from nscl_grants.paths import PROTECTIONS

ANY, STAFF = "any", "staff"
_GROUPS = {ANY: frozenset(ROLES), STAFF: frozenset(STAFF_ROLES)}


@dataclass(frozen=True, slots=True)
class Protection:
    """One of them."""

    page: str
    """The endpoint of the page."""
    where: Text
    what: Text
    by: frozenset[str]
    """The roles that may enter the page; none is everybody."""

    def is_open_to(self, actor: Actor | None) -> bool:
        """Whether the reader may go there."""
        return not self.by or (actor is not None and actor.holds(*self.by))


@cache
def protections() -> tuple[Protection, ...]:
    """All of them, what everybody can see first."""
    findings: list[Finding] = []
    top = read_toml(PROTECTIONS, findings)
    found = tuple(_protection(table) for table in top.tables("protections"))
    top.done()
    refuse_if_any(findings)
    return found


def _protection(table: Table) -> Protection:
    roles = frozenset(role for name in table.names("by") for role in _GROUPS.get(name, (name,)))
    for role in sorted(roles - set(ROLES)):
        table.find("by", f"names {role!r}, which is no role")
    found = Protection(table.word("page"), table.text("where"), table.text("what"), roles)
    table.done()
    return found
