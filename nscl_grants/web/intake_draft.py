"""A dossier being entered by the intake officer: its sections, its papers, and what is still missing.

The same questions, papers and acts as the organisation's own draft. The officer who files it takes on the
duty of filing, and does not review, decide or pay it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from nscl_grants.actions.attachments import MOST_MEGABYTES, Shelf, add, remove
from nscl_grants.actions.drafts import SectionSavedMeanwhile, first_answers, save_section, saved_version
from nscl_grants.actions.facts import offers_of
from nscl_grants.db.applications import Application
from nscl_grants.db.attachments import Attachment, attachments_of
from nscl_grants.db.cases import visible_attachment
from nscl_grants.definitions.house import House, house_of
from nscl_grants.domain.actor import INTAKE
from nscl_grants.domain.calendar import legal_date
from nscl_grants.domain.forms import Document, Form, Section, missing_in
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.reopening import Reopened
from nscl_grants.web.access import db, me, now, posted_act, require_role, today, undo
from nscl_grants.web.bank_details import account_question, with_account_chosen
from nscl_grants.web.choices import choices_of
from nscl_grants.web.errors import status_of
from nscl_grants.web.file_rows import file_row, scan_words, uploads_storage
from nscl_grants.web.forms import Context, QuestionForm, build
from nscl_grants.web.language import ngettext
from nscl_grants.web.loaders import found, found_case
from nscl_grants.web.messages import tell
from nscl_grants.web.naming import about, code_of
from nscl_grants.web.steps import docked, posted_version
from nscl_grants.web.typed import without_row
from nscl_grants.web.uploads import Paper, onward, refused_in_json, sent_files, wants_json
from nscl_grants.web.whole import whole

bp = Blueprint("drafts", __name__)
bp.before_request(require_role(INTAKE))


@dataclass(frozen=True, slots=True)
class Draft:
    """The case with its questionnaire, and what of it is open to be written."""

    case: Application
    house: House
    form: Form

    @property
    def open(self) -> Reopened:
        """All of a draft; later only what a supplement request names."""
        return Reopened(self.case.state, self.case.supplement)


@bp.get("/intake/<reference>")
def show(reference: str) -> ResponseReturnValue:
    """The parts of the dossier with what each still lacks, and the steps that lead on."""
    draft = _draft(reference)
    case = draft.case
    offers = offers_of(db(), case, actor=me(), at=now())
    return render_template(
        "intake/draft.html",
        case=case,
        code=code_of(case),
        about=about(draft.house, case),
        sections=[
            (
                each,
                draft.open.has_section(each.name),
                saved_version(case, each),
                len(list(missing_in(each, case.answers))),
            )
            for each in draft.form.sections
        ],
        papers=_papers(draft),
        open_offers=docked([offer for offer in offers if offer.refusal is None]),
        held_back=[offer for offer in offers if offer.refusal is not None],
    )


@bp.get("/intake/<reference>/sections/<name>")
def section(reference: str, name: str) -> ResponseReturnValue:
    """One section as it was saved, or with the organisation's own data before the first save."""
    draft = _draft(reference)
    part = _section(draft, name)
    context = _context(draft, part)
    answers = with_account_chosen(part, first_answers(db(), draft.case, part), context)
    return _section_page(draft, part, build(part, answers, context))


@bp.post("/intake/<reference>/sections/<name>")
def save(reference: str, name: str) -> ResponseReturnValue:
    """Save the section, also with questions still open; or add or take out a row."""
    draft = _draft(reference)
    part = _section(draft, name)
    if request.form.keys() & {"add", "remove"}:
        return _section_page(draft, part, _with_rows_changed(draft, part))
    typed = build(part, context=_context(draft, part), typed=request.form)
    if not typed.validate() and not typed.reading.only_open:
        return _section_page(draft, part, typed, status=422)
    version = posted_version()
    try:
        save_section(
            db(), draft.case, part, typed.answers, actor=me(), at=now(), act=posted_act(), seen_version=version
        )
    except SectionSavedMeanwhile as refused:
        undo()
        return _section_page(draft, part, typed, refused=refused, status=409)
    return redirect(_next_url(draft, part), 303)


