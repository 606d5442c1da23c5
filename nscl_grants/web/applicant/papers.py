"""The papers of an application: what is asked for, what came, uploading more and taking off."""

from collections.abc import Sequence

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from nscl_grants.actions.attachments import MOST_FILES, MOST_MEGABYTES, Shelf, add, remove
from nscl_grants.db.attachments import Attachment, attachments_of
from nscl_grants.domain.calendar import legal_date
from nscl_grants.domain.forms import Document
from nscl_grants.domain.refused import Refused
from nscl_grants.web.access import db, me, now, posted_act, undo
from nscl_grants.web.applicant.blueprint import bp
from nscl_grants.web.applicant.loaders import OwnCase, own_attachment, own_case
from nscl_grants.web.errors import status_of
from nscl_grants.web.file_rows import file_row, scan_words, uploads_storage
from nscl_grants.web.language import _, ngettext
from nscl_grants.web.messages import tell
from nscl_grants.web.uploads import Paper, onward, posted_file, refused_in_json, sent_files, wants_json


@bp.get("/applications/<reference>/papers")
def papers(reference: str) -> ResponseReturnValue:
    """Every paper that the answers call for, and what came of it."""
    case = own_case(reference)
    files = attachments_of(db(), case.row.id)
    listed = [_paper(case, document, files) for document in case.form.documents_asked(case.row.answers)]
    return render_template("applicant/papers.html", case=case, papers=listed)


@bp.get("/applications/<reference>/papers/<document_name>")
def paper(reference: str, document_name: str) -> ResponseReturnValue:
    """One paper: its files, and where to add more."""
    case = own_case(reference)
    return _page(case, case.document(document_name))


@bp.post("/applications/<reference>/papers/<document_name>")
def upload(reference: str, document_name: str) -> ResponseReturnValue:
    """Add the files that were sent, all or none."""
    case = own_case(reference)
    document = case.document(document_name)
    sent = sent_files()
    try:
        add(db(), uploads_storage(), case.row, Shelf(document), sent, actor=me(), at=now(), act=posted_act())
    except Refused as refused:
        undo()
        return refused_in_json(refused) if wants_json() else _page(case, document, refused)
    tell(ngettext("Đã nhận %(num)d tệp.", "Đã nhận %(num)d tệp.", len(sent)), scan_words())
    return onward(url_for(".paper", reference=reference, document_name=document_name))


@bp.post("/applications/<reference>/papers/<document_name>/remove")
def take_off(reference: str, document_name: str) -> ResponseReturnValue:
    """Mark a file as taken off; it is kept, and shown no more."""
    case = own_case(reference)
    shelf = Shelf(case.document(document_name))
    attachment = own_attachment(case, shelf, posted_file())
    name = attachment.name
    remove(db(), case.row, shelf, attachment, actor=me(), at=now(), act=posted_act())
    tell(_("Đã gỡ %(name)s.", name=name))
    return redirect(url_for(".paper", reference=reference, document_name=document_name), 303)


def _page(case: OwnCase, document: Document, refused: Refused | None = None) -> ResponseReturnValue:
    page = render_template(
        "applicant/paper.html",
        case=case,
        paper=_paper(case, document, attachments_of(db(), case.row.id)),
        refused=refused,
        most_megabytes=MOST_MEGABYTES,
        most_files=MOST_FILES,
        scan_words=scan_words(),
    )
    return page, 200 if refused is None else status_of(refused)


def _paper(case: OwnCase, document: Document, files: Sequence[Attachment]) -> Paper:
    mine = [file for file in files if file.document == document.name]
    removable = {file.id for file in mine if case.open.may_remove(document.name, legal_date(file.uploaded_at))}
    rows = [file_row(file, removable=file.id in removable) for file in mine]
    return Paper(document, rows, case.open.has_document(document.name))
