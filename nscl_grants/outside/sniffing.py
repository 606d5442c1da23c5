"""What a file really is, told from its bytes: we take five kinds and refuse all else.

The name and the type that a browser sends are the sender's words. A file that is two kinds at once
(a PDF with HTML behind it) passes here as everywhere; that is why files are only ever handed out as
attachments that the browser must not interpret.
"""

import io
import struct
import zipfile
from dataclasses import dataclass
from typing import IO

from nscl_grants.domain.refused import Refused
from nscl_grants.outside.file_refusals import FileIsUnsafe
from nscl_grants.outside.pdf_check import check_pdf

MOST_UNPACKED_BYTES = 200 * 1024 * 1024
MOST_PARTS = 5_000
MOST_CONTENT_TYPES_BYTES = 1024 * 1024
MOST_PIXELS = 120_000_000
"""More than any scanner makes of an A3 page, and little enough for a reader's computer."""


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file that we take."""

    name: str
    media_type: str
    suffixes: tuple[str, ...]


PDF = FileKind("PDF", "application/pdf", (".pdf",))
JPG = FileKind("JPG", "image/jpeg", (".jpg", ".jpeg"))
PNG = FileKind("PNG", "image/png", (".png",))
DOCX = FileKind("DOCX", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", (".docx",))
XLSX = FileKind("XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (".xlsx",))
KINDS = (PDF, JPG, PNG, DOCX, XLSX)


@dataclass(eq=False)
class FileKindRefused(Refused):
    """The content is none of the kinds that we take."""

    name: str
    types: str = ", ".join(kind.name for kind in KINDS)


@dataclass(eq=False)
class FileNameDiffers(Refused):
    """The end of the name says another kind than the content."""

    name: str
    kind: str


@dataclass(eq=False)
class FileIsEmpty(Refused):
    """Nothing arrived."""

    name: str


def sniff(file: IO[bytes], name: str) -> FileKind:
    """The kind of the file, whose name has to end as its kind does; raises what is wrong with it."""
    file.seek(0)
    head = file.read(32)
    if not head:
        raise FileIsEmpty(name)
    kind = _kind_of(file, head, name)
    if kind is None:
        raise FileKindRefused(name)
    if not name.casefold().endswith(kind.suffixes):
        raise FileNameDiffers(name, kind.name)
    if kind == PDF:
        check_pdf(file, name)
    return kind


def _kind_of(file: IO[bytes], head: bytes, name: str) -> FileKind | None:
    if head.startswith(b"%PDF-"):
        return PDF
    if head.startswith(b"\xff\xd8\xff"):
        return JPG if _is_sound_picture(_jpg_size(file), name) else None
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG if _is_sound_picture(_png_size(head), name) else None
    if head.startswith(b"PK\x03\x04"):
        return _office_kind(file, name)
    return None


def _is_sound_picture(size: tuple[int, int] | None, name: str) -> bool:
    if size is None:
        return False
    width, height = size
    if width * height > MOST_PIXELS:
        raise FileIsUnsafe(name)
    return width > 0 and height > 0


def _png_size(head: bytes) -> tuple[int, int] | None:
    if len(head) < 24 or head[12:16] != b"IHDR":
        return None
    width, height = struct.unpack(">II", head[16:24])
    return width, height


def _jpg_size(file: IO[bytes]) -> tuple[int, int] | None:
    """Walk from marker to marker to the frame header, which knows the size."""
    file.seek(2)
    while True:
        marker = file.read(2)
        if len(marker) < 2 or marker[0] != 0xFF:
            return None
        if marker[1] == 0xFF:  # A marker may be preceded by any number of fill bytes.
            file.seek(-1, io.SEEK_CUR)
            continue
        length = file.read(2)
        if len(length) < 2:
            return None
        if marker[1] in _FRAME_HEADERS:
            frame = file.read(5)
            if len(frame) < 5:
                return None
            _, height, width = struct.unpack(">BHH", frame)
            return width, height
        file.seek(max(int.from_bytes(length, "big") - 2, 0), io.SEEK_CUR)


_FRAME_HEADERS = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def _office_kind(file: IO[bytes], name: str) -> FileKind | None:
    """A Word or Excel file without macros; any other archive is none of ours."""
    try:
        with zipfile.ZipFile(file) as archive:
            return _kind_of_archive(archive, name)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, OSError):
        # zipfile's own words for a broken, encrypted or unknown archive; all mean that we cannot take it.
        return None


def _kind_of_archive(archive: zipfile.ZipFile, name: str) -> FileKind | None:
    parts = archive.infolist()
    names = {part.filename for part in parts}
    unpacked = sum(part.file_size for part in parts)
    has_macros = any(part.casefold().endswith("vbaproject.bin") for part in names)
    if has_macros or unpacked > MOST_UNPACKED_BYTES or len(parts) > MOST_PARTS:
        raise FileIsUnsafe(name)
    contents = _content_types(archive, names)
    if b"wordprocessingml.document.main+xml" in contents and "word/document.xml" in names:
        return DOCX
    if b"spreadsheetml.sheet.main+xml" in contents and "xl/workbook.xml" in names:
        return XLSX
    return None


def _content_types(archive: zipfile.ZipFile, names: set[str]) -> bytes:
    if "[Content_Types].xml" not in names:
        return b""
    with archive.open("[Content_Types].xml") as part:
        return part.read(MOST_CONTENT_TYPES_BYTES)