@bp.route("/intake/<reference>/papers/<name>", methods=["GET", "POST"])
def paper(reference: str, name: str) -> ResponseReturnValue:
    """One paper: its files, and where to add more."""
    draft = _draft(reference)
    document = _document(draft, name)
    if request.method == "GET":
        return _paper_page(draft, document)
    sent = sent_files()
    try:
        add(db(), uploads_storage(), draft.case, Shelf(document), sent, actor=me(), at=now(), act=posted_act())
    except Refused as refused:
        undo()
        return refused_in_json(refused) if wants_json() else _paper_page(draft, document, refused)
    tell(ngettext("Đã nhận %(num)d tệp.", "Đã nhận %(num)d tệp.", len(sent)), scan_words())
    return onward(url_for(".show", reference=reference, _anchor="papers"))


@bp.post("/intake/<reference>/papers/<name>/remove")
def take_off(reference: str, name: str) -> ResponseReturnValue:
    """Mark a file as taken off; it is kept, and shown no more."""
    draft = _draft(reference)
    shelf, wanted = Shelf(_document(draft, name)), request.form.get("file", type=whole)
    attachment = found(visible_attachment(db(), me(), wanted or 0))
    if attachment.application_id != draft.case.id or attachment.document != shelf.key:
        raise NotFound()
    remove(db(), draft.case, shelf, attachment, actor=me(), at=now(), act=posted_act())
    return redirect(url_for(".paper", reference=reference, name=name), 303)


def _draft(reference: str) -> Draft:
    case = found_case(reference)
    house = house_of(db())
    return Draft(case, house, house.form(case.form, case.form_version))


def _section(draft: Draft, name: str) -> Section:
    part = draft.form.section(name)
    if part is None or not draft.open.has_section(name):
        raise NotFound()
    return part


def _document(draft: Draft, name: str) -> Document:
    asked = draft.form.documents_asked(draft.case.answers)
    return found(next((document for document in asked if document.name == name), None))


def _context(draft: Draft, part: Section) -> Context:
    """Other sections' answers, and the lists to choose from."""
    mine = {question.name for question in part.questions}
    known = {name: answer for name, answer in draft.case.answers.items() if name not in mine}
    choices = choices_of(draft.house, draft.case, draft.case.organisation.bank_accounts, on=today())
    return Context(known=known, choices=choices, today=today())


def _with_rows_changed(draft: Draft, part: Section) -> QuestionForm:
    """What was typed, with one more row or one less; nothing is saved."""
    name, _dot, number = request.form.get("remove", "").partition(".")
    typed = without_row(request.form, name, int(number)) if number.isdigit() else request.form
    changed = build(part, context=_context(draft, part), typed=typed)
    changed.add_row(request.form.get("add", ""))
    return changed


def _next_url(draft: Draft, part: Section) -> str:
    """The next open section, or back to the parts of the dossier."""
    sections = [each for each in draft.form.sections if draft.open.has_section(each.name)]
    after = sections[sections.index(part) + 1 :]
    if after and "later" not in request.form:
        return url_for(".section", reference=draft.case.reference, name=after[0].name)
    return url_for(".show", reference=draft.case.reference)


def _section_page(
    draft: Draft, part: Section, form: QuestionForm, *, refused: Refused | None = None, status: int = 200
) -> ResponseReturnValue:
    page = render_template(
        "intake/section.html",
        case=draft.case,
        code=code_of(draft.case),
        part=part,
        form=form,
        version=saved_version(draft.case, part),
        refused=refused,
        account_url=_account_url(draft, part),
    )
    return page, status


def _account_url(draft: Draft, part: Section) -> str | None:
    """Where to enter an account that the section asks for, and come back; None where the organisation does it."""
    if account_question(part) is None or not draft.case.on_behalf:
        return None
    here = url_for(".section", reference=draft.case.reference, name=part.name)
    return url_for("intake_account.show", reference=draft.case.reference, next=here)


def _papers(draft: Draft) -> list[Paper]:
    files = attachments_of(db(), draft.case.id)
    return [_paper(draft, document, files) for document in draft.form.documents_asked(draft.case.answers)]


def _paper(draft: Draft, document: Document, files: Sequence[Attachment]) -> Paper:
    rows = [
        file_row(file, removable=draft.open.may_remove(document.name, legal_date(file.uploaded_at)))
        for file in files
        if file.document == document.name
    ]
    return Paper(document, rows, draft.open.has_document(document.name))


def _paper_page(draft: Draft, document: Document, refused: Refused | None = None) -> ResponseReturnValue:
    page = render_template(
        "intake/paper.html",
        case=draft.case,
        code=code_of(draft.case),
        paper=_paper(draft, document, attachments_of(db(), draft.case.id)),
        refused=refused,
        most_megabytes=MOST_MEGABYTES,
    )
    return page, 200 if refused is None else status_of(refused)
