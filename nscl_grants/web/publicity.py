"""Công khai ngân sách: for everybody, how the budget was carried out by the end of each period."""

from collections.abc import Sequence

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from nscl_grants.db import ledger
from nscl_grants.definitions.house import house_of
from nscl_grants.documents.table_file import Cell, TableFile
from nscl_grants.reports.publicity import PERIODS, PublicRow, PublicTable, begun, last_day, public_table
from nscl_grants.web.access import db, layout, now, today
from nscl_grants.web.filters import day, in_language, percent
from nscl_grants.web.language import _, lazy
from nscl_grants.web.nav import Tab
from nscl_grants.web.table_files import table_answer

bp = Blueprint("publicity", __name__, url_prefix="/publicity")

TABS = (Tab("publicity.index", lazy("Công khai ngân sách"), "foot", rank=40),)


@bp.get("")
def index() -> ResponseReturnValue:
    """The periods that have begun, the newest first."""
    known = ledger.years(db()).opened
    periods = [
        (year, months, last_day(year, months))
        for year in reversed(house_of(db()).plan.years)
        for months in reversed(PERIODS)
        if year in known and begun(year, months, today())
    ]
    return render_template("public/publicity_list.html", periods=periods, layout_of=layout(), name_of=_name)


@bp.get("/<int:year>/<int:months>")
def show(year: int, months: int) -> ResponseReturnValue:
    """One table, drawn and in figures."""
    table = _table(year, months)
    return render_template(
        "public/publicity.html",
        table=table,
        plan=house_of(db()).plan,
        name=_name(year, months),
        share=_share,
        layout_of=layout(),
    )


@bp.get("/<int:year>/<int:months>/table.<form>")
def file(year: int, months: int, form: str) -> ResponseReturnValue:
    """The same as a file."""
    return table_answer(form, f"cong-khai-{year}-{months:02d}-thang", _file(_table(year, months)))


def _table(year: int, months: int) -> PublicTable:
    plan = house_of(db()).plan
    if months not in PERIODS or year not in plan.years or not begun(year, months, today()):
        abort(404)
    return public_table(db(), plan, year, months, today())


def _file(table: PublicTable) -> TableFile:
    return TableFile(
        title=_("Công khai thực hiện dự toán: %(period)s", period=_name(table.year, table.months)),
        head=(
            *(_("Dòng"), _("Nội dung"), _("Dự toán năm (đồng)"), _("Thực hiện (đồng)"), _("Thực hiện/dự toán")),
            *(_("So với cùng kỳ năm trước"), _("Đã duyệt, chưa chi (đồng)"), _("Thu hồi (đồng)")),
        ),
        rows=[_cells(row) for row in table.rows],
        total=_cells(table.whole),
        notes=(_("Số liệu đến %(day)s, bút toán %(seq)s.", day=day(table.until), seq=table.seq),),
        made_at=now(),
    )


def _cells(row: PublicRow) -> Sequence[Cell]:
    key, name = (row.line.key, in_language(row.line.short)) if row.line else ("", _("Cộng"))
    shares = (_share(row.tenths_of_given), _share(row.tenths_of_before))
    return (key, name, row.given, row.done, *shares, row.committed, row.back)


def _share(tenths: int | None) -> str:
    """12,5 %; a dash where there is nothing to compare with."""
    return "–" if tenths is None else percent(f"{tenths // 10}.{tenths % 10}")


def _name(year: int, months: int) -> str:
    if months == PERIODS[-1]:
        return _("năm %(year)s", year=year)
    return _("%(months)s tháng đầu năm %(year)s", months=months, year=year)
