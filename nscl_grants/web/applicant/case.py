"""A case as its firm sees it: whose turn it is, where it is, the money, the papers, and what may be done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from nscl_grants.actions.claims_draft import first_amount
from nscl_grants.actions.facts import facts_of, roles_in
from nscl_grants.db.assessments import current_assessment
from nscl_grants.db.attachments import PAYMENT_FILES, attachments_of
from nscl_grants.db.cases import moves_of
from nscl_grants.db.recoveries import open_recovery
from nscl_grants.definitions.drawing import svg
from nscl_grants.domain.forms import Document
from nscl_grants.domain.norms import Estimate
from nscl_grants.domain.text import Text
from nscl_grants.domain.workflow import Offer
from nscl_grants.reports.firm import Turn, claims_of, payments_of, turn_of, what_next
from nscl_grants.reports.timeline import life_of
from nscl_grants.web.access import db, me, now, today
from nscl_grants.web.applicant.blueprint import bp
from nscl_grants.web.applicant.history import Parts, timeline_of
from nscl_grants.web.applicant.loaders import OwnCase, own_case
from nscl_grants.web.applicant.turns import duty_verb, duty_words, holder_words, turn_left
from nscl_grants.web.file_rows import FileRow, file_row
from nscl_grants.web.filters import in_language, weekday_day
from nscl_grants.web.headings import heading_of
from nscl_grants.web.language import _, language
from nscl_grants.web.naming import claim_name
from nscl_grants.web.paper_rows import paper_rows

NEAR = timedelta(days=30)
"""How far ahead the holidays that a time limit skips are named."""


@dataclass(frozen=True, slots=True)
class Demand:
    """What the supplement request names."""

    parts: Sequence[Text]
    reason: str
    asked_on: date
    asked_by: str


@bp.get("/applications/<reference>")
def show(reference: str) -> ResponseReturnValue:
    """The case; a draft has no case yet and opens on its form."""
    case = own_case(reference)
    claims, payments = claims_of(db(), case.row.id), payments_of(db(), case.row.id)
    facts = facts_of(db(), case.row, actor=me(), at=now())
    turn = turn_of(case.house, case.row, facts.money, claims)
    if turn.duty == "draft":
        return redirect(url_for(".form", reference=reference))
    workflow, then = case.house.workflow_of(case.row), what_next(case.house, case.row, claims, payments)
    state = workflow.states[case.row.state]
    return render_template(
        "applicant/case.html",
        case=case,
        heading=heading_of(case.house, case.row),
        state=state,
        then=then,
        turn=turn,
        duty=duty_words(turn) or in_language(state.label),
        verb=duty_verb(turn),
        holder=holder_words(turn.holder),
        left=turn_left(case.house, case.row, turn, today()),
        days_off=_days_off(case, turn),
        demand=_demand(case),
        timeline=timeline_of(
            Parts(case.house, case.row, claims, payments),
            moves_of(db(), case.row.id),
            facts,
            then=then,
            note=_who_and_by_when(case, turn),
        ),
        money=facts.money,
        repay_by=open_recovery(db(), case.row.id).pay_by if case.row.state == "recovering" else None,
        claims=[
            (claim, case.house.workflow_of(claim).states[claim.state], claim_name(case.house, claim))
            for claim in claims
        ],
        to_prepare=_to_prepare(case, turn),
        may_claim=_may_claim(case) if turn.duty == "claim" else (),
        payments=[(payment, case.house.workflow_of(payment).states[payment.state]) for payment in payments],
        offers=_side_steps(turn, workflow.offers(case.row.state, roles_in(me(), case.row), facts)),
        files=_files(case),
        printed=paper_rows(case.row),
    )


@bp.get("/applications/<reference>/life")
def life(reference: str) -> ResponseReturnValue:
    """The life of the case with its state marked, and all states in words."""
    case = own_case(reference)
    facts = facts_of(db(), case.row, actor=me(), at=now())
    workflow = case.house.workflow_of(case.row)
    stages = life_of(workflow, moves_of(db(), case.row.id), facts)
    drawing = Markup(svg(workflow, language(), case.row.state))  # noqa: S704  # Our own drawing escapes every word.
    return render_template("applicant/life.html", case=case, stages=stages, workflow=workflow, drawing=drawing)


@bp.get("/applications/<reference>/estimate")
def estimate(reference: str) -> ResponseReturnValue:
    """How the amount was derived when the case was filed, and after the decision how the office derived it."""
    case = own_case(reference)
    filed = Estimate.from_json(case.row.estimate) if case.row.estimate else None
    return render_template("applicant/estimate.html", case=case, filed=filed, decided=_decided(case))


def _to_prepare(case: OwnCase, turn: Turn) -> list[tuple[Text, Sequence[Document]]]:
    """The papers of what the firm has to do now, or will have to once support is approved."""
    if turn.holder == "nobody" or turn.duty in ("supplement", "repay"):
        return []
    if case.row.approved is not None and turn.duty != "claim":
        return []
    kinds = [kind for kind, _title in _may_claim(case)] if turn.duty == "claim" else _claims(case)
    return [(case.house.workflow(kind).title, case.house.form(kind).documents) for kind in kinds]


def _claims(case: OwnCase) -> Sequence[str]:
    return case.house.procedure(case.row.procedure).claims


def _may_claim(case: OwnCase) -> list[tuple[str, Text]]:
    """The kinds of claim that there is anything left for, each with its title."""
    kinds = _claims(case)
    return [(kind, case.house.workflow(kind).title) for kind in kinds if first_amount(db(), case.row, kind)]


def _who_and_by_when(case: OwnCase, turn: Turn) -> str:
    """Who has the case, and until when: "Ông/bà, hạn thứ Năm, 26/11/2026"."""
    state = case.house.workflow_of(case.row).states[case.row.state]
    due = turn.due_on if turn.holder == "firm" else case.row.due_on if state.clock != "off" else None
    if turn.holder == "nobody":
        return ""
    return _("%(who)s, hạn %(day)s.", who=holder_words(turn.holder), day=weekday_day(due)) if due else ""


def _decided(case: OwnCase) -> Estimate | None:
    """The reviewer's derivation; the firm sees it once an amount was approved."""
    if case.row.approved is None:
        return None
    assessment = current_assessment(db(), case.row)
    return Estimate.from_json(assessment.derivation) if assessment and assessment.derivation else None


