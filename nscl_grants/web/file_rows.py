"""Files as pages list them: name, kind, size, and whether anything scanned them; and where their bytes lie."""

from dataclasses import dataclass
from typing import Any

from flask import url_for

from nscl_grants.db.attachments import Attachment
from nscl_grants.domain.word import Word
from nscl_grants.outside.sniffing import KINDS
from nscl_grants.outside.storage import Storage
from nscl_grants.web.access import settings
from nscl_grants.web.filters import day
from nscl_grants.web.language import language

_TONES = {"unscanned": "draft", "pending": "draft", "clean": "good", "infected": "fault"}
_NAMES = {kind.media_type: kind.name for kind in KINDS}
KILOBYTE = 1024


@dataclass(frozen=True, slots=True)
class FileRow:
    """One file, in the shape that its macro draws."""

    id: int
    name: str
    url: str | None
    about: str
    label: Word
    tone: str
    document: str
    removable: bool = False
    problem: Any = None


def file_row(file: Attachment, *, removable: bool = False) -> FileRow:
    """A file with the address it is opened at; an infected one has none."""
    kind = _NAMES.get(file.media_type, file.media_type)
    return FileRow(
        id=file.id,
        name=file.name,
        url=None if file.scan == "infected" else url_for("files.show", attachment_id=file.id),
        about=f"{kind}, {size_words(file.size_bytes)}, {day(file.uploaded_at)}",
        label=Word(f"scan.{file.scan}"),
        tone=_TONES[file.scan],
        document=file.document,
        removable=removable,
    )


def uploads_storage() -> Storage:
    """Where this installation keeps uploaded files."""
    return Storage(settings().uploads)


def size_words(size_bytes: int) -> str:
    """412 KB; 1,3 MB; 1.3 MB in English."""
    if size_bytes < KILOBYTE * KILOBYTE:
        return f"{max(size_bytes // KILOBYTE, 1)} KB"
    tenths = size_bytes * 10 // (KILOBYTE * KILOBYTE)
    sign = "." if language() == "en" else ","
    return f"{tenths // 10}{sign}{tenths % 10} MB"
