"""Writing an application: the list of its parts with how far each is, and one section a page."""

from collections.abc import Mapping
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from nscl_grants.actions.drafts import SectionSavedMeanwhile, first_answers, save_section, saved_at, saved_version
from nscl_grants.actions.estimates import Estimated, estimate_of
from nscl_grants.domain.forms import Section
from nscl_grants.web.access import db, me, now, posted_act, today, undo
from nscl_grants.web.answers import shown_answers
from nscl_grants.web.applicant.blueprint import bp
from nscl_grants.web.applicant.loaders import OwnCase, own_banks, own_case
from nscl_grants.web.applicant.progress import form_progress
from nscl_grants.web.bank_details import account_question, with_account_chosen
from nscl_grants.web.choices import choices_of
from nscl_grants.web.filters import in_language
from nscl_grants.web.forms import Context, QuestionForm, build, with_rows_changed
from nscl_grants.web.headings import heading_of
from nscl_grants.web.language import _
from nscl_grants.web.messages import tell

SECTION_WITH_COSTS = "costs"
"""The question whose section shows the running estimate beside it."""


@bp.get("/applications/<reference>/form")
def form(reference: str) -> ResponseReturnValue:
    """The parts of the application, how far each is, and what to do next."""
    case = own_case(reference)
    progress = form_progress(db(), case)
    return render_template(
        "applicant/form.html",
        case=case,
        heading=heading_of(case.house, case.row),
        progress=progress,
        estimate=estimate_of(db(), case.row, on=today()),
    )


@bp.get("/applications/<reference>/form/<section_name>")
def section(reference: str, section_name: str) -> ResponseReturnValue:
    """One section, with what was saved, or with the organisation's own data before the first save."""
    case = own_case(reference)
    part = case.section(section_name)
    context = section_context(case, part)
    answers = with_account_chosen(part, first_answers(db(), case.row, part), context)
    return _page(case, part, build(part, answers, context))


@bp.post("/applications/<reference>/form/<section_name>")
def save(reference: str, section_name: str) -> ResponseReturnValue:
    """Save the section and go on; or add or take out a row; or save and leave with questions still open."""
    case = own_case(reference)
    part = case.section(section_name)
    if request.form.keys() & {"add", "remove"}:
        return _page(case, part, with_rows_changed(part, section_context(case, part), request.form))
    typed = build(part, context=section_context(case, part), typed=request.form)
    leaving = "later" in request.form
    if not typed.validate() and not (leaving and typed.reading.only_open):
        return _page(case, part, typed, status=422)
    try:
        _save(case, part, typed.answers)
    except SectionSavedMeanwhile as refused:
        return _conflict_page(case, part, typed, refused)
    if leaving:
        tell(_("Đã lưu mục “%(section)s”.", section=in_language(part.title)), _("Có thể làm tiếp bất cứ lúc nào."))
        return redirect(url_for(".form", reference=reference), 303)
    return redirect(_next_page(case, part), 303)


def _save(case: OwnCase, part: Section, answers: Mapping[str, Any]) -> None:
    save_section(db(), case.row, part, answers, actor=me(), at=now(), act=posted_act(), seen_version=seen_version())


def seen_version() -> int:
    """The version of the section that the form was shown with."""
    text = request.form.get("version", "")
    if not text.isascii() or not text.isdigit() or len(text) > 6:
        raise BadRequest()
    return int(text)


def section_context(case: OwnCase, part: Section) -> Context:
    """Other sections' answers, and the lists to choose from."""
    mine = {question.name for question in part.questions}
    known = {name: answer for name, answer in case.row.answers.items() if name not in mine}
    choices = choices_of(case.house, case.row, own_banks(case), on=today())
    return Context(known=known, choices=choices, today=today())


def _next_page(case: OwnCase, part: Section) -> str:
    """The next section that is open, or after the last one the papers."""
    sections = [each for each in case.form.sections if case.open.has_section(each.name)]
    after = sections[sections.index(part) + 1 :]
    if after:
        return url_for(".section", reference=case.row.reference, section_name=after[0].name)
    return url_for(".papers", reference=case.row.reference)


def _page(case: OwnCase, part: Section, shown: QuestionForm, *, status: int = 200) -> ResponseReturnValue:
    names = [each.name for each in case.form.sections]
    page = render_template(
        "applicant/section.html",
        case=case,
        part=part,
        form=shown,
        version=saved_version(case.row, part),
        saved_at=saved_at(case.row, part),
        n=names.index(part.name) + 1,
        of=len(names) + 1,
        account_url=_account_url(case, part),
        **_estimate_beside(case, part, shown),
    )
    return page, status


def _account_url(case: OwnCase, part: Section) -> str | None:
    """Where to enter an account that the section asks for, and come back to it."""
    if account_question(part) is None:
        return None
    here = url_for(".section", reference=case.row.reference, section_name=part.name)
    return url_for("organisation.bank_account", tax_code=case.row.organisation.tax_code, next=here)


def _estimate_beside(case: OwnCase, part: Section, shown: QuestionForm) -> dict[str, Any]:
    """The running estimate from what is on the page now; nothing beside sections without costs."""
    if all(question.name != SECTION_WITH_COSTS for question in part.questions):
        return {"beside": False}
    if not shown.reading.answers:
        shown = build(part, context=shown.context, typed=shown.typed)
        shown.validate()
    answers = {**shown.context.known, **shown.answers}
    left_out = sorted({int(path.split(".")[1]) + 1 for path in shown.reading.errors if path.count(".") == 2})
    rows = [row for nth, row in enumerate(answers.get(SECTION_WITH_COSTS) or ()) if nth + 1 not in left_out]
    estimate = _estimated(case, {**answers, SECTION_WITH_COSTS: rows}) if rows else None
    return {"beside": True, "estimate": estimate, "left_out": left_out}


def _estimated(case: OwnCase, answers: Mapping[str, Any]) -> Estimated | None:
    return estimate_of(db(), case.row, on=today(), answers=answers)


def _conflict_page(
    case: OwnCase, part: Section, typed: QuestionForm, refused: SectionSavedMeanwhile
) -> ResponseReturnValue:
    """Both versions side by side; one button keeps mine, one link the other."""
    undo()
    db().refresh(case.row)
    page = render_template(
        "applicant/conflict.html",
        case=case,
        part=part,
        refused=refused,
        typed=typed.typed,
        mine=shown_answers(part, {**typed.context.known, **typed.answers}, typed.context.choices),
        theirs=shown_answers(part, case.row.answers, typed.context.choices),
        version=saved_version(case.row, part),
    )
    return page, 409
