"""Thẩm định: papers beside the form, cost lines, the amount derived anew, and the reviewer's recommendation.

Every button saves first. A recommendation is taken at once when it is the amount that the button named;
when the save changed the amount, the page shows the new steps and asks again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from nscl_grants.actions.assessments import Allowed, review_refusal, save
from nscl_grants.actions.cases import advance
from nscl_grants.actions.facts import facts_of, roles_in
from nscl_grants.db.applications import Application
from nscl_grants.db.assessments import current_assessment
from nscl_grants.db.attachments import Attachment, attachments_of
from nscl_grants.db.cases import SEE_FILED_CASES
from nscl_grants.definitions.house import House, house_of
from nscl_grants.domain.case import CaseFacts
from nscl_grants.domain.norms import Estimate
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.workflow import Offer
from nscl_grants.outside.sniffing import JPG, PDF, PNG
from nscl_grants.web.access import db, me, now, posted_act, require_role, today
from nscl_grants.web.dossier import Paper, ToldSection, papers_of, sections_told
from nscl_grants.web.errors import status_of
from nscl_grants.web.file_rows import FileRow, file_row
from nscl_grants.web.filters import iso_day
from nscl_grants.web.forms import QuestionForm, build
from nscl_grants.web.language import _
from nscl_grants.web.loaders import found_case
from nscl_grants.web.naming import about, days_left, state_of
from nscl_grants.web.review_sheet import Sheet, fill_in, saved_sheet
from nscl_grants.web.steps import posted_version, tell_step
from nscl_grants.web.twins import twins_of
from nscl_grants.web.whole import whole

bp = Blueprint("review", __name__)
bp.before_request(require_role(*SEE_FILED_CASES))

LEAD_ON = ("ask_supplement", "propose_rejection", "extend")
"""Buttons that save and then lead to the page of their step."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The file in sight, and whether the page can show it."""

    row: FileRow
    is_pdf: bool
    is_picture: bool


@dataclass(frozen=True, slots=True)
class Desk:
    """What lies before the reviewer."""

    house: House
    case: Application
    attachments: Sequence[Attachment]
    papers: list[Paper]
    sheet: Sheet
    sections: Sequence[ToldSection]
    """What the firm declares, to be held against the papers."""


@bp.get("/cases/<reference>/review")
def show(reference: str) -> ResponseReturnValue:
    """The case as it was saved last, with one of its papers in sight."""
    desk = _desk(reference)
    names = [paper.name for paper in desk.papers if paper.files]
    asked = request.args.get("paper", "")
    unread = [name for name in names if name not in desk.sheet.verdicts]
    desk.sheet.paper = asked if asked in names else next(iter(unread or names), "")
    return _page(desk)


@bp.post("/cases/<reference>/review")
def write(reference: str) -> ResponseReturnValue:
    """Save what was found, then do what the button said."""
    desk, version, act = _desk(reference), posted_version(), posted_act()
    fill_in(desk.sheet, request.form, {paper.name: paper for paper in desk.papers})
    allowed = desk.sheet.read()
    opinion = _opinion(desk)
    recommends = request.form.get("do") == "recommend"
    if desk.sheet.faults or (recommends and not opinion.validate()):
        return _page(desk, opinion=opinion, status=422)
    try:
        _save(desk, allowed, act, version)
    except Refused as refused:
        return _page(desk, opinion=opinion, refused=refused, status=status_of(refused))
    return _recommend(desk, opinion, act, version + 1) if recommends else redirect(_next_url(desk), 303)


def _desk(reference: str) -> Desk:
    case = found_case(reference)
    if request.method == "GET" and (refused := review_refusal(db(), case, actor=me(), at=now())):
        raise refused
    house, assessment = house_of(db()), current_assessment(db(), case)
    sections = sections_told(house, case)
    told = (each for section in sections for each in section.answers)
    costs = next((each.rows for each in told if each.name == "costs"), ())
    attachments = attachments_of(db(), case.id)
    papers = papers_of(house, case, attachments)
    return Desk(house, case, attachments, papers, saved_sheet(case, assessment, costs), sections)


def _save(desk: Desk, allowed: list[Allowed], act: str, version: int) -> None:
    sheet = desk.sheet
    save(
        db(),
        desk.case,
        actor=me(),
        at=now(),
        act=act,
        seen_version=version,
        documents=sheet.verdicts,
        costs=allowed,
        remarks=sheet.remarks,
    )


