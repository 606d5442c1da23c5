"""What a member of staff may open: others' drafts, and cases that a conflict of interest hides, do not exist here."""

from typing import TypeVar

from werkzeug.exceptions import NotFound

from nscl_grants.db.applications import Application
from nscl_grants.db.cases import visible_case, visible_part
from nscl_grants.db.payments import Claim
from nscl_grants.web.access import db, me

Row = TypeVar("Row")


def found_case(reference: str) -> Application:
    """The case by that reference, or 404."""
    return found(visible_case(db(), me(), reference))


def found_on_behalf(reference: str) -> Application:
    """The case, if it came on paper or from the portal; where an organisation applies itself, its members write."""
    case = found_case(reference)
    return found(case if case.on_behalf else None)


def found_claim(claim_id: int) -> Claim:
    """The claim with that id, or 404."""
    return found(visible_part(db(), me(), Claim, claim_id))


def found(row: Row | None) -> Row:
    """The row, or 404 when there is none for this reader."""
    if row is None:
        raise NotFound()
    return row
