"""What a case would get: the norm of its filing date, applied to its costs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from nscl_grants.actions.products import NAME, is_about_product, known_product
from nscl_grants.db import ledger
from nscl_grants.db.applications import Application, Assessment
from nscl_grants.definitions.house import House, house_of
from nscl_grants.domain.calendar import legal_date
from nscl_grants.domain.ledger.accounts import Place, vnd
from nscl_grants.domain.ledger.award import Entitlement
from nscl_grants.domain.money import MOST_DONG, ZERO, Money
from nscl_grants.domain.norms import Cost, Estimate, Norm, estimate

LAST_STEP_OF_THE_RIGHT = "had"
"""Up to this step the amount is what the norm gives; what the year has left decides only when, not whether."""


@dataclass(frozen=True, slots=True)
class Estimated:
    """A derivation with what it is about."""

    norm: Norm
    item: str
    derivation: Estimate

    @property
    def entitled(self) -> Money:
        """What the norm gives, whatever the year has left."""
        return next(step.amount for step in self.derivation.steps if step.name == LAST_STEP_OF_THE_RIGHT)


def norm_for(house: House, application: Application, *, on: date) -> Norm | None:
    """The norm that the case keeps, or would keep if it were filed on that day."""
    if application.norm is not None and application.filed_at is not None:
        return house.norm(application.norm)
    standard = str(application.answers.get("standard") or "")
    if not standard and not is_about_product(house, application):
        return None
    return house.plan.norm_for(application.procedure, standard, on)


def item_of(session: Session, application: Application, answers: Mapping[str, Any]) -> str:
    """What entitlement is counted by: the standard, or the product by the name under which it is known."""
    if not is_about_product(house_of(session), application):
        return str(answers.get("standard") or "")
    known = known_product(session, application, answers)
    return known.name if known else str(answers.get(NAME) or "")


def estimate_of(
    session: Session, application: Application, *, on: date, answers: Mapping[str, Any] | None = None
) -> Estimated | None:
    """The derivation from what the organisation entered; None while no norm covers it."""
    given = application.answers if answers is None else answers
    return _derive(session, application, given, [None] * len(given.get("costs") or ()), on)


def reviewed_estimate(session: Session, application: Application, assessment: Assessment) -> Estimated | None:
    """The derivation from what the reviewer let stand, under the norm of the filing date."""
    assert application.filed_at is not None, "only what was filed is reviewed"
    allowed = [None if row.get("allowed") is None else Money(row["allowed"]) for row in assessment.costs]
    return _derive(session, application, application.answers, allowed, legal_date(application.filed_at))


def entitlement_of(application: Application, norm: Norm, item: str) -> Entitlement:
    """What the organisation may get for the item by that norm; without a known ceiling nothing but the line caps it."""
    return Entitlement(norm.family, application.organisation.tax_code, item, norm.most or Money(MOST_DONG))


def _derive(
    session: Session,
    application: Application,
    answers: Mapping[str, Any],
    allowed: Sequence[Money | None],
    on: date,
) -> Estimated | None:
    house, item = house_of(session), item_of(session, application, answers)
    norm = norm_for(house, application, on=on)
    if norm is None or not item:
        return None
    had = Money(-ledger.balance(session, entitlement_of(application, norm, item).quota()))
    left = Money(ledger.balance(session, vnd(Place.FREE, application.line, house.budget_year(on))))
    return Estimated(norm, item, estimate(norm, costs_of(answers, allowed), had=had, left_in_year=left))


def costs_of(answers: Mapping[str, Any], allowed: Sequence[Money | None] = ()) -> list[Cost]:
    """The costs as the organisation declared them, each with what the reviewer let stand of it."""
    rows = [row for row in answers.get("costs") or () if "amount" in row]
    return [_cost(row, allowed[nth] if nth < len(allowed) else None) for nth, row in enumerate(rows)]


def _cost(row: Mapping[str, Any], allowed: Money | None) -> Cost:
    return Cost(
        before_vat=Money(row["amount"]),
        vat=Money(row.get("vat") or ZERO.dong),
        by_transfer=row.get("by_transfer") is not False,
        allowed=allowed,
    )
