"""Claiming what was approved: begun from the case, filled in, its papers added, sent; and sent again when returned."""

from collections.abc import Mapping
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from nscl_grants.actions.acts import ChangedMeanwhile
from nscl_grants.actions.attachments import MOST_MEGABYTES, Shelf, add, remove
from nscl_grants.actions.cases import advance
from nscl_grants.actions.claims_draft import claimable, save_claim, start_claim
from nscl_grants.actions.facts import offers_of
from nscl_grants.db.attachments import attachments_of
from nscl_grants.db.cases import moves_of
from nscl_grants.db.payments import Claim
from nscl_grants.domain.forms import Document, Form
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.reopening import CLAIM_WITH_THE_FIRM
from nscl_grants.reports.firm import claims_of
from nscl_grants.web.access import db, me, now, posted_act, today, undo
from nscl_grants.web.answers import shown_answers
from nscl_grants.web.applicant.blueprint import bp
from nscl_grants.web.applicant.loaders import OwnCase, own_attachment, own_case, own_claim
from nscl_grants.web.applicant.papers import Paper, onward, posted_file, refused_in_json, sent_files, wants_json
from nscl_grants.web.choices import bank_accounts
from nscl_grants.web.errors import status_of
from nscl_grants.web.file_rows import file_row, scan_words, uploads_storage
from nscl_grants.web.forms import Context, QuestionForm, build, with_rows_changed
from nscl_grants.web.language import _
from nscl_grants.web.messages import tell
from nscl_grants.web.naming import claim_name
from nscl_grants.web.steps import posted_version, tell_step

SEND = "claim"
"""The step that sends a claim."""


@bp.post("/applications/<reference>/claims")
def begin_claim(reference: str) -> ResponseReturnValue:
    """Begin a claim for what is approved and unpaid, and open it."""
    case = own_case(reference)
    start_claim(db(), case.row, actor=me(), at=now(), act=posted_act(), kind=request.form.get("kind") or None)
    last = claims_of(db(), case.row.id)[-1]
    return redirect(url_for(".claim", reference=reference, n=last.n), 303)


@bp.get("/applications/<reference>/claims/<int(max=9999):n>")
def claim(reference: str, n: int) -> ResponseReturnValue:
    """The claim: its questions while it may be changed, afterwards what it said."""
    case = own_case(reference)
    mine = own_claim(case, n)
    if mine.state not in CLAIM_WITH_THE_FIRM:
        return _sent_page(case, mine)
    return _form_page(case, mine, build(_form(case, mine), _first_answers(case, mine), _context(case)))


@bp.post("/applications/<reference>/claims/<int(max=9999):n>")
def save_claim_answers(reference: str, n: int) -> ResponseReturnValue:
    """Save the claim and go on to its papers."""
    case = own_case(reference)
    mine = own_claim(case, n)
    if request.form.keys() & {"add", "remove"}:
        return _form_page(case, mine, with_rows_changed(_form(case, mine), _context(case), request.form))
    typed = build(_form(case, mine), context=_context(case), typed=request.form)
    if not typed.validate():
        return _form_page(case, mine, typed, status=422)
    try:
        save_claim(db(), mine, typed.answers, actor=me(), at=now(), act=posted_act(), seen_version=posted_version())
    except ChangedMeanwhile as refused:
        undo()
        db().refresh(mine)
        return _form_page(case, mine, typed, status=409, refused=refused)
    return redirect(url_for(".claim_papers", reference=reference, n=n), 303)


@bp.get("/applications/<reference>/claims/<int(max=9999):n>/papers")
def claim_papers(reference: str, n: int) -> ResponseReturnValue:
    """The papers of the claim, each with the place to upload it."""
    case = own_case(reference)
    return _papers_page(case, own_claim(case, n))


@bp.post("/applications/<reference>/claims/<int(max=9999):n>/papers/<document_name>")
def upload_for_claim(reference: str, n: int, document_name: str) -> ResponseReturnValue:
    """Add files to a paper of the claim, all or none."""
    case = own_case(reference)
    mine = own_claim(case, n)
    shelf = Shelf(_document(case, mine, document_name), mine)
    try:
        add(db(), uploads_storage(), case.row, shelf, sent_files(), actor=me(), at=now(), act=posted_act())
    except Refused as refused:
        undo()
        return refused_in_json(refused) if wants_json() else _papers_page(case, mine, {document_name: refused})
    tell(_("Đã nhận tệp."), scan_words())
    return onward(url_for(".claim_papers", reference=reference, n=n))


@bp.post("/applications/<reference>/claims/<int(max=9999):n>/papers/<document_name>/remove")
def take_off_claim(reference: str, n: int, document_name: str) -> ResponseReturnValue:
    """Mark a file of the claim as taken off."""
    case = own_case(reference)
    mine = own_claim(case, n)
    shelf = Shelf(_document(case, mine, document_name), mine)
    attachment = own_attachment(case, shelf, posted_file())
    name = attachment.name
    remove(db(), case.row, shelf, attachment, actor=me(), at=now(), act=posted_act())
    tell(_("Đã gỡ %(name)s.", name=name))
    return redirect(url_for(".claim_papers", reference=reference, n=n), 303)


