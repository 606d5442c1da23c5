"""The review at work: papers judged, cost lines allowed, and the amount derived from them anew at every save."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from nscl_grants.actions.acts import ChangedMeanwhile, Sent, once
from nscl_grants.actions.estimates import reviewed_estimate
from nscl_grants.actions.facts import facts_of, roles_in
from nscl_grants.db import audit
from nscl_grants.db.applications import Application, Assessment
from nscl_grants.db.assessments import open_assessment
from nscl_grants.db.cases import lock_case
from nscl_grants.definitions.house import house_of
from nscl_grants.domain.actor import Actor
from nscl_grants.domain.duties import REVIEW
from nscl_grants.domain.guards.review import hands_are_clean, no_conflict_of_interest, reviewer_is_another
from nscl_grants.domain.money import Money
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.text import Text
from nscl_grants.domain.workflow import MovedOn, NotYourStep

_GUARDS = (hands_are_clean, no_conflict_of_interest, reviewer_is_another)


@dataclass(eq=False)
class PaperRefusedUnexplained(Refused):
    """A paper is turned down with a reason."""

    paper: Text


@dataclass(eq=False)
class CostCutUnexplained(Refused):
    """A cost line is cut with a reason."""

    line: int


@dataclass(eq=False)
class CostRaised(Refused):
    """No cost line counts for more than was declared."""

    line: int
    allowed: Money
    declared: Money


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the reviewer says of a paper."""

    accepted: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Allowed:
    """What the reviewer lets stand of a cost line; None while it was not looked at."""

    amount: Money | None
    reason: str = ""


def save(
    session: Session,
    application: Application,
    *,
    actor: Actor,
    at: datetime,
    act: str,
    seen_version: int,
    documents: Mapping[str, Verdict],
    costs: Sequence[Allowed],
    remarks: str,
) -> None:
    """Keep the work in progress, once, and commit; the derivation is worked out anew.

    Whoever saves has the case open for review and no other duty in it. The version of the case grows, so that
    nobody recommends on what somebody else has changed meanwhile.
    """
    application_id = application.id

    def keep() -> None:
        lock_case(session, application)
        if application.version != seen_version:
            raise ChangedMeanwhile()
        _check_may_review(session, application, actor, at)
        check_findings(session, application, documents, costs)
        assessment = open_assessment(session, application, reviewer_id=actor.person_id, at=at)
        _write(session, application, assessment, documents, costs, remarks)
        assessment.reviewer_id, assessment.at = actor.person_id, at
        flag_modified(application, "state")
        session.flush()
        _note(session, application, assessment, actor, at)

    content = {
        "case": application_id,
        "documents": {name: asdict(verdict) for name, verdict in documents.items()},
        "costs": [_cost(each) for each in costs],
        "remarks": remarks,
    }
    once(session, Sent(act, "assessment.save", content), actor=actor, at=at, do=keep)


def check_findings(
    session: Session, application: Application, documents: Mapping[str, Verdict], costs: Sequence[Allowed]
) -> None:
    """Raise the first thing that is wrong: nothing is turned down, cut or raised without a word."""
    form = house_of(session).form(application.form, application.form_version)
    for name, verdict in documents.items():
        document = form.document(name)
        if document is not None and not verdict.accepted and not verdict.reason:
            raise PaperRefusedUnexplained(document.title)
    for nth, (declared, allowed) in enumerate(zip(declared_costs(application), costs, strict=False), 1):
        if refused := cost_refusal(nth, declared, allowed):
            raise refused


def cost_refusal(line: int, declared: Money, allowed: Allowed) -> Refused | None:
    """What is wrong with the finding on one cost line, or None."""
    if allowed.amount is None:
        return None
    if allowed.amount > declared:
        return CostRaised(line, allowed.amount, declared)
    return CostCutUnexplained(line) if allowed.amount < declared and not allowed.reason else None


def declared_costs(application: Application) -> list[Money]:
    """What the organisation declared before VAT, line by line."""
    return [Money(row["amount"]) for row in application.answers.get("costs") or () if "amount" in row]


def review_refusal(session: Session, application: Application, *, actor: Actor, at: datetime) -> Refused | None:
    """Why this person may not work on the review now, or None; that it is not complete yet is no reason."""
    facts = facts_of(session, application, actor=actor, at=at)
    workflow, roles = house_of(session).workflow_of(application), roles_in(actor, application)
    try:
        workflow.choose("recommend", application.state, roles, facts)
    except (MovedOn, NotYourStep) as refused:
        return refused
    except Refused:
        facing = replace(facts, duty=REVIEW)
        return next((refusal for guard in _GUARDS if (refusal := guard(facing))), None)
    return None


def _check_may_review(session: Session, application: Application, actor: Actor, at: datetime) -> None:
    if refused := review_refusal(session, application, actor=actor, at=at):
        raise refused


def _write(
    session: Session,
    application: Application,
    assessment: Assessment,
    documents: Mapping[str, Verdict],
    costs: Sequence[Allowed],
    remarks: str,
) -> None:
    assessment.documents = {name: asdict(verdict) for name, verdict in documents.items()}
    assessment.costs = [_cost(each) for each in costs]
    assessment.remarks = remarks
    derived = reviewed_estimate(session, application, assessment)
    assessment.derivation = None if derived is None else derived.derivation.as_json()


def _cost(each: Allowed) -> dict[str, object]:
    return {"allowed": None if each.amount is None else each.amount.dong, "reason": each.reason}


def _note(session: Session, application: Application, assessment: Assessment, actor: Actor, at: datetime) -> None:
    audit.append(
        session,
        at=at,
        person_id=actor.person_id,
        account_id=actor.account_id,
        who=actor.name,
        what="assessment.save",
        subject_kind="application",
        subject=application.reference,
        before=None,
        after={"documents": assessment.documents, "costs": assessment.costs, "remarks": assessment.remarks},
    )
