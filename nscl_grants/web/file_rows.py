"""Files as pages list them: name, kind, size, and whether anything scanned them; and where their bytes lie."""

from dataclasses import dataclass
from typing import Any

from flask import url_for

from nscl_grants.db.attachments import Attachment
from nscl_grants.db.verdicts import CLEAN, INFECTED, scan_of
from nscl_grants.domain.word import Word
from nscl_grants.outside.file_refusals import FileIsInfected, FileNotScanned
from nscl_grants.outside.sniffing import KINDS
from nscl_grants.outside.storage import Storage, storage_of
from nscl_grants.web.access import db, settings
from nscl_grants.web.filters import day
from nscl_grants.web.language import _, language

_TONES = {"unscanned": "draft", "pending": "draft", "clean": "good", "infected": "fault"}
_NAMES = {kind.media_type: kind.name for kind in KINDS}
KILOBYTE = 1024
VERDICTS = (CLEAN, INFECTED)
OPEN = ("unscanned", CLEAN)


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
    """A file with the address it is opened at; one that is infected, or not scanned yet, has none."""
    kind, standing = _NAMES.get(file.media_type, file.media_type), standing_of(file)
    return FileRow(
        id=file.id,
        name=file.name,
        url=url_for("files.show", attachment_id=file.id) if standing in OPEN else None,
        about=f"{kind}, {size_words(file.size_bytes)}, {day(file.uploaded_at)}",
        label=Word(f"scan.{standing}"),
        tone=_TONES[standing],
        document=file.document,
        removable=removable,
    )


def standing_of(file: Attachment) -> str:
    """Its verdict; without one it is pending where a scanner is named, and open as not scanned where none is."""
    if file.scan in VERDICTS:
        return file.scan
    return "pending" if settings().clamd_socket else "unscanned"


def scan_words() -> str:
    """What becomes of a file that was just sent, in a sentence."""
    if settings().clamd_socket:
        return _("Tệp mở được sau khi quét mã độc, thường trong ít phút.")
    return _("Tệp chưa quét mã độc.")


def uploads_storage() -> Storage:
    """Where this installation keeps uploaded files."""
    return storage_of(settings())


def open_upload(stored_as: str, sha256: str, name: str) -> bytes:
    """The bytes of a file that came from outside; FileNotScanned or FileIsInfected while it is closed."""
    scan = scan_of(db(), stored_as)
    if scan is not None and scan.verdict == INFECTED:
        raise FileIsInfected(name, scan.found)
    if settings().clamd_socket and (scan is None or scan.verdict != CLEAN):
        raise FileNotScanned(name)
    return uploads_storage().read(stored_as, sha256, name)


def size_words(size_bytes: int) -> str:
    """412 KB; 1,3 MB; 1.3 MB in English."""
    if size_bytes < KILOBYTE * KILOBYTE:
        return f"{max(size_bytes // KILOBYTE, 1)} KB"
    tenths = size_bytes * 10 // (KILOBYTE * KILOBYTE)
    sign = "." if language() == "en" else ","
    return f"{tenths // 10}{sign}{tenths % 10} MB"
