"""The one door through which uploaded files are opened, by firms and staff alike.

A file is handed out with the type that was sniffed, never with one that the browser guesses. It is
downloaded unless `?view=1` asks to see a PDF or a picture in the page; then it may do nothing but be seen.
"""

import unicodedata
from urllib.parse import quote

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound

from nscl_grants.db.applications import Application
from nscl_grants.db.attachments import Attachment
from nscl_grants.db.cases import visible_attachment
from nscl_grants.outside.sniffing import JPG, PDF, PNG
from nscl_grants.web.access import db, is_staff, me, require_role
from nscl_grants.web.file_rows import open_upload
from nscl_grants.web.openings import note_opening

bp = Blueprint("files", __name__)
bp.before_request(require_role())

PICTURES = frozenset({JPG.media_type, PNG.media_type})
SEEN_IN_PAGE = PICTURES | {PDF.media_type}
NOTHING_RUNS = "default-src 'none'; base-uri 'none'; form-action 'none'"
ONLY_SEEN = f"{NOTHING_RUNS}; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"


@bp.get("/files/<int:attachment_id>")
def show(attachment_id: int) -> Response:
    """The bytes as they were kept; StoredFileChanged when they are no longer those."""
    attachment = visible_attachment(db(), me(), attachment_id)
    if attachment is None or attachment.scan == "infected":
        raise NotFound()
    content = open_upload(attachment.stored_as, attachment.sha256, attachment.name)
    if is_staff(me()):
        case = db().get_one(Application, attachment.application_id)
        note_opening("application", case.reference, attachment.name)
    response = Response(content, content_type=attachment.media_type)
    if "view" in request.args and attachment.media_type in SEEN_IN_PAGE:
        _let_be_seen(response, attachment)
    else:
        response.headers["Content-Disposition"] = disposition("attachment", attachment.name)
        response.headers["Content-Security-Policy"] = f"{NOTHING_RUNS}; frame-ancestors 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def disposition(how: str, name: str) -> str:
    """The header with the name for old browsers without marks, and for all others as it is (RFC 6266)."""
    bare = unicodedata.normalize("NFD", name.replace("đ", "d").replace("Đ", "D"))
    ascii_name = "".join(sign if sign.isascii() and sign.isprintable() and sign not in '"\\%' else "" for sign in bare)
    return f"{how}; filename=\"{ascii_name or 'file'}\"; filename*=UTF-8''{quote(name, safe='')}"


def _let_be_seen(response: Response, attachment: Attachment) -> None:
    """Inline, in our own frames only. Chromium shows no PDF in a sandbox, so only pictures are put into one."""
    sandbox = "; sandbox" if attachment.media_type in PICTURES else ""
    response.headers["Content-Disposition"] = disposition("inline", attachment.name)
    response.headers["Content-Security-Policy"] = ONLY_SEEN + sandbox
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
