"""Text from people, made fit for a paper: printed as typed, whatever it contains.

ReportLab reads markup in a paragraph, and its markup can name files and addresses; so every text is
escaped, and only what this module built itself counts as markup.
"""

import unicodedata
from xml.sax.saxutils import escape

from nscl_grants.documents.fonts import drawable

SUBSTITUTE = "\ufffd"


class Rich(str):
    """Text that is escaped already and may carry the few tags written here."""

    __slots__ = ()


def rich(*parts: str) -> Rich:
    """The parts one after the other, each escaped unless it is rich already."""
    return Rich("".join(part if isinstance(part, Rich) else escape(plain(part)) for part in parts))


def bold(*parts: str) -> Rich:
    """The parts in bold type."""
    return Rich(f"<b>{rich(*parts)}</b>")


def italic(*parts: str) -> Rich:
    """The parts in italic type."""
    return Rich(f"<i>{rich(*parts)}</i>")


def lines(*parts: str) -> Rich:
    """Each part on a line of its own."""
    return Rich("<br/>".join(rich(part) for part in parts))


def plain(text: str) -> str:
    """In NFC, without control characters, and with a mark in place of what the typeface cannot draw."""
    normal = unicodedata.normalize("NFC", text)
    return "".join(_drawn(sign) for sign in normal)


def _drawn(sign: str) -> str:
    if ord(sign) in drawable():
        return sign
    if sign in "\n\r\t":
        return " "
    return "" if unicodedata.category(sign) in ("Cc", "Cf", "Mn") else SUBSTITUTE