@bp.get("/applications/<reference>/claims/<int(max=9999):n>/send")
def check_claim(reference: str, n: int) -> ResponseReturnValue:
    """The claim once more, what follows from it, and the button that sends it."""
    case = own_case(reference)
    return _send_page(case, own_claim(case, n))


@bp.post("/applications/<reference>/claims/<int(max=9999):n>/send")
def send_claim(reference: str, n: int) -> ResponseReturnValue:
    """Send the claim to the reviewer."""
    case = own_case(reference)
    mine = own_claim(case, n)
    answers, version = dict(mine.answers), posted_version()
    try:
        advance(db(), mine, SEND, actor=me(), at=now(), act=posted_act(), answers=answers, seen_version=version)
    except Refused as refused:
        undo()
        return _send_page(case, mine, refused)
    transition = case.house.workflow_of(mine).leading_from("draft", SEND)[0]
    tell_step(mine, transition)
    return redirect(url_for(".show", reference=reference), 303)


def _form(case: OwnCase, mine: Claim) -> Form:
    return case.house.form(mine.workflow)


def _document(case: OwnCase, mine: Claim, name: str) -> Document:
    document = _form(case, mine).document(name)
    if document is None:
        raise NotFound()
    return document


def _context(case: OwnCase) -> Context:
    """Only details that two people stand behind are paid to."""
    confirmed = [bank for bank in case.row.organisation.bank_accounts if bank.confirmed_at is not None]
    return Context(choices={"bank_accounts": bank_accounts(confirmed[-1:])}, today=today())


def _first_answers(case: OwnCase, mine: Claim) -> Mapping[str, Any]:
    """What was saved; before that all that is unpaid, as the last claim, to the confirmed account."""
    if mine.answers:
        return mine.answers
    first = next(iter(_context(case).choices["bank_accounts"]), None)
    known = {"amount": mine.amount.dong, "is_final": mine.is_final, "bank_account": first}
    return {question.name: known[question.name] for question in _form(case, mine).questions if question.name in known}


def _shown(case: OwnCase, mine: Claim) -> list[Any]:
    choices = {"bank_accounts": bank_accounts(case.row.organisation.bank_accounts)}
    return [each for section in _form(case, mine).sections for each in shown_answers(section, mine.answers, choices)]


def _papers(case: OwnCase, mine: Claim) -> list[Paper]:
    files = attachments_of(db(), case.row.id)
    is_open = mine.state in CLAIM_WITH_THE_FIRM
    return [
        Paper(
            document,
            [file_row(file, removable=is_open) for file in files if file.document == Shelf(document, mine).key],
            is_open,
        )
        for document in _form(case, mine).documents
    ]


def _returned_because(case: OwnCase, mine: Claim) -> str:
    """Why the claim came back, in the reviewer's words."""
    moves = [move for move in moves_of(db(), case.row.id) if (move.subject, move.subject_id) == ("claim", mine.id)]
    return str(moves[-1].answers.get("reason", "")) if moves and moves[-1].dest == "returned" else ""


def _form_page(
    case: OwnCase, mine: Claim, form: QuestionForm, *, status: int = 200, refused: Refused | None = None
) -> ResponseReturnValue:
    page = render_template(
        "applicant/claim.html",
        case=case,
        claim=mine,
        heading=claim_name(case.house, mine),
        form=form,
        refused=refused,
        claimable=claimable(db(), case.row),
        has_account=bool(form.context.choices["bank_accounts"]),
        returned_because=_returned_because(case, mine),
    )
    return page, status


def _papers_page(case: OwnCase, mine: Claim, refusals: Mapping[str, Refused] | None = None) -> ResponseReturnValue:
    page = render_template(
        "applicant/claim_papers.html",
        case=case,
        claim=mine,
        heading=claim_name(case.house, mine),
        papers=_papers(case, mine),
        refusals=refusals or {},
        most_megabytes=MOST_MEGABYTES,
    )
    return page, status_of(next(iter(refusals.values()))) if refusals else 200


def _send_page(case: OwnCase, mine: Claim, refused: Refused | None = None) -> ResponseReturnValue:
    offers = offers_of(db(), mine, actor=me(), at=now())
    offer = next((each for each in offers if each.transition.trigger == SEND), None)
    if offer is None:
        return redirect(url_for(".claim", reference=case.row.reference, n=mine.n))
    page = render_template(
        "applicant/claim_send.html",
        case=case,
        claim=mine,
        heading=claim_name(case.house, mine),
        offer=offer,
        refused=refused,
        shown=_shown(case, mine),
        papers=_papers(case, mine),
    )
    return page, status_of(refused) if refused else 200


def _sent_page(case: OwnCase, mine: Claim) -> ResponseReturnValue:
    state = case.house.workflow_of(mine).states[mine.state]
    return render_template(
        "applicant/claim_sent.html",
        case=case,
        claim=mine,
        heading=claim_name(case.house, mine),
        state=state,
        shown=_shown(case, mine),
        papers=_papers(case, mine),
    )
