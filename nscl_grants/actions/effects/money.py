"""What a move does to the money: every effect is one posting, and the ledger has the last word."""

from nscl_grants.actions import purse
from nscl_grants.actions.effects.deciding import awarded
from nscl_grants.actions.owed import owed_to
from nscl_grants.actions.step import Step
from nscl_grants.domain.money import ZERO


def hold_money(step: Step) -> None:
    """Set the recommended amount aside, until the last day of the hold or of the year."""
    application = step.application
    assert application.recommended is not None, "a hold follows a recommendation"
    year = step.house.budget_year(step.today)
    purse.hold(step, application.recommended, year)
    days = step.house.procedure_of(application).hold_days
    calendar = step.house.plan.calendar
    application.hold_until = min(calendar.add_working_days(step.today, days), step.today.replace(month=12, day=31))
    application.budget_year = year


def release_money(step: Step) -> None:
    """Give back all that is held, committed or due for the case."""
    if step.transition.event == "clock:hold_expired":
        purse.expire(step)
    else:
        purse.release_all(step)
    step.application.hold_until = None


def commit_money(step: Step) -> None:
    """Turn the hold into a commitment; what was not approved goes back to the line in the same posting."""
    step.application.hold_until = None
    purse.commit(step, awarded(step))


def fund_award(step: Step) -> None:
    """Money of the open year for the unpaid rest of an award that stands; no new decision.

    What a confirmed claim is still owed, because its payment came back too late, is due at once.
    """
    application = step.application
    year = step.house.budget_year(step.today)
    unpaid = (application.approved or ZERO) - step.facts.money.spent
    purse.fund(step, unpaid, year)
    owed = owed_to(step.session, application, step.facts.money.spent)
    if owed:
        purse.confirm(step, owed, final=False)
    application.budget_year = year


EFFECTS = (hold_money, release_money, commit_money, fund_award)
