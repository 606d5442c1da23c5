"""Dấu cuối ngày: the ends of both chains, published day by day for everybody to keep."""

import json
from collections.abc import Sequence

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from nscl_grants.db.daily_heads import BOOKS, DailyHead, published_heads
from nscl_grants.documents.table_file import TableFile
from nscl_grants.web.access import db, layout, now
from nscl_grants.web.language import _, lazy
from nscl_grants.web.nav import Tab
from nscl_grants.web.table_files import attachment, table_answer

bp = Blueprint("heads", __name__, url_prefix="/heads")

TABS = (Tab("heads.index", lazy("Dấu cuối ngày của sổ"), "foot", rank=60),)
SHOWN_DAYS = 31
JSON_TYPE = "application/x-ndjson; charset=utf-8"


@bp.get("")
def index() -> ResponseReturnValue:
    """The last days, the newest first, and all of them as files."""
    days: dict[object, dict[str, DailyHead]] = {}
    for head in published_heads(db(), days=SHOWN_DAYS):
        days.setdefault(head.day, {})[head.book] = head
    return render_template("public/heads.html", days=list(days.items()), books=BOOKS, layout_of=layout())


@bp.get("/daily.<form>")
def file(form: str) -> ResponseReturnValue:
    """Every head that was ever published; the JSON is what tools/verify_ledger.py reads."""
    heads = list(reversed(published_heads(db())))
    if form == "json":
        return attachment("".join(map(_line, heads)).encode(), JSON_TYPE, "daily-heads.json")
    return table_answer(form, "daily-heads", _table(heads))


def _line(head: DailyHead) -> str:
    facts = {"book": head.book, "day": head.day.isoformat(), "seq": head.seq, "hash": head.hash}
    return json.dumps(facts) + "\n"


def _table(heads: Sequence[DailyHead]) -> TableFile:
    return TableFile(
        title=_("Dấu cuối ngày của sổ bút toán và nhật ký"),
        head=(_("Sổ"), _("Ngày"), _("Số cuối"), _("Dấu niêm phong")),
        rows=[(head.book, head.day, head.seq, head.hash) for head in heads],
        made_at=now(),
    )
