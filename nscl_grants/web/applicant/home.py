"""The firm's first page: what waits for it, where its other cases are, and what it was told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from nscl_grants.actions.notices import mark_read
from nscl_grants.db.applications import Application
from nscl_grants.db.notices import Notice
from nscl_grants.definitions.house import House, house_of
from nscl_grants.definitions.words import words
from nscl_grants.domain.text import Text
from nscl_grants.reports.firm import FirmCase, firm_cases, newest_notices
from nscl_grants.web.access import db, me, now, today
from nscl_grants.web.applicant.blueprint import bp
from nscl_grants.web.applicant.turns import duty_words, holder_words, turn_left
from nscl_grants.web.headings import heading_of
from nscl_grants.web.language import _
from nscl_grants.web.messages import tell


@dataclass(frozen=True, slots=True)
class Row:
    """One case in the list."""

    case: FirmCase
    title: str
    turn: str
    left: int | None
    paused: bool


@dataclass(frozen=True, slots=True)
class Said:
    """One notice: what happened in which case."""

    row: Notice
    what: Text
    case: Application | None


@bp.get("")
def home() -> ResponseReturnValue:
    """My cases, those that wait for me first, and the latest notices."""
    house, cases = house_of(db()), firm_cases(db(), me())
    rows = [_row(house, case) for case in cases]
    return render_template(
        "applicant/home.html",
        mine=[row for row in rows if row.case.turn.holder == "firm"],
        others=[row for row in rows if row.case.turn.holder not in ("firm", "nobody")],
        ended=[row for row in rows if row.case.turn.holder == "nobody"],
        notices=_said(house, newest_notices(db(), me().organisations), cases),
        has_organisation=bool(me().organisations),
    )


@bp.post("/notices/read")
def read_notices() -> ResponseReturnValue:
    """Note that the notices shown were read."""
    mark_read(db(), me().organisations, at=now())
    tell(_("Đã đánh dấu đã đọc."))
    return redirect(url_for(".home"), 303)


def _row(house: House, case: FirmCase) -> Row:
    turn = case.turn
    words = duty_words(turn) or holder_words(turn.holder)
    left = turn_left(house, case.row, turn, today())
    return Row(case, heading_of(house, case.row), words, left, case.row.paused_on is not None and turn.holder != "firm")


def _said(house: House, notices: Sequence[Notice], cases: Sequence[FirmCase]) -> list[Said]:
    known: Mapping[int, Application] = {case.row.id: case.row for case in cases}
    return [_one_said(house, notice, known.get(notice.application_id or 0)) for notice in notices]


def _one_said(house: House, notice: Notice, case: Application | None) -> Said:
    """A notice is called as the step it tells of, in the words of that life."""
    trigger = notice.kind.removeprefix("mail.")
    claims = house.procedure(case.procedure).claims if case else ("claim",)
    lives = [*(house.workflow(name) for name in claims), house.workflow("payment")]
    lives = [house.workflow_of(case), *lives] if case else lives
    labels = (row.label for life in lives for row in life.transitions if row.trigger == trigger)
    own = words().get(f"notice.{trigger}", Text(trigger, trigger))
    return Said(notice, next(labels, own), case)
