"""Trao đổi: what the firm and the office say to one another in a case, and the office's own notes beside it."""

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest, NotFound

from nscl_grants.actions.talk import SPEAK_FOR_THE_OFFICE, Side, may_say, say
from nscl_grants.db.applications import Application
from nscl_grants.db.messages import SIDES, messages_of
from nscl_grants.domain.actor import APPLICANT
from nscl_grants.domain.vietnamese import clean_lines
from nscl_grants.web.access import db, me, now, posted_act, require_role
from nscl_grants.web.language import _
from nscl_grants.web.loaders import found_case
from nscl_grants.web.messages import tell
from nscl_grants.web.naming import code_of

LONGEST_TEXT = 4_000

bp = Blueprint("talk", __name__)
bp.before_request(require_role(APPLICANT, *SPEAK_FOR_THE_OFFICE, "auditor"))


@bp.route("/cases/<reference>/messages", methods=["GET", "POST"])
def office(reference: str) -> ResponseReturnValue:
    """The conversation and the notes, as the office sees them."""
    return _talk(found_case(reference), ("office", "note"))


@bp.route("/my/applications/<reference>/messages", methods=["GET", "POST"])
def firm(reference: str) -> ResponseReturnValue:
    """The conversation, as the firm sees it."""
    case = found_case(reference)
    if case.organisation_id not in me().organisations:
        raise NotFound()
    return _talk(case, ("firm",))


def _talk(case: Application, sides: tuple[Side, ...]) -> ResponseReturnValue:
    if case.filed_at is None:
        raise NotFound()
    if request.method == "POST":
        return _say(case, sides)
    return _page(case, sides)


def _say(case: Application, sides: tuple[Side, ...]) -> ResponseReturnValue:
    side, text = request.form.get("side", ""), clean_lines(request.form.get("text", ""))[:LONGEST_TEXT]
    meant = next((each for each in sides if each == side), None)
    if meant is None or side not in SIDES:
        raise BadRequest()
    if not text:
        return _page(case, sides, missing=meant, status=422)
    say(db(), case, meant, text, actor=me(), at=now(), act=posted_act())
    tell(_("Đã lưu ghi chú.") if meant == "note" else _("Đã gửi tin nhắn."))
    return redirect(request.path, 303)


def _page(
    case: Application, sides: tuple[Side, ...], *, missing: Side | None = None, status: int = 200
) -> ResponseReturnValue:
    messages = messages_of(db(), me(), case.id)
    page = render_template(
        "talk/show.html",
        case=case,
        code=code_of(case),
        is_firm=sides == ("firm",),
        said=[each for each in messages if each.side != "note"],
        notes=[each for each in messages if each.side == "note"],
        sides=[side for side in sides if may_say(me(), case, side)],
        missing=missing,
    )
    return page, status
