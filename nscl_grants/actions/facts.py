"""Gathers what the rules must know of a case, in a fixed number of queries, for one actor and one moment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from nscl_grants.actions.assignment import reviewers_before
from nscl_grants.actions.estimates import item_of, norm_for, reviewed_estimate
from nscl_grants.actions.paying_facts import paying_facts
from nscl_grants.actions.products import living_case_of, takes_slot
from nscl_grants.actions.purse import award_of, money_of
from nscl_grants.actions.step import Subject, application_of
from nscl_grants.db import ledger
from nscl_grants.db.applications import Application, Move
from nscl_grants.db.assessments import current_assessment
from nscl_grants.db.attachments import attachments_of
from nscl_grants.db.cases import moves_of
from nscl_grants.db.decisions import Decision
from nscl_grants.db.hands import hands_of
from nscl_grants.db.opinions import opinions_of
from nscl_grants.db.paying import paying_of
from nscl_grants.db.recoveries import open_appeal
from nscl_grants.db.remembered import READING, remembered
from nscl_grants.definitions.house import House, house_of
from nscl_grants.domain.actor import APPLICANT, Actor
from nscl_grants.domain.calendar import legal_date
from nscl_grants.domain.case import CaseFacts, LineFacts
from nscl_grants.domain.forms import Form, missing
from nscl_grants.domain.forms.missing import DOCUMENTS
from nscl_grants.domain.ledger.accounts import Place, slots, vnd
from nscl_grants.domain.ledger.award import CaseBook
from nscl_grants.domain.money import Money
from nscl_grants.domain.text import Text
from nscl_grants.domain.workflow import Offer

ENDED_BADLY = ("refused", "rejected", "cancelled", "recovering")
SEEKING_MONEY = ("in_review", "waitlisted", "awaiting_funds")
"""The states that a hold or funding leads on from."""


@dataclass(frozen=True, slots=True)
class Known:
    """What a move has read of its case before it asks for the facts."""

    moves: Sequence[Move]
    book: CaseBook


def roles_in(actor: Actor, application: Application) -> frozenset[str]:
    """The actor's roles towards this case: an applicant is one only where they may send off for the organisation."""
    if application.organisation_id in actor.submits:
        return actor.roles
    return actor.roles - {APPLICANT}


def offers_of(session: Session, subject: Subject, *, actor: Actor, at: datetime) -> tuple[Offer, ...]:
    """The steps that the actor could take now, each with the reason why it must wait, or None."""
    application = application_of(subject)
    facts = facts_of(session, subject, actor=actor, at=at)
    workflow = house_of(session).workflow_of(subject)
    return workflow.offers(subject.state, roles_in(actor, application), facts)


def facts_of(
    session: Session,
    subject: Subject,
    *,
    actor: Actor,
    at: datetime,
    answers: Mapping[str, Any] | None = None,
    known: Known | None = None,
) -> CaseFacts:
    """Everything that guards and conditions read; what the caller read already is not asked again."""
    house, application, today = house_of(session), application_of(subject), legal_date(at)
    _read_money(session, house, application, today)
    return CaseFacts(
        state=subject.state,
        today=today,
        actor=actor,
        workflow=application.workflow,
        answers=answers or {},
        answered=answers is not None,
        came_from=application.came_from,
        requested=application.requested,
        recommended=application.recommended,
        approved=application.approved,
        hold_until=application.hold_until,
        claim_by=application.claim_by,
        due_on=application.due_on,
        extended=application.extended_on is not None,
        supplement_asked=application.supplement is not None,
        approver_may_authorise=house.approver_may_authorise,
        **{
            **_filing_facts(session, house, application, today),
            **_people_facts(session, application, known),
            **_review_facts(session, house, application),
            **_decision_facts(session, house, application, today),
            **_money_facts(session, house, application, today, known),
            **paying_facts(session, house, subject, application, today),
        },
    )


