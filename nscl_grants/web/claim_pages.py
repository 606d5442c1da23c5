"""Writing a claim, page by page: its questions, its papers, and sending it.

The organisation and, for what came in on behalf of one, the intake officer write it with the same pages. Each
front finds the claim that its reader may write, says where the pages hang, and leaves the rest to these.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from werkzeug.exceptions import NotFound

from nscl_grants.actions.acts import ChangedMeanwhile
from nscl_grants.actions.attachments import MOST_MEGABYTES, Shelf, add, remove
from nscl_grants.actions.cases import advance
from nscl_grants.actions.claims_draft import claimable, save_claim
from nscl_grants.actions.facts import offers_of
from nscl_grants.db.applications import Application
from nscl_grants.db.attachments import Attachment, attachments_of
from nscl_grants.db.cases import moves_of, visible_attachment, visible_part
from nscl_grants.db.payments import Claim
from nscl_grants.definitions.house import House
from nscl_grants.domain.forms import Document, Form
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.reopening import CLAIM_WITH_THE_FIRM
from nscl_grants.web.access import db, me, now, posted_act, today, undo
from nscl_grants.web.answers import shown_answers
from nscl_grants.web.choices import bank_accounts
from nscl_grants.web.errors import status_of
from nscl_grants.web.file_rows import file_row, scan_words, uploads_storage
from nscl_grants.web.forms import Context, QuestionForm, build, with_rows_changed
from nscl_grants.web.language import _
from nscl_grants.web.loaders import found
from nscl_grants.web.messages import tell
from nscl_grants.web.naming import claim_name
from nscl_grants.web.steps import posted_version, tell_step
from nscl_grants.web.uploads import Paper, onward, posted_file, refused_in_json, sent_files, wants_json

SEND = "claim"
"""The step that sends a claim."""


@dataclass(frozen=True, slots=True)
class Writing:
    """A claim that the reader may write, and what surrounds its pages."""

    house: House
    case: Application
    claim: Claim
    frame: str
    """The template that its pages extend."""
    trail: Sequence[tuple[str, str | None]]
    back: str
    """The page of the case."""
    accounts: tuple[str, str]
    """Where the organisation's accounts are seen or entered: what the link says, and where it leads."""

    @property
    def form(self) -> Form:
        """Its questions and papers."""
        return self.house.form(self.claim.workflow)

    @property
    def is_open(self) -> bool:
        """Whether it may be changed."""
        return self.claim.state in CLAIM_WITH_THE_FIRM

    @property
    def heading(self) -> str:
        """What it is called."""
        return claim_name(self.house, self.claim)

    def url(self, page: str) -> str:
        """One of its pages, on the reader's own front."""
        return url_for(f".{page}", reference=self.case.reference, n=self.claim.n)

    def shelf(self, document_name: str) -> Shelf:
        """Where the files of one of its papers lie."""
        return Shelf(found(self.form.document(document_name)), self.claim)


def claim_of(case: Application, n: int) -> Claim:
    """The nth claim of the case, or 404."""
    claim_id = db().scalar(select(Claim.id).where(Claim.application_id == case.id, Claim.n == n))
    return found(None if claim_id is None else visible_part(db(), me(), Claim, claim_id))


def show_claim(it: Writing) -> ResponseReturnValue:
    """Its questions while it may be changed, afterwards what it said."""
    if not it.is_open:
        return _sent_page(it)
    return _form_page(it, build(it.form, _first_answers(it), _context(it)))


def keep_claim(it: Writing) -> ResponseReturnValue:
    """Save it and go on to its papers."""
    if request.form.keys() & {"add", "remove"}:
        return _form_page(it, with_rows_changed(it.form, _context(it), request.form))
    typed = build(it.form, context=_context(it), typed=request.form)
    if not typed.validate():
        return _form_page(it, typed, status=422)
    onward_to, version = it.url("claim_papers"), posted_version()
    try:
        save_claim(db(), it.claim, typed.answers, actor=me(), at=now(), act=posted_act(), seen_version=version)
    except ChangedMeanwhile as refused:
        undo()
        db().refresh(it.claim)
        return _form_page(it, typed, status=409, refused=refused)
    return redirect(onward_to, 303)


def show_papers(it: Writing, refusals: Mapping[str, Refused] | None = None) -> ResponseReturnValue:
    """Its papers, each with the place to upload it, and why files were not taken."""
    page = render_template(
        "applicant/claim_papers.html",
        it=it,
        papers=_papers(it),
        refusals=refusals or {},
        most_megabytes=MOST_MEGABYTES,
    )
    return page, status_of(next(iter(refusals.values()))) if refusals else 200


