"""The lines that procedures draw on."""

from sqlalchemy.orm import Session

from nscl_grants.definitions.house import house_of


def case_lines(session: Session) -> frozenset[str]:
    """The lines that procedures draw on; only approved cases are paid from them."""
    return frozenset(procedure.line for procedure in house_of(session).plan.procedures.values())