def _read_money(session: Session, house: House, application: Application, today: date) -> None:
    """All balances that the facts ask for, in one query of a page that only reads."""
    if not session.info.get(READING):
        return
    years = {house.budget_year(today), house.budget_year(application_day(application, today))}
    keys = tuple(vnd(Place.FREE, application.line, year) for year in sorted(years))
    entitlement = award_of(house, application).entitlement
    ledger.read_case(session, application.reference, keys if entitlement is None else (*keys, entitlement.quota()))


def _filing_facts(session: Session, house: House, application: Application, today: date) -> dict[str, Any]:
    form = house.form(application.form, application.form_version)
    there = {attachment.document for attachment in attachments_of(session, application.id)}
    lacking = missing(form, application.answers, there)
    promises = [question.name for question in form.questions if question.kind == "promise"]
    other = living_case_of(session, house, application)
    return {
        "missing_answers": tuple(each.title for each in lacking if each.section != DOCUMENTS),
        "sections_with_gaps": tuple(
            each.title for each in form.sections if each.name in {one.section for one in lacking}
        ),
        "missing_documents": tuple(each.title for each in lacking if each.section == DOCUMENTS),
        "declared": all(application.answers.get(promise) is True for promise in promises),
        "commune_is_ours": application.organisation.commune in house.plan.communes,
        "norm_found": norm_for(house, application, on=application_day(application, today)) is not None,
        "item": application.item or item_of(session, application, application.answers),
        "product_is_of": None if other is None else other.code or other.reference,
        "supplement_missing": _unanswered(session, application, form),
    }


def application_day(application: Application, today: date) -> date:
    """The legal day whose law holds for the case: the filing date, or today for a draft."""
    return application.filed_on or today


def _unanswered(session: Session, application: Application, form: Form) -> tuple[Text, ...]:
    """The papers asked for in the supplement round that nobody has added since."""
    if application.state != "supplement_requested" or application.supplement is None:
        return ()
    asked_on = date.fromisoformat(application.supplement["asked_on"])
    fresh = {
        attachment.document
        for attachment in attachments_of(session, application.id)
        if legal_date(attachment.uploaded_at) >= asked_on
    }
    names = [name for name in application.supplement.get("documents", ()) if name not in fresh]
    documents = (form.document(name) for name in names)
    return tuple(document.title for document in documents if document is not None)


def _people_facts(session: Session, application: Application, known: Known | None) -> dict[str, Any]:
    hands = hands_of(session, application.id, application.organisation_id)
    moves = known.moves if known else moves_of(session, application.id)
    return {
        "duties": {duty.person_id: duty.duty for duty in hands.duties},
        "conflicted": hands.conflicted,
        "reviewer_id": application.reviewer_id,
        "opinions_by": _opinions_by(session, application),
        **_heard(moves),
        "former_reviewers": reviewers_before(moves),
    }


def _heard(moves: Sequence[Move]) -> dict[str, Any]:
    """What the history tells of the head of division and of another agency; later steps set aside earlier ones."""
    endorsed, agency_due_on = False, None
    for move in moves:
        if move.trigger in ("recommend", "promote", "send_back"):
            endorsed = False
        elif move.trigger == "endorse":
            endorsed = True
        elif move.trigger == "ask_agency":
            agency_due_on = date.fromisoformat(move.answers["due_on"])
        elif move.trigger == "record_agency_opinion":
            agency_due_on = None
    return {"endorsed": endorsed, "agency_due_on": agency_due_on}


def _opinions_by(session: Session, application: Application) -> frozenset[int]:
    life = house_of(session).workflow_of(application)
    if all("second_opinion_is_given" not in row.guards for row in life.leading_from(application.state)):
        return frozenset()
    assessment = current_assessment(session, application)
    round_now = assessment.round if assessment else 1
    return frozenset(each.person_id for each in opinions_of(session, application.id) if each.round == round_now)