def _recommend(desk: Desk, opinion: QuestionForm, act: str, version: int) -> ResponseReturnValue:
    """Recommend the amount that the button named; an amount that the save changed is shown first."""
    case, facts = desk.case, _facts(desk.case)
    if facts.derived is not None and request.form.get("amount") != str(facts.derived.dong):
        return _page(desk, opinion=opinion, changed=True)
    own_act = f"{act}/recommend"
    try:
        advance(
            db(), case, "recommend", actor=me(), at=now(), act=own_act, answers=opinion.answers, seen_version=version
        )
    except Refused as refused:
        return _page(desk, opinion=opinion, refused=refused, status=status_of(refused))
    tell_step(case, next(row for row in desk.house.workflow_of(case).transitions if row.trigger == "recommend"))
    return redirect(url_for("work.show"), 303)


def _next_url(desk: Desk) -> str:
    """After a save: the page of a step, the paper that was asked for, the next one to read, or the same page again."""
    do, reference = request.form.get("do", ""), desk.case.reference
    if do in LEAD_ON:
        return url_for("cases.step", reference=reference, trigger=do)
    if do.startswith("see:"):
        return url_for(".show", reference=reference, paper=do.removeprefix("see:"), _anchor="paper")
    if do == "next":
        return url_for(".show", reference=reference, _anchor="paper")
    return url_for(".show", reference=reference, paper=desk.sheet.paper, _anchor="estimate")


def _page(
    desk: Desk,
    *,
    opinion: QuestionForm | None = None,
    refused: Refused | None = None,
    changed: bool = False,
    status: int = 200,
) -> ResponseReturnValue:
    house, case = desk.house, desk.case
    facts, assessment = _facts(case), current_assessment(db(), case)
    derivation = assessment.derivation if assessment else None
    page = render_template(
        "review/show.html",
        case=case,
        desk=desk,
        sheet=desk.sheet,
        opinion=opinion or _opinion(desk),
        refused=refused,
        changed=changed,
        facts=facts,
        derivation=Estimate.from_json(derivation) if derivation else None,
        offer=_offer(desk, facts),
        hold_until=_hold_until(desk),
        place=facts.budget.earlier_waiting + 1 if facts.budget and case.queued_at else None,
        about=about(house, case),
        twins=twins_of(db(), case, me()),
        standing=state_of(house, case),
        left=days_left(house, case, today()),
        seen=_seen(desk),
        extension=_extension(desk, facts),
        alerts=_alerts(case),
    )
    return page, status


def _extension(desk: Desk, facts: CaseFacts) -> Offer | None:
    """Putting off the result, with what stands in its way; None where the life has no such step for the reader."""
    offers = desk.house.workflow_of(desk.case).offers(desk.case.state, roles_in(me(), desk.case), facts)
    return next((offer for offer in offers if offer.transition.trigger == "extend"), None)


def _alerts(case: Application) -> Sequence[tuple[str, str]]:
    """What the declared answers ask the reviewer to look at: the question that says it, and a sentence."""
    found = []
    for question, said in (("expires_on", case.answers), *(("certificates", row) for row in _certificates(case))):
        expires = said.get("expires_on")
        if expires and date.fromisoformat(expires) < today():
            found.append((question, _("Giấy chứng nhận hết hiệu lực từ %(day)s.", day=iso_day(expires))))
    if case.answers.get("other_support"):
        sentence = _("Đơn vị khai có hỗ trợ khác cho các chi phí này. Mở mục có dấu này để xem.")
        found.append(("other_support", sentence))
    return found


def _certificates(case: Application) -> Sequence[Mapping[str, Any]]:
    """The certificates of a form that asks for several."""
    return case.answers.get("certificates") or ()


def _facts(case: Application) -> CaseFacts:
    return facts_of(db(), case, actor=me(), at=now())


def _offer(desk: Desk, facts: CaseFacts) -> Offer | None:
    """The recommendation as it would go now: to the approver, or to the waiting list."""
    case = desk.case
    offers = desk.house.workflow_of(case).offers(case.state, roles_in(me(), case), facts)
    return next((offer for offer in offers if offer.transition.trigger == "recommend"), None)


def _opinion(desk: Desk) -> QuestionForm:
    """What the reviewer says along with a recommendation."""
    part = desk.house.form("assessment")
    if request.method == "POST":
        return build(part, typed=request.form)
    return build(part, {"remarks": desk.sheet.remarks})


def _hold_until(desk: Desk) -> date:
    """The last day of a hold that begins today: the procedure's days, and never beyond the year."""
    days = desk.house.procedure_of(desk.case).hold_days
    last = desk.house.plan.calendar.add_working_days(today(), days)
    return min(last, today().replace(month=12, day=31))


def _seen(desk: Desk) -> Seen | None:
    """The file in sight: the one asked for, or the first of the paper."""
    files = [file for file in desk.attachments if file.document == desk.sheet.paper]
    wanted = request.args.get("file", type=whole)
    file = next((file for file in files if file.id == wanted), next(iter(files), None))
    if file is None:
        return None
    return Seen(file_row(file), file.media_type == PDF.media_type, file.media_type in (JPG.media_type, PNG.media_type))
