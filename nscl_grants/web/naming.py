"""What cases and their parts are called in lists: by what they ask for, never by an id."""

from datetime import date

from nscl_grants.db.applications import Application
from nscl_grants.db.payments import Claim
from nscl_grants.definitions.house import House
from nscl_grants.domain.workflow import State
from nscl_grants.web.filters import in_language
from nscl_grants.web.language import _


def item_name(house: House, case: Application) -> str:
    """The standard that the case is about, by its code, or the product; "" while none is named."""
    about = house.procedure(case.procedure).about
    item = case.item or str(case.answers.get(about) or "")
    return house.plan.item_label(item, case.filed_on)


def about(house: House, case: Application) -> str:
    """What the case asks for, in short: "Hệ thống, công cụ quản lý, ISO 22000:2018"."""
    parts = (in_language(house.procedure(case.procedure).name), item_name(house, case))
    return ", ".join(part for part in parts if part)


def claim_name(house: House, claim: Claim) -> str:
    """What a claim is called, by its kind and number: "Đề nghị thanh toán lần 1"."""
    return _("%(claim)s lần %(n)d", claim=in_language(house.workflow_of(claim).title), n=claim.n)


def code_of(case: Application) -> str:
    """The mã hồ sơ, or before filing the reference."""
    return case.code or case.reference


def state_of(house: House, case: Application) -> State:
    """Where the case stands, in the words of its own version of the workflow."""
    return house.workflow_of(case).states[case.state]


def days_left(house: House, case: Application, today: date) -> int | None:
    """Working days until the result is due; negative when late, None where no clock runs."""
    if case.due_on is None or house.workflow_of(case).states[case.state].clock == "off":
        return None
    return house.plan.calendar.working_days_between(today, case.due_on)
