"""What a paper shows of a signature by key: who signed and when, as a small page that is laid into the room for it."""

import io
from datetime import datetime

from reportlab.platypus import Frame

from nscl_grants.documents import style
from nscl_grants.documents.flowables import Balanced
from nscl_grants.documents.fonts import REGULAR, register_fonts
from nscl_grants.documents.tags import TaggedCanvas
from nscl_grants.domain.calendar import ICT


def signature_block(who: str, at: datetime, size: tuple[int, int]) -> bytes:
    """A page of that size; the time is written as Nghị định 30 asks, by ISO 8601 with Việt Nam's offset."""
    register_fonts()
    drawn = io.BytesIO()
    canvas = TaggedCanvas(drawn, pagesize=size, initialFontName=REGULAR, invariant=1)
    when = at.astimezone(ICT).isoformat(timespec="seconds")
    texts = [Balanced(f"Ký bởi: {who}", style.SIGNED), Balanced(f"Thời gian ký: {when}", style.SIGNED)]
    high = sum(text.wrap(size[0], size[1])[1] for text in texts)
    frame = Frame(0, 0, size[0], (size[1] + high) / 2 + 1, 0, 0, 0, 0)
    frame.addFromList(texts, canvas)
    canvas.showPage()
    canvas.save()
    return drawn.getvalue()
