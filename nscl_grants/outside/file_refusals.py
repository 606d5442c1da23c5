"""What may be wrong with a file that was sent in, or is to be opened."""

from dataclasses import dataclass

from nscl_grants.domain.refused import Refused


@dataclass(eq=False)
class FileIsUnsafe(Refused):
    """The file holds macros, or unpacks to more than any paper needs."""

    name: str


@dataclass(eq=False)
class FileIsBroken(Refused):
    """The file begins as a PDF and cannot be read as one: cut off on its way, or damaged."""

    name: str


@dataclass(eq=False)
class PdfIsLocked(Refused):
    """The PDF asks for a password."""

    name: str


@dataclass(eq=False)
class PdfRunsSomething(Refused):
    """The PDF holds a script, or starts something."""

    name: str


@dataclass(eq=False)
class PdfTakesTooMuch(Refused):
    """To look at the PDF takes more time or memory than any paper needs."""

    name: str


@dataclass(eq=False)
class FileNotScanned(Refused):
    """The installation has files scanned, and this one waits for it."""

    name: str


@dataclass(eq=False)
class FileIsInfected(Refused):
    """The scanner found something."""

    name: str
    found: str
