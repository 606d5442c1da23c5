"""Thông báo: what a firm or a person of the office was told, what of it is new, and how mail should come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from nscl_grants.actions.notices import choose_mail, mark_read, mark_read_by_staff
from nscl_grants.db.applications import Application
from nscl_grants.db.cases import visible_by_ids
from nscl_grants.db.mail import WISHES, wish_of
from nscl_grants.db.notices import Notice, StaffNotice, notices_to, staff_notices_to, unread_by_firm
from nscl_grants.definitions.house import house_of
from nscl_grants.definitions.notice_words import notice_words
from nscl_grants.domain.actor import ADMIN, APPLICANT, AUDITOR, STAFF_ROLES, Actor
from nscl_grants.domain.text import Text
from nscl_grants.web.access import db, is_staff, me, now, posted_act, require_role
from nscl_grants.web.language import _, lazy
from nscl_grants.web.messages import tell
from nscl_grants.web.nav import Tab
from nscl_grants.web.waiting import waiting
from nscl_grants.web.whole import whole

PAGE_ROWS = 50

bp = Blueprint("notices", __name__)
bp.before_request(require_role())


@dataclass(frozen=True, slots=True)
class Told:
    """One notice as the page shows it; without an address when its case is out of the reader's sight."""

    row: Notice | StaffNotice
    what: Text
    url: str | None
    organisation: str
    due: date | None


@bp.get("/notices")
def show() -> ResponseReturnValue:
    """What was told, the newest first."""
    before = request.args.get("before", type=whole)
    rows = _rows(before)
    shown = rows[:PAGE_ROWS]
    return render_template(
        "notices/show.html",
        notices=_told(shown),
        next_before=shown[-1].id if len(rows) > PAGE_ROWS else None,
        before=before,
        wish=wish_of(db(), me().account_id or 0),
        wishes=WISHES,
    )


@bp.post("/notices/read")
def read() -> ResponseReturnValue:
    """All that was told counts as read."""
    if is_staff(me()):
        mark_read_by_staff(db(), me().person_id, at=now())
    else:
        mark_read(db(), me().organisations, at=now())
    tell(_("Đã đánh dấu đã đọc."))
    return redirect(url_for(".show"), 303)


@bp.post("/notices/mail")
def choose() -> ResponseReturnValue:
    """How mail should come."""
    wish = request.form.get("wish", "")
    if wish not in WISHES:
        raise BadRequest()
    choose_mail(db(), wish, actor=me(), at=now(), act=posted_act())
    tell(_("Đã lưu cách nhận thư."))
    return redirect(url_for(".show"), 303)


def _rows(before: int | None) -> Sequence[Notice | StaffNotice]:
    if is_staff(me()):
        return staff_notices_to(db(), me().person_id, before=before, rows=PAGE_ROWS + 1)
    return notices_to(db(), me().organisations, before=before, rows=PAGE_ROWS + 1)


def _told(rows: Sequence[Notice | StaffNotice]) -> list[Told]:
    cases = {case.id: case for case in visible_by_ids(db(), me(), [row.application_id or 0 for row in rows])}
    return [_one(row, cases.get(row.application_id or 0)) for row in rows]


def _one(row: Notice | StaffNotice, case: Application | None) -> Told:
    page = "cases.show" if isinstance(row, StaffNotice) else "applicant.show"
    due = row.values.get("due")
    return Told(
        row,
        notice_words(house_of(db()), row.kind, case.life if case else None),
        url_for(page, reference=case.reference) if case else None,
        case.organisation.name if case else "",
        date.fromisoformat(due) if due else None,
    )


def _unread_by_firm(actor: Actor) -> int:
    return unread_by_firm(db(), actor.organisations)


TABS = (
    Tab(
        "notices.show", lazy("Thông báo"), "firm", rank=30, roles=frozenset({APPLICANT}), count=_unread_by_firm,
        counts=lazy("thông báo mới"),
    ),
    Tab(
        "notices.show", lazy("Thông báo"), "staff", rank=90, roles=frozenset({*STAFF_ROLES, AUDITOR, ADMIN}),
        count=lambda actor: waiting(actor).unread, counts=lazy("thông báo mới"),
    ),
)  # fmt: skip
