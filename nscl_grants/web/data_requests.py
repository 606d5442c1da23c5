"""Administrators answer what people ask about their data; to erase takes two of them."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from nscl_grants.actions import erasure
from nscl_grants.actions.personal_data import answer
from nscl_grants.actions.retention import forget_outlived
from nscl_grants.db.personal_data import CORRECT, DataRequest, requests_open
from nscl_grants.db.proposals import names_behind, open_proposals
from nscl_grants.db.retention import REMOVED, outlived
from nscl_grants.definitions.personal_data import personal_data_rules
from nscl_grants.domain.actor import ADMIN
from nscl_grants.domain.refused import Refused
from nscl_grants.web.access import db, me, now, posted_act, require_role, today, undo
from nscl_grants.web.errors import status_of
from nscl_grants.web.language import _, ngettext
from nscl_grants.web.loaders import found
from nscl_grants.web.messages import tell

bp = Blueprint("data_requests", __name__, url_prefix="/admin/data-requests")
bp.before_request(require_role(ADMIN))


@bp.get("")
def index() -> ResponseReturnValue:
    """What waits, with what each administrator may do about it."""
    return _page()


@bp.post("/<int:request_id>/answer")
def reply(request_id: int) -> ResponseReturnValue:
    """Say what was done, or why it was not."""
    asked = _open(request_id)
    done = asked.kind == CORRECT and "done" in request.form
    return _tried(lambda: answer(db(), asked, "done" if done else "declined", request.form.get("said", ""), **_who()))


@bp.post("/<int:request_id>/erase")
def propose(request_id: int) -> ResponseReturnValue:
    """Propose to erase, for another administrator to do."""
    asked = _open(request_id)
    if asked.kind == CORRECT:
        raise NotFound()
    return _tried(lambda: erasure.propose(db(), asked, **_who()))


@bp.post("/<int:request_id>/erase/confirm")
def confirm(request_id: int) -> ResponseReturnValue:
    """Erase what another administrator proposed to erase."""
    asked = _open(request_id)
    waiting = found(erasure.waiting(db(), asked.person_id))
    return _tried(lambda: erasure.confirm(db(), waiting, asked, **_who()))


@bp.post("/forget/<any(sessions, letters, tickets):rule>")
def forget(rule: str) -> ResponseReturnValue:
    """Remove what has outlived its time by that rule."""
    removed = forget_outlived(db(), rule, **_who()) or 0
    tell(ngettext("Đã xóa %(num)d mục quá hạn lưu.", "Đã xóa %(num)d mục quá hạn lưu.", removed))
    return redirect(url_for(".index") + "#keep", 303)


def _open(request_id: int) -> DataRequest:
    return found(db().get(DataRequest, request_id))


def _who() -> dict[str, Any]:
    return {"actor": me(), "at": now(), "act": posted_act()}


def _tried(act: Callable[[], None]) -> ResponseReturnValue:
    try:
        act()
    except Refused as refused:
        undo()
        return _page(refused), status_of(refused)
    tell(_("Đã ghi."))
    return redirect(url_for(".index"), 303)


def _page(refused: Refused | None = None) -> str:
    proposed = open_proposals(db(), (erasure.KIND,))
    return render_template(
        "admin/data_requests.html",
        requests=requests_open(db()),
        proposed={one.content["person"]: one for one in proposed},
        names=names_behind(db(), proposed),
        kept=[(rule, outlived(db(), rule.name, rule.years, today())) for rule in personal_data_rules().retention],
        removed=REMOVED,
        refused=refused,
        typed={(request.view_args or {}).get("request_id"): request.form.get("said", "")},
    )
