"""The words of a draft: an officer's own texts beside a preview of the whole paper.

The preview is drawn in the request and kept nowhere; what draws it is loaded at the first one.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Forbidden, NotFound

from nscl_grants.actions.paper_texts import MAY_BE_EMPTY, is_open, may_reword, reword_paper, reworded
from nscl_grants.db.papers import Paper, visible_paper
from nscl_grants.documents.kinds import KINDS
from nscl_grants.domain.actor import STAFF_ROLES
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.vietnamese import clean_lines
from nscl_grants.domain.word import Word
from nscl_grants.web.access import db, me, now, posted_act, require_role
from nscl_grants.web.errors import status_of
from nscl_grants.web.filters import sentence
from nscl_grants.web.language import _
from nscl_grants.web.messages import tell
from nscl_grants.web.paper_rows import paper_row
from nscl_grants.web.papers import ONLY_SEEN

bp = Blueprint("paper_texts", __name__, url_prefix="/papers")
bp.before_request(require_role(*STAFF_ROLES))


@bp.get("/<int:paper_id>/words")
def show(paper_id: int) -> ResponseReturnValue:
    """The words that may be changed, beside the paper as it would be."""
    return _page(_found(paper_id))


@bp.post("/<int:paper_id>/words")
def save(paper_id: int) -> ResponseReturnValue:
    """The paper in other words takes the place of this one."""
    paper, act = _found(paper_id), posted_act()
    try:
        changed = reword_paper(db(), paper, _typed(paper), actor=me(), at=now(), act=act)
    except Refused as refused:
        return _page(_found(paper_id), refused=refused), status_of(refused)
    tell(_("Đã sửa lời văn."), _("Văn bản được lập lại trong ít phút; bản trước không dùng nữa."))
    return redirect(url_for(".show", paper_id=changed.id if changed else paper_id), 303)


@bp.get("/<int:paper_id>/preview")
def preview(paper_id: int) -> ResponseReturnValue:
    """The draft as it stands."""
    paper = _found(paper_id)
    return _drawn(paper, paper.facts or {})


@bp.post("/<int:paper_id>/preview")
def preview_typed(paper_id: int) -> ResponseReturnValue:
    """The draft with the words that are typed now, shown in the frame beside them."""
    paper = _found(paper_id)
    try:
        return _drawn(paper, reworded(paper, _typed(paper), me()))
    except Refused as refused:
        return Response(sentence(refused), status=status_of(refused), content_type="text/plain; charset=utf-8")


def _found(paper_id: int) -> Paper:
    """A draft whose words the reader may choose."""
    paper = visible_paper(db(), me(), paper_id)
    if paper is None or paper.facts is None or not KINDS[paper.kind].texts:
        raise NotFound()
    if not may_reword(me(), paper.kind):
        raise Forbidden()
    return paper


def _typed(paper: Paper) -> Mapping[str, str]:
    return {name: clean_lines(request.form[name]) for name in KINDS[paper.kind].texts if name in request.form}


def _drawn(paper: Paper, facts: dict[str, Any]) -> Response:
    press = import_module("nscl_grants.documents.press")
    response = Response(press.draw_preview(paper.kind, paper.template, facts), content_type="application/pdf")
    response.headers["Content-Security-Policy"] = ONLY_SEEN
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


def _page(paper: Paper, *, refused: Refused | None = None) -> str:
    kept = paper.facts or {}
    fields = []
    for name in KINDS[paper.kind].texts:
        value = kept.get(name) or ""
        shown = request.form.get(name, "\n".join(value) if isinstance(value, list) else str(value))
        fields.append((name, Word(f"paper_text.{name}"), shown, isinstance(kept.get(name), list), name in MAY_BE_EMPTY))
    return render_template(
        "papers/words.html", row=paper_row(paper), fields=fields, is_open=is_open(paper), refused=refused
    )
