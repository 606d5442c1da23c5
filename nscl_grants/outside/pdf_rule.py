"""Which PDFs are taken: one that anybody can open, that runs nothing, and that is whole.

| the file | is |
|---|---|
| needs a password to be opened | refused: nobody could read it in ten years, and no scanner can today |
| carries restrictions (no printing, no copying) and opens without a password | taken |
| holds JavaScript, starts a program, or carries a form that does (XFA) or a film (RichMedia) | refused |
| is signed, has a form without scripts, or carries other files | taken; what it carries is scanned with it |
| cannot be read, or has more objects, or tables that unpack to more, than any paper needs | refused |

Asked through `pdf_check`, which looks at what comes from outside in a process apart.
"""

import re
from collections.abc import Iterator
from typing import IO, Any, BinaryIO, cast

import pikepdf

from nscl_grants.outside.file_refusals import FileIsBroken, FileIsUnsafe, PdfIsLocked, PdfRunsSomething

MOST_OBJECTS = 200_000
MOST_UNPACKED_BYTES = 256 * 1024 * 1024
"""Of one picture or page; qpdf stops there instead of filling the memory."""
MOST_TABLE_BYTES = 2 * 1024 * 1024
"""Of one table of objects, while the rule looks at the file: tables are all that it unpacks."""
MOST_TABLES = 300
"""Together with the size of each they bound what a look may cost, however small the file that asks for it."""
_NAME = re.compile(rb"/(?:[^\x00-\x20()<>\[\]{}/%#]|#[0-9A-Fa-f]{2}){1,20}")
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_TABLES = frozenset({b"/ObjStm", b"/XRef"})
_CHUNK_BYTES, _OVERLAP_BYTES = 1024 * 1024, 64
_RUNS = frozenset({"/JS", "/JavaScript", "/Launch", "/XFA", "/RichMedia"})
_PERHAPS = re.compile(b"|".join(re.escape(name.encode()) for name in _RUNS))

pikepdf.settings.set_qpdf_limits(flate_max_memory=MOST_UNPACKED_BYTES, run_length_max_memory=MOST_UNPACKED_BYTES)


def check_pdf(file: IO[bytes], name: str) -> None:
    """Raise what is wrong with the PDF; the file is left where it stands."""
    if _tables_in(file) > MOST_TABLES:
        raise FileIsUnsafe(name)
    file.seek(0)
    try:
        pikepdf.settings.set_qpdf_limits(flate_max_memory=MOST_TABLE_BYTES, run_length_max_memory=MOST_TABLE_BYTES)
        with pikepdf.open(cast(BinaryIO, file)) as pdf:
            _check(pdf, name)
    except pikepdf.PasswordError:
        raise PdfIsLocked(name) from None
    except (pikepdf.PdfError, ValueError, RuntimeError):
        raise FileIsBroken(name) from None
    finally:
        pikepdf.settings.set_qpdf_limits(
            flate_max_memory=MOST_UNPACKED_BYTES, run_length_max_memory=MOST_UNPACKED_BYTES
        )


def _tables_in(file: IO[bytes]) -> int:
    """How many tables of objects the bytes name, in whatever spelling; nothing is unpacked for it."""
    file.seek(0)
    found, tail = 0, b""
    while chunk := file.read(_CHUNK_BYTES):
        text = tail + chunk
        names = (_ESCAPE.sub(lambda it: bytes([int(it[1], 16)]), each) for each in _NAME.findall(text))
        found += sum(each in _TABLES for each in names)
        tail = text[-_OVERLAP_BYTES:]
    return found


def _check(pdf: pikepdf.Pdf, name: str) -> None:
    if len(pdf.objects) > MOST_OBJECTS:
        raise FileIsUnsafe(name)
    for each in pdf.objects:
        thing: Any = each
        table = thing.stream_dict if isinstance(thing, pikepdf.Stream) else thing
        # Most objects name nothing of the kind; only the others are walked through.
        if _PERHAPS.search(table.unparse(resolved=True)) and any(one in _RUNS for one in _names(table)):
            raise PdfRunsSomething(name)


def _names(thing: Any) -> Iterator[str]:
    """The names in an object: keys and values, at any depth, strings not looked into."""
    waiting = [thing]
    while waiting:
        one = waiting.pop()
        if isinstance(one, pikepdf.Name):
            yield str(one)
        elif isinstance(one, pikepdf.Dictionary):
            yield from one.keys()
            waiting.extend(value for value in one.values() if not _elsewhere(value))
        elif isinstance(one, pikepdf.Array):
            waiting.extend(value for value in one if not _elsewhere(value))


def _elsewhere(value: Any) -> bool:
    """Whether it is an object of its own, which has its own turn."""
    return isinstance(value, pikepdf.Object) and value.is_indirect
