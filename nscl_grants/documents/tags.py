"""The structure of a paper for those who hear it: which marked piece of which page is a heading, a text, a cell.

Flowables mark what they draw while the canvas draws it; `Tags` collects the marks, and `write_structure`
puts the tree into the finished PDF. What is not marked as content is marked as an artifact.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from pikepdf import Array, Dictionary, Name, Object, Pdf, String
from reportlab.pdfgen.canvas import Canvas

Path = tuple[tuple[str, int], ...]
"""From the outermost element to the innermost, each by its role and its own number."""

numbers = count(1)
"""Each element of a paper gets its own number; only sameness matters."""


@dataclass
class Tags:
    """The marks of one paper, in reading order."""

    marks: list[tuple[int, int, Path]] = field(default_factory=list)
    above: Path = ()
    """The elements that we are inside of now."""
    _used: dict[int, int] = field(default_factory=dict)

    def next_mark(self, page: int, path: Path) -> int:
        """The id of a new mark on that page."""
        mark = self._used.get(page, 0)
        self._used[page] = mark + 1
        self.marks.append((page, mark, path))
        return mark


class TaggedCanvas(Canvas):  # type: ignore[misc]  # ReportLab has no types.
    """A canvas that knows the structure of what is drawn on it."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.tags = Tags()
        self.place: tuple[int, int, int, int, int] | None = None
        """Where the office signs: page from 0, left, bottom, right, top."""

    @contextmanager
    def tagged(self, role: str, number: int) -> Iterator[None]:
        """What is drawn inside is that element's content."""
        mark = self.tags.next_mark(self.getPageNumber() - 1, (*self.tags.above, (role, number)))
        self.addLiteral(f"/{role} <</MCID {mark}>> BDC")
        yield
        self.addLiteral("EMC")

    @contextmanager
    def artifact(self) -> Iterator[None]:
        """What is drawn inside is decoration."""
        self.addLiteral("/Artifact BMC")
        yield
        self.addLiteral("EMC")


def write_structure(pdf: Pdf, tags: Tags) -> None:
    """Put the tree of elements into the PDF."""
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    document = _element(pdf, "Document", root)
    root.K = document
    elements: dict[Path, Object] = {}
    owners: dict[int, list[Object]] = {}
    for page, mark, path in tags.marks:
        owner = _found(pdf, elements, document, path)
        owner.K.append(Dictionary(Type=Name.MCR, Pg=pdf.pages[page].obj, MCID=mark))
        owners.setdefault(page, []).append(owner)
    root.ParentTree = _parent_tree(pdf, owners)
    root.ParentTreeNextKey = len(pdf.pages)
    pdf.Root.StructTreeRoot = root
    pdf.Root.MarkInfo = Dictionary(Marked=True)
    pdf.Root.Lang = String("vi-VN")


def _found(pdf: Pdf, elements: dict[Path, Object], document: Object, path: Path) -> Object:
    parent = document
    for depth in range(1, len(path) + 1):
        here = path[:depth]
        if here not in elements:
            elements[here] = _element(pdf, here[-1][0], parent)
            parent.K.append(elements[here])
        parent = elements[here]
    return parent


def _element(pdf: Pdf, role: str, parent: Object) -> Object:
    element = Dictionary(Type=Name.StructElem, S=Name(f"/{role}"), P=parent, K=Array())
    if role == "TH":
        element.A = Dictionary(O=Name.Table, Scope=Name.Column)
    return pdf.make_indirect(element)


def _parent_tree(pdf: Pdf, owners: dict[int, list[Object]]) -> Object:
    pairs = Array()
    for page, elements in sorted(owners.items()):
        pdf.pages[page].obj.StructParents = page
        pdf.pages[page].obj.Tabs = Name.S
        pairs.append(page)
        pairs.append(pdf.make_indirect(Array(elements)))
    return pdf.make_indirect(Dictionary(Nums=pairs))
