"""Anyone can check a paper: what it is, whether it stands, and the digests of what was issued.

The page tells nothing about whom a paper is for. A file is compared in the reader's own browser (static/js/check.js).
Look-ups are limited by source, in the memory of each server process: codes cannot be guessed anyway.
"""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from nscl_grants.db.attachments import Attachment
from nscl_grants.db.papers import Paper, paper_by_code
from nscl_grants.documents.kinds import KINDS
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.typed_code import as_printed
from nscl_grants.web.access import db
from nscl_grants.web.clock import real_moment
from nscl_grants.web.language import lazy
from nscl_grants.web.nav import Tab
from nscl_grants.web.paper_rows import standing

bp = Blueprint("check", __name__)

TABS = (Tab("check.ask", lazy("Kiểm tra văn bản"), "public", rank=30, covers=("check",)),)

WINDOW = timedelta(minutes=1)
MOST_LOOKUPS = 30
MOST_SOURCES = 10_000


@dataclass(eq=False)
class TooManyChecks(Refused):
    """Too many codes were asked for from one source."""

    minutes: int


@dataclass
class _Lookups:
    """When each source looked something up, as far back as it matters."""

    by_source: dict[str, deque[datetime]] = field(default_factory=dict)

    def count(self, source: str, at: datetime) -> int:
        """Count one more from this source, and give how many there were in the window."""
        if len(self.by_source) > MOST_SOURCES:
            self.by_source.clear()
        times = self.by_source.setdefault(source, deque())
        while times and times[0] < at - WINDOW:
            times.popleft()
        if len(times) <= MOST_LOOKUPS:
            times.append(at)
        return len(times)


@dataclass(frozen=True, slots=True)
class Issued:
    """Bytes that were issued, by their digest: the paper as made, or as signed."""

    is_signed: bool
    sha256: str


@bp.get("/check")
def ask() -> ResponseReturnValue:
    """Where the code is typed."""
    typed = request.args.get("code", "")
    if typed:
        return redirect(url_for(".show", code=as_printed(typed)))
    return render_template("papers/ask.html")


@bp.get("/check/<code>")
def show(code: str) -> ResponseReturnValue:
    """What the paper with that code is, and whether it stands."""
    if _lookups().count(request.remote_addr or "", real_moment()) > MOST_LOOKUPS:
        refused = TooManyChecks(WINDOW // timedelta(minutes=1))
        page = render_template("errors/refused.html", refused=refused, back=url_for(".ask"))
        return page, 429, {"Retry-After": str(WINDOW.seconds)}
    paper = paper_by_code(db(), as_printed(code))
    if paper is None:
        return render_template("papers/ask.html", unknown=code[:40]), 404
    return render_template(
        "papers/check.html",
        paper=paper,
        kind=KINDS[paper.kind],
        standing=standing(paper),
        successor=db().get(Paper, paper.replaced_by) if paper.replaced_by else None,
        issued=issued_bytes(db(), paper),
    )


def issued_bytes(session: Session, paper: Paper) -> list[Issued]:
    """Every file that was issued as this paper."""
    found = [Issued(False, paper.sha256)] if paper.sha256 else []
    if paper.signed_sha256:
        found.append(Issued(True, paper.signed_sha256))
    decision = paper.decision
    if decision is not None and decision.file_id is not None and paper.number is not None:
        signed = session.get(Attachment, decision.file_id)
        found += [Issued(True, signed.sha256)] if signed else []
    return found


def _lookups() -> _Lookups:
    kept: _Lookups = current_app.extensions.setdefault("nscl_lookups", _Lookups())
    return kept
