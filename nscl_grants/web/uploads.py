"""Files that a form brings: read from the request, and the answer that its script or the browser understands."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import jsonify, redirect, request
from flask.typing import ResponseReturnValue

from nscl_grants.actions.attachments import Upload
from nscl_grants.domain.forms import Document
from nscl_grants.domain.refused import Refused
from nscl_grants.web.errors import status_of
from nscl_grants.web.file_rows import FileRow
from nscl_grants.web.filters import sentence


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper of the dossier list with its files."""

    document: Document
    files: Sequence[FileRow]
    is_open: bool


def sent_files() -> list[Upload]:
    """The files of the form; an empty file field sends one without a name."""
    return [Upload(each.filename, each.stream) for each in request.files.getlist("files") if each.filename]


def wants_json() -> bool:
    """Whether a script sent the form and shows the outcome itself."""
    return request.headers.get("X-Requested-With") == "XMLHttpRequest"


def onward(url: str) -> ResponseReturnValue:
    """On to the next page; a script is told which, for what was flashed is for that page."""
    return jsonify(next=url) if wants_json() else redirect(url, 303)


def refused_in_json(refused: Refused) -> ResponseReturnValue:
    """Why nothing was kept, for a script to show beside the files."""
    return jsonify(said=sentence(refused)), status_of(refused)


def posted_file() -> int:
    """The id of the file that the form names; none of ours when it is no number."""
    text = request.form.get("file", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