def _review_facts(session: Session, house: House, application: Application) -> dict[str, Any]:
    if application.state not in ("in_review", "waitlisted"):
        return {}
    assessment = current_assessment(session, application)
    form = house.form(application.form, application.form_version)
    judged = assessment.documents if assessment else {}
    there = {attachment.document for attachment in attachments_of(session, application.id)}
    unread = [doc.title for doc in form.documents if doc.name in there and doc.name not in judged]
    rows = len(application.answers.get("costs") or ())
    assessed = sum(row.get("allowed") is not None for row in assessment.costs) if assessment else 0
    estimate = reviewed_estimate(session, application, assessment) if assessment and assessed >= rows else None
    return {
        "unread_documents": tuple(unread),
        "unassessed_costs": max(rows - assessed, 0),
        "derived": estimate.entitled if estimate else None,
        "entitlement_left": _entitlement_left(session, house, application),
    }


def _entitlement_left(session: Session, house: House, application: Application) -> Money | None:
    """What the norm of the filing date still gives the organisation for the item; None where no norm is pinned."""
    entitlement = award_of(house, application).entitlement
    if entitlement is None:
        return None
    return Money(entitlement.limit.dong + ledger.balance(session, entitlement.quota()))


def _decision_facts(session: Session, house: House, application: Application, today: date) -> dict[str, Any]:
    decision = session.get(Decision, application.decision_id) if application.decision_id else None
    facts: dict[str, Any] = {
        "decision_made": decision is not None,
        "decision_issued": decision is not None and decision.number is not None,
    }
    if application.state in ENDED_BADLY:
        ends = [move.at for move in moves_of(session, application.id) if move.dest == application.state]
        ended_at = max(ends, default=None)
        facts["appeal_open"] = open_appeal(session, application.id) is not None
        if ended_at is not None:
            facts["appeal_until"] = legal_date(ended_at) + timedelta(days=house.procedure_of(application).appeal_days)
    if application.state == "disbursed":
        facts["obligations_end_on"] = _obligations_end_on(session, house, application)
    return facts


def _obligations_end_on(session: Session, house: House, application: Application) -> date | None:
    paid = [each.treasury_on for each in paying_of(session, application.id).payments if each.state == "paid"]
    paid_on = max((on for on in paid if on is not None), default=None)
    months = house.procedure_of(application).obligation_months
    return None if paid_on is None else _months_after(paid_on, months)


def _months_after(day: date, months: int) -> date:
    """The same day so many months on; the last of the month where it has no such day."""
    year, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + year, month + 1, 1)
    length = ((first + timedelta(days=32)).replace(day=1) - first).days
    return first.replace(day=min(day.day, length))


def _money_facts(
    session: Session, house: House, application: Application, today: date, known: Known | None
) -> dict[str, Any]:
    year = house.budget_year(today)
    free = ledger.balance(session, vnd(Place.FREE, application.line, year))
    waiting, awaiting = _waiting_before(session, application)
    book = known.book if known else ledger.case_book(session, application.reference)
    return {
        "money": money_of(book),
        "budget": LineFacts(
            line=application.line,
            year=year,
            free=Money(free),
            earlier_waiting=waiting,
            awaiting_funds=awaiting,
            slots=_slots_left(session, house, application, book, year),
        ),
    }


def _slots_left(session: Session, house: House, application: Application, book: CaseBook, year: int) -> int | None:
    if not takes_slot(house, application) or book.slot is not None:
        return None
    return ledger.balance(session, slots(Place.FREE, application.line, year))


@remembered
def _waiting_before(session: Session, application: Application) -> tuple[int, int]:
    """How many wait on the line before this case, and how many awards of a closed year; where money is sought."""
    if application.state not in SEEKING_MONEY:
        return 0, 0
    queued_at = application.queued_at or application.created_at
    earlier = (Application.queued_at < queued_at) | (
        (Application.queued_at == queued_at) & (Application.id < application.id)
    )
    counted = session.execute(
        select(Application.state, func.count(Application.id))
        .where(
            Application.line == application.line,
            (Application.state == "awaiting_funds") | ((Application.state == "waitlisted") & earlier),
        )
        .group_by(Application.state)
    )
    found: dict[str, int] = dict(counted.all())
    waiting = 0 if application.queued_at is None else found.get("waitlisted", 0)
    return waiting, found.get("awaiting_funds", 0)
