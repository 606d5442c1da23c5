"""The statement of an organisation across procedures and years: for the office, and for the organisation itself."""

from collections.abc import Iterator, Sequence

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from nscl_grants.db.organisations import organisation_by_tax_code
from nscl_grants.definitions.house import house_of
from nscl_grants.documents.table_file import Cell, TableFile
from nscl_grants.domain.actor import ACCOUNT_HOLDER, APPROVER, AUDITOR, CHIEF_ACCOUNTANT, FINANCE, REVIEWER
from nscl_grants.domain.calendar import legal_date
from nscl_grants.domain.ledger.accounts import CASE_STATES
from nscl_grants.domain.money import Money
from nscl_grants.domain.workflow import State
from nscl_grants.reports.organisations import (
    SUMMED,
    CaseLine,
    OrganisationAccount,
    Right,
    YearPart,
    organisation_account,
)
from nscl_grants.web.access import db, layout, me, now, require_role, today
from nscl_grants.web.filters import in_language, word
from nscl_grants.web.language import _
from nscl_grants.web.loaders import found
from nscl_grants.web.moments import AsOf, asked_moment, moment_notes
from nscl_grants.web.naming import about, code_of
from nscl_grants.web.table_files import table_answer

SEES_ALL = (FINANCE, CHIEF_ACCOUNTANT, ACCOUNT_HOLDER, AUDITOR, REVIEWER, APPROVER)

bp = Blueprint("org_accounts", __name__, url_prefix="/organisations")
bp.before_request(require_role())


@bp.get("/<tax_code>")
def show(tax_code: str) -> ResponseReturnValue:
    """One organisation: its cases by who bears the costs, its money by year and state, its rights, its payments."""
    as_of = asked_moment()
    return render_template(
        "finance/organisation.html",
        account=_account(tax_code, as_of),
        as_of=as_of,
        places=CASE_STATES,
        house=house_of(db()),
        layout_of=layout(),
        is_staff=me().holds(*SEES_ALL),
        about=about,
        state_of=_state_of,
        family_name=_family_name,
        item_name=_item_name,
        printed_on=today(),
    )


@bp.get("/<tax_code>/statement.<form>")
def statement(tax_code: str, form: str) -> ResponseReturnValue:
    """The same as a file."""
    as_of = asked_moment()
    account = _account(tax_code, as_of)
    return table_answer(form, f"tong-hop-{account.organisation.tax_code}", *_tables(account, as_of))


def _account(tax_code: str, as_of: AsOf) -> OrganisationAccount:
    organisation = found(organisation_by_tax_code(db(), tax_code))
    if not me().holds(*SEES_ALL) and organisation.id not in me().organisations:
        raise NotFound()
    return organisation_account(db(), me(), organisation, as_of.then)


def _tables(account: OrganisationAccount, as_of: AsOf) -> Sequence[TableFile]:
    """The cases by year of filing with all their money, the money by budget year, and the rights."""
    notes = (f"{account.organisation.name}, {account.organisation.tax_code}", *moment_notes(as_of))
    places = tuple(word(f"money.{place}") for place in CASE_STATES)
    whole, moment = account.whole, now()
    cases = TableFile(
        title=_("Tổng hợp theo tổ chức"),
        head=(
            *(_("Năm nộp"), _("Mã hồ sơ"), _("Thủ tục và nội dung"), _("Ngày nộp"), _("Trạng thái")),
            *(_("Tổng chi phí (đồng)"), _("Đề nghị"), _("Được duyệt"), _("Nguồn khác"), _("Đơn vị tự bảo đảm")),
            *(_("Vượt tổng chi phí"), *places),
        ),
        rows=[row for part in account.by_filing for row in _part_rows(part)],
        total=(_("Cộng"), "", "", None, "", *_sums(whole), *(whole.money(place) for place in CASE_STATES)),
        notes=notes,
        made_at=moment,
    )
    money = TableFile(
        title=_("Tiền theo năm ngân sách"),
        head=(_("Năm"), _("Mã hồ sơ"), _("Thủ tục và nội dung"), *places),
        rows=[row for part in account.by_budget for row in _money_rows(part)],
        total=(_("Cộng"), "", "", *(whole.money(place) for place in CASE_STATES)),
        notes=notes,
        made_at=moment,
    )
    rights = TableFile(
        title=_("Mức hỗ trợ còn được hưởng"),
        head=(_("Nhóm mức hỗ trợ"), _("Tiêu chuẩn, sản phẩm"), _("Mức tối đa"), _("Đã dùng"), _("Còn lại")),
        rows=[_right_cells(right) for right in account.rights],
        notes=notes,
        made_at=moment,
    )
    return (cases, money, rights)


def _sums(part: YearPart) -> Sequence[Money]:
    return [part.sum(name) for name in SUMMED]


def _part_rows(part: YearPart) -> Iterator[Sequence[Cell]]:
    """The cases of a year and their sum."""
    for line in part.lines:
        figures: list[Money] = [getattr(line, name) for name in SUMMED]
        yield (
            *(part.year, code_of(line.case), about(house_of(db()), line.case)),
            *(legal_date(line.case.filed_at) if line.case.filed_at else None, in_language(_state_of(line).label)),
            *(*figures, *(line.money(place) for place in CASE_STATES)),
        )
    said = _("Cộng năm %(year)s", year=part.year)
    yield (said, "", "", None, "", *_sums(part), *(part.money(place) for place in CASE_STATES))


def _money_rows(part: YearPart) -> Iterator[Sequence[Cell]]:
    for line in part.lines:
        amounts = [line.money_in(part.year, place) for place in CASE_STATES]
        yield (part.year, code_of(line.case), about(house_of(db()), line.case), *amounts)
    yield (_("Cộng năm %(year)s", year=part.year), "", "", *(part.money_in(place) for place in CASE_STATES))


def _state_of(line: CaseLine) -> State:
    """The state at the moment of the statement, in the words of the case's own life."""
    return house_of(db()).workflow_of(line.case).states[line.state]


def _right_cells(right: Right) -> Sequence[Cell]:
    if _is_open(right):
        return (_family_name(right.family), _item_name(right.item), _("chưa xác định"), right.used, _("chưa xác định"))
    return (_family_name(right.family), _item_name(right.item), right.limit, right.used, right.left)


def _is_open(right: Right) -> bool:
    """A norm without a known ceiling caps nothing by itself."""
    return right.limit.dong > _NO_REAL_CEILING


_NO_REAL_CEILING = 10**15


def _family_name(key: str) -> str:
    plan = house_of(db()).plan
    family = next((each for each in plan.families if each.key == key), None)
    return in_language(family.title) if family else key


def _item_name(item: str) -> str:
    return house_of(db()).plan.item_label(item)