def _demand(case: OwnCase) -> Demand | None:
    asked: dict[str, Any] | None = case.row.supplement
    if asked is None:
        return None
    sections = [section.title for section in case.form.sections if section.name in asked.get("sections", ())]
    papers = [document.title for document in case.form.documents if document.name in asked.get("documents", ())]
    return Demand(
        [*sections, *papers], asked.get("reason", ""), date.fromisoformat(asked["asked_on"]), asked["asked_by"]
    )


def _days_off(case: OwnCase, turn: Turn) -> Sequence[Any]:
    """The holidays that the firm's time limit skips, for one that is near."""
    if turn.due_on is None or not today() <= turn.due_on <= today() + NEAR:
        return ()
    return case.house.plan.calendar.days_off_between(today(), turn.due_on)


def _side_steps(turn: Turn, offers: Sequence[Offer]) -> list[Offer]:
    """What may be done besides what waits: the step that is waited for has its own button."""
    return [offer for offer in offers if turn.step is None or offer.transition.trigger != turn.step.trigger]


def _files(case: OwnCase) -> list[tuple[Text | None, list[FileRow]]]:
    """The files by paper in the order of the dossier list; what is no paper of it comes last, without a title."""
    mine = [file for file in attachments_of(db(), case.row.id) if not file.document.startswith(PAYMENT_FILES)]
    rows = [file_row(file) for file in mine]
    listed: list[tuple[Text | None, list[FileRow]]] = [
        (document.title, [row for row in rows if row.document == document.name]) for document in case.form.documents
    ]
    named = {document.name for document in case.form.documents}
    listed.append((None, [row for row in rows if row.document not in named]))
    return [(title, files) for title, files in listed if files]