def keep_files(it: Writing, document_name: str) -> ResponseReturnValue:
    """Add files to a paper of it, all or none."""
    shelf, onward_to = it.shelf(document_name), it.url("claim_papers")
    try:
        add(db(), uploads_storage(), it.case, shelf, sent_files(), actor=me(), at=now(), act=posted_act())
    except Refused as refused:
        undo()
        return refused_in_json(refused) if wants_json() else show_papers(it, {document_name: refused})
    tell(_("Đã nhận tệp."), scan_words())
    return onward(onward_to)


def take_file_off(it: Writing, document_name: str) -> ResponseReturnValue:
    """Mark a file of it as taken off."""
    shelf, onward_to = it.shelf(document_name), it.url("claim_papers")
    attachment = _attachment(it, shelf)
    name = attachment.name
    remove(db(), it.case, shelf, attachment, actor=me(), at=now(), act=posted_act())
    tell(_("Đã gỡ %(name)s.", name=name))
    return redirect(onward_to, 303)


def show_sending(it: Writing, refused: Refused | None = None) -> ResponseReturnValue:
    """It once more, what follows from it, and the button that sends it."""
    offers = offers_of(db(), it.claim, actor=me(), at=now())
    offer = next((each for each in offers if each.transition.trigger == SEND), None)
    if offer is None:
        return redirect(it.url("claim"))
    page = render_template(
        "applicant/claim_send.html", it=it, offer=offer, refused=refused, shown=_shown(it), papers=_papers(it)
    )
    return page, status_of(refused) if refused else 200


def send(it: Writing) -> ResponseReturnValue:
    """Send it to the reviewer."""
    answers, version = dict(it.claim.answers), posted_version()
    try:
        advance(db(), it.claim, SEND, actor=me(), at=now(), act=posted_act(), answers=answers, seen_version=version)
    except Refused as refused:
        undo()
        return show_sending(it, refused)
    tell_step(it.claim, it.house.workflow_of(it.claim).leading_from("draft", SEND)[0])
    return redirect(it.back, 303)


def _attachment(it: Writing, shelf: Shelf) -> Attachment:
    attachment = found(visible_attachment(db(), me(), posted_file()))
    if attachment.application_id != it.case.id or attachment.document != shelf.key:
        raise NotFound()
    return attachment


def _context(it: Writing) -> Context:
    """Only details that two people stand behind are paid to."""
    confirmed = [bank for bank in it.case.organisation.bank_accounts if bank.confirmed_at is not None]
    confirmed = confirmed if confirmed and confirmed[-1].ended_at is None else []
    return Context(choices={"bank_accounts": bank_accounts(confirmed[-1:])}, today=today())


def _first_answers(it: Writing) -> Mapping[str, Any]:
    """What was saved; before that all that is unpaid, as the last claim, to the confirmed account."""
    if it.claim.answers:
        return it.claim.answers
    first = next(iter(_context(it).choices["bank_accounts"]), None)
    known = {"amount": it.claim.amount.dong, "is_final": it.claim.is_final, "bank_account": first}
    return {question.name: known[question.name] for question in it.form.questions if question.name in known}


def _shown(it: Writing) -> list[Any]:
    choices = {"bank_accounts": bank_accounts(it.case.organisation.bank_accounts)}
    return [each for section in it.form.sections for each in shown_answers(section, it.claim.answers, choices)]


def _papers(it: Writing) -> list[Paper]:
    files = attachments_of(db(), it.case.id)
    return [_paper(it, document, files) for document in it.form.documents]


def _paper(it: Writing, document: Document, files: Sequence[Attachment]) -> Paper:
    key = Shelf(document, it.claim).key
    rows = [file_row(file, removable=it.is_open) for file in files if file.document == key]
    return Paper(document, rows, it.is_open)


def _returned_because(it: Writing) -> str:
    """Why it came back, in the reviewer's words."""
    moves = [move for move in moves_of(db(), it.case.id) if (move.subject, move.subject_id) == ("claim", it.claim.id)]
    return str(moves[-1].answers.get("reason", "")) if moves and moves[-1].dest == "returned" else ""


def _form_page(
    it: Writing, form: QuestionForm, *, status: int = 200, refused: Refused | None = None
) -> ResponseReturnValue:
    page = render_template(
        "applicant/claim.html",
        it=it,
        form=form,
        refused=refused,
        claimable=claimable(db(), it.case),
        has_account=bool(form.context.choices["bank_accounts"]),
        returned_because=_returned_because(it),
    )
    return page, status


def _sent_page(it: Writing) -> ResponseReturnValue:
    state = it.house.workflow_of(it.claim).states[it.claim.state]
    return render_template("applicant/claim_sent.html", it=it, state=state, shown=_shown(it), papers=_papers(it))
