"""The whole file of one case for the staff, the steps that lead on from it, and its life as a drawing."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from nscl_grants.actions.assessments import review_refusal
from nscl_grants.actions.claims_draft import UNDERWAY, first_amount
from nscl_grants.actions.conflicts import declare
from nscl_grants.actions.facts import facts_of, roles_in
from nscl_grants.db import ledger
from nscl_grants.db.applications import Application
from nscl_grants.db.cases import SEE_FILED_CASES
from nscl_grants.db.interests import kept_away
from nscl_grants.db.payments import Claim
from nscl_grants.definitions.drawing import svg
from nscl_grants.definitions.house import House, house_of
from nscl_grants.domain.actor import INTAKE
from nscl_grants.domain.calendar import DayOff
from nscl_grants.domain.ledger.accounts import CASE_STATES
from nscl_grants.domain.norms import Estimate
from nscl_grants.domain.reopening import CLAIM_WITH_THE_FIRM
from nscl_grants.domain.text import Text
from nscl_grants.domain.vietnamese import clean_lines
from nscl_grants.domain.workflow import Offer
from nscl_grants.reports.case_file import case_file
from nscl_grants.reports.timeline import awaited, life_of, ways_of
from nscl_grants.web.access import db, me, now, posted_act, require_role, today
from nscl_grants.web.dossier import files_of_steps, history, papers_of, sections_told
from nscl_grants.web.filters import NOTHING, in_language, money, word
from nscl_grants.web.language import _, language
from nscl_grants.web.loaders import found_case
from nscl_grants.web.messages import tell
from nscl_grants.web.naming import about, code_of, days_left, state_of
from nscl_grants.web.paper_rows import paper_rows
from nscl_grants.web.steps import Frame, docked, step_page
from nscl_grants.web.twins import twins_of

WITH_A_PAGE = frozenset({"recommend", "issue"})
"""Steps that ask more than their form does."""

bp = Blueprint("cases", __name__)
bp.before_request(require_role(*SEE_FILED_CASES))


@bp.get("/cases/<reference>")
def show(reference: str) -> ResponseReturnValue:
    """Everything about the case on one page, with what the reader may do at the foot."""
    case = found_case(reference)
    house, file = house_of(db()), case_file(db(), case)
    facts = facts_of(db(), case, actor=me(), at=now())
    book = ledger.case_book(db(), case.reference)
    workflow = house.workflow_of(case)
    offers = workflow.offers(case.state, roles_in(me(), case), facts)
    open_offers = [offer for offer in offers if offer.refusal is None]
    return render_template(
        "cases/show.html",
        case=case,
        house=house,
        file=file,
        about=about(house, case),
        twins=twins_of(db(), case, me()) if case.decision_id is None else (),
        standing=state_of(house, case),
        left=days_left(house, case, today()),
        days_off=_days_off(house, case),
        stages=life_of(workflow, file.moves, facts),
        awaited=awaited(workflow, case.state),
        sections=sections_told(house, case),
        documents=[*papers_of(house, case, file.attachments), *files_of_steps(file.attachments)],
        estimate=_frozen(case.estimate),
        assessments=[(assessment, _frozen(assessment.derivation)) for assessment in file.assessments],
        book=book,
        places=(places := [place for place in CASE_STATES if book.total(place)]),
        columns=[(_("Năm"), ""), *((word(f"money.{place}"), "num") for place in places)],
        took=history(house, case, file),
        claims=[(claim, house.workflow_of(claim).states[claim.state]) for claim in file.paying.claims],
        payments=[(payment, house.workflow_of(payment).states[payment.state]) for payment in file.paying.payments],
        printed=paper_rows(case),
        open_offers=docked(open_offers),
        may_review=_may_review(case, open_offers),
        held_back=[offer for offer in offers if offer.refusal is not None],
        url_of=_step_urls(case),
        to_claim=_to_claim(house, case, file.paying.claims),
        claim_to_write=_claim_to_write(case, file.paying.claims),
    )


@bp.get("/cases/<reference>/life")
def life(reference: str) -> ResponseReturnValue:
    """The whole life that the case began with, as a drawing and as a table, with its state marked."""
    case = found_case(reference)
    house = house_of(db())
    workflow = house.workflow_of(case)
    drawing = Markup(svg(workflow, language(), case.state))  # noqa: S704  # Our own drawing escapes every word.
    return render_template(
        "cases/life.html", case=case, workflow=workflow, drawing=drawing, rows=ways_of(workflow), code=code_of(case)
    )


@bp.route("/cases/<reference>/conflict", methods=["GET", "POST"])
def conflict(reference: str) -> ResponseReturnValue:
    """Declare a conflict of interest: from then on the case is out of sight for the reader."""
    case = found_case(reference)
    reason = clean_lines(request.form.get("reason", ""))
    if request.method == "POST" and reason:
        declare(db(), case, actor=me(), at=now(), act=posted_act(), reason=reason)
        tell(
            _("Đã ghi nhận xung đột lợi ích với hồ sơ %(code)s.", code=code_of(case)),
            _("Hồ sơ được chuyển người khác và không hiện với ông/bà nữa."),
        )
        return redirect(url_for("work.show"), 303)
    page = render_template(
        "cases/conflict.html",
        case=case,
        code=code_of(case),
        missing=request.method == "POST",
        kept_away=kept_away(db(), case.id, case.organisation_id),
    )
    return page, 422 if request.method == "POST" else 200


@bp.route("/cases/<reference>/<trigger>", methods=["GET", "POST"])
def step(reference: str, trigger: str) -> ResponseReturnValue:
    """One step of the case; some have a page of their own."""
    case = found_case(reference)
    if request.method == "GET" and trigger in WITH_A_PAGE and (trigger != "issue" or case.decision_id):
        return redirect(_step_urls(case)(trigger), 303)
    return step_page(case, trigger, _frame(case))


def _may_review(case: Application, open_offers: Sequence[Offer]) -> bool:
    """Whether the reader may work on the review, and no button leads there yet."""
    if any(offer.transition.trigger == "recommend" for offer in open_offers):
        return False
    return review_refusal(db(), case, actor=me(), at=now()) is None


def _to_claim(house: House, case: Application, claims: Sequence[Claim]) -> list[tuple[str, Text]]:
    """The kinds of claim that the intake officer may begin for what came in on behalf, each with its title."""
    if not (case.on_behalf and me().holds(INTAKE)) or any(claim.state in UNDERWAY for claim in claims):
        return []
    kinds = house.procedure(case.procedure).claims
    return [(kind, house.workflow(kind).title) for kind in kinds if first_amount(db(), case, kind)]


def _claim_to_write(case: Application, claims: Sequence[Claim]) -> Claim | None:
    """The claim that the intake officer has begun for the organisation, or that was returned."""
    if not (case.on_behalf and me().holds(INTAKE)):
        return None
    return next((claim for claim in claims if claim.state in CLAIM_WITH_THE_FIRM), None)


def _frame(case: Application) -> Frame:
    back = url_for(".show", reference=case.reference)
    house = house_of(db())
    facts = [
        (_("Nội dung"), about(house, case)),
        (_("Trạng thái"), in_language(state_of(house, case).label)),
        (_("Đề nghị"), money(case.requested)),
        (_("Đề xuất"), money(case.recommended)),
        (_("Được duyệt"), money(case.approved)),
    ]
    trail = [(_("Hồ sơ"), url_for("lists.cases")), (code_of(case), back), (_("Bước tiếp theo"), None)]
    return Frame(trail, back, [pair for pair in facts if pair[1] != NOTHING])


def _step_urls(case: Application) -> Callable[[str], str]:
    """Where the button of a step leads: to the page that the step has of its own, else to the page of all steps."""
    reference = case.reference
    own = {
        "receive": lambda: url_for("intake_check.show", reference=reference),
        "recommend": lambda: url_for("review.show", reference=reference),
        "approve": lambda: url_for("decisions.compose", c=reference),
        "issue": lambda: url_for("decisions.show", decision_id=case.decision_id),
        "submit": lambda: url_for("drafts.show", reference=reference),
        "supplement": lambda: url_for("drafts.show", reference=reference),
    }

    def url(trigger: str) -> str:
        return own[trigger]() if trigger in own else url_for(".step", reference=reference, trigger=trigger)

    return url


def _frozen(estimate: dict[str, Any] | None) -> Estimate | None:
    return None if estimate is None else Estimate.from_json(estimate)


def _days_off(house: House, case: Application) -> tuple[DayOff, ...]:
    """The holidays between today and the due date, which the limit skips."""
    if case.due_on is None or case.due_on < today():
        return ()
    return house.plan.calendar.days_off_between(today(), case.due_on)
