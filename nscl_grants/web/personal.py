"""Dữ liệu của tôi: what is held about me, what I agree to, who opened it, and what I ask to have changed."""

import json

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from nscl_grants.actions import personal_data as acts
from nscl_grants.actions.letter_texts import wording
from nscl_grants.actions.letters import worded
from nscl_grants.db.audit_lists import told
from nscl_grants.db.held_about import held_beside
from nscl_grants.db.people import Person
from nscl_grants.db.personal_data import (
    KINDS,
    accounts_of,
    consents_of,
    memberships_of,
    openings_about,
    requests_of,
)
from nscl_grants.definitions.personal_data import personal_data_rules
from nscl_grants.domain.refused import Refused
from nscl_grants.web.access import db, me, now, posted_act, require_role, undo
from nscl_grants.web.errors import status_of
from nscl_grants.web.language import _
from nscl_grants.web.messages import tell

bp = Blueprint("personal", __name__, url_prefix="/account/data")
bp.before_request(require_role())

SHOWN_OPENINGS = 20
SHOWN_BESIDE = 10
"""Of each list; the file has all."""


@bp.get("")
def show() -> ResponseReturnValue:
    """All of it, on one page."""
    return _page()


@bp.get("/mine.json")
def download() -> ResponseReturnValue:
    """All that is held, as a file that other programs read."""
    body = json.dumps(acts.held_about(db(), me().person_id), ensure_ascii=False, indent=2)
    headers = {"Content-Disposition": 'attachment; filename="du-lieu-cua-toi.json"'}
    return Response(body, content_type="application/json; charset=utf-8", headers=headers)


@bp.post("/consents")
def consent() -> ResponseReturnValue:
    """Agree to what is ticked, and to nothing else."""
    acts.decide(db(), request.form.getlist("agreed"), actor=me(), at=now(), act=posted_act())
    tell(_("Đã ghi lựa chọn của ông/bà."))
    return redirect(url_for(".show"), 303)


@bp.post("/requests")
def ask() -> ResponseReturnValue:
    """Ask to have the data corrected or erased."""
    kind = request.form.get("kind", "")
    kind = kind if kind in KINDS else KINDS[0]
    try:
        acts.ask(db(), kind, request.form.get("wish", ""), actor=me(), at=now(), act=posted_act())
    except Refused as refused:
        undo()
        return _page(refused), status_of(refused)
    tell(_("Đã gửi yêu cầu."), _("Quản trị hệ thống trả lời trên trang này."))
    return redirect(url_for(".show"), 303)


def _page(refused: Refused | None = None) -> str:
    mine = me().person_id
    accounts = accounts_of(db(), mine)
    beside = held_beside(db(), mine, accounts)
    return render_template(
        "account/data.html",
        person=db().get_one(Person, mine),
        accounts=accounts,
        beside=beside,
        letters=[(each, worded(each, wording(db()))[0]) for each in beside.letters[:SHOWN_BESIDE]],
        most=SHOWN_BESIDE,
        organisations=[row for row in memberships_of(db(), mine) if row[0].until is None],
        rules=personal_data_rules(),
        consents=consents_of(db(), mine),
        requests=requests_of(db(), mine),
        openings=told(db(), openings_about(db(), mine, SHOWN_OPENINGS)),
        refused=refused,
        typed=request.form if refused else {},
    )
