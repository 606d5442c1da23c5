"""Products: the organisation's product that a case is about, found again however its name is written."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from nscl_grants.actions.step import Step
from nscl_grants.db import ledger
from nscl_grants.db.applications import Application
from nscl_grants.db.products import Product, product_of
from nscl_grants.definitions.house import House
from nscl_grants.domain.vietnamese import fold

NAME, GTIN = "product", "gtin"
"""The questions that name a product."""


def is_about_product(house: House, application: Application) -> bool:
    """Whether the procedure supports products, and not standards."""
    return house.procedure(application.procedure).about == "product"


def takes_slot(house: House, application: Application) -> bool:
    """Whether the line of the case counts products beside its money."""
    return house.plan.line(application.line).products is not None


def known_product(session: Session, application: Application, answers: Mapping[str, Any]) -> Product | None:
    """The product that the answers name, if the organisation ever filed anything about it."""
    key = fold(str(answers.get(NAME) or ""))
    return product_of(session, application.organisation_id, key, answers.get(GTIN)) if key else None


def register_product(session: Session, application: Application) -> Product:
    """The product that the answers name, written down when it is new; part of the step that files the case."""
    answers = application.answers
    product = known_product(session, application, answers)
    if product is None:
        name = str(answers[NAME])
        product = Product(
            organisation_id=application.organisation_id, name=name, key=fold(name), gtin=answers.get(GTIN)
        )
        session.add(product)
        session.flush()
    elif product.gtin is None:
        product.gtin = answers.get(GTIN)
    return product


def living_case_of(session: Session, house: House, application: Application) -> Application | None:
    """Another case that has the product already; always none on lines that count no products."""
    if not takes_slot(house, application):
        return None
    product = known_product(session, application, application.answers)
    if product is None:
        return None
    return session.scalar(
        select(Application).where(Application.live_product_id == product.id, Application.id != application.id)
    )


def keep_product_living(step: Step) -> None:
    """A case has its product to itself until it ends, and for good once its slot is used up."""
    application = step.application
    if application.product_id is None or not takes_slot(step.house, application):
        return
    ended = step.house.workflow_of(application).states[application.state].final
    gone = ended and ledger.case_book(step.session, application.reference).slot is None
    application.live_product_id = None if gone else application.product_id
