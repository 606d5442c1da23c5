"""The statement of an organisation across procedures and years: for the office, and for the organisation itself."""

from collections.abc import Sequence

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from nscl_grants.db.organisations import organisation_by_tax_code
from nscl_grants.definitions.house import House, house_of
from nscl_grants.documents.table_file import Cell, TableFile
from nscl_grants.domain.actor import ACCOUNT_HOLDER, APPROVER, AUDITOR, CHIEF_ACCOUNTANT, FINANCE, REVIEWER
from nscl_grants.domain.calendar import legal_date
from nscl_grants.domain.ledger.accounts import Place
from nscl_grants.domain.money import ZERO
from nscl_grants.reports.organisations import (
    CaseLine,
    OrganisationAccount,
    Right,
    organisation_account,
)
from nscl_grants.web.access import db, layout, me, now, require_role, today
from nscl_grants.web.filters import in_language
from nscl_grants.web.language import _
from nscl_grants.web.loaders import found
from nscl_grants.web.naming import about, state_of
from nscl_grants.web.table_files import table_answer

SEES_ALL = (FINANCE, CHIEF_ACCOUNTANT, ACCOUNT_HOLDER, AUDITOR, REVIEWER, APPROVER)

bp = Blueprint("org_accounts", __name__, url_prefix="/organisations")
bp.before_request(require_role())


@bp.get("/<tax_code>")
def show(tax_code: str) -> ResponseReturnValue:
    """One organisation: its cases by who bears the costs, its rights, and what was paid to it."""
    account = _account(tax_code)
    return render_template(
        "finance/organisation.html",
        account=account,
        house=house_of(db()),
        layout_of=layout(),
        is_staff=me().holds(*SEES_ALL),
        about=about,
        state_of=state_of,
        family_name=_family_name,
        item_name=_item_name,
        printed_on=today(),
    )


@bp.get("/<tax_code>/statement.<form>")
def statement(tax_code: str, form: str) -> ResponseReturnValue:
    """The same as a file."""
    account = _account(tax_code)
    return table_answer(form, f"tong-hop-{account.organisation.tax_code}", *_tables(account))


def _account(tax_code: str) -> OrganisationAccount:
    organisation = found(organisation_by_tax_code(db(), tax_code))
    if not me().holds(*SEES_ALL) and organisation.id not in me().organisations:
        raise NotFound()
    return organisation_account(db(), me(), organisation)


def _tables(account: OrganisationAccount) -> Sequence[TableFile]:
    sums, house = account.sums, house_of(db())
    name = f"{account.organisation.name}, {account.organisation.tax_code}"
    head = (
        *(_("Mã hồ sơ"), _("Nội dung"), _("Ngày nộp"), _("Trạng thái"), _("Tổng chi phí (đồng)"), _("Đề nghị")),
        *(_("Được duyệt"), _("Nguồn khác"), _("Đơn vị tự bảo đảm"), _("Đã duyệt, chưa chi")),
        *(_("Chờ thanh toán, đang chi"), _("Đã chi, tạm ứng"), _("Phải thu hồi"), _("Đã thu hồi")),
    )
    names = (
        *("costs", "requested", "approved", "other_sources", "own_share", "committed"),
        *("moving", "paid", "to_recover", "recovered"),
    )
    cases = TableFile(
        title=_("Tổng hợp theo tổ chức"),
        head=head,
        rows=[_cells(house, line) for line in account.lines],
        total=(_("Cộng"), "", "", "", *(sums[key] for key in names)),
        notes=(name,),
        made_at=now(),
    )
    rights = TableFile(
        title=_("Mức hỗ trợ còn được hưởng"),
        head=(_("Nhóm mức hỗ trợ"), _("Tiêu chuẩn, sản phẩm"), _("Mức tối đa"), _("Đã dùng"), _("Còn lại")),
        rows=[_right_cells(right) for right in account.rights],
        notes=(name,),
        made_at=now(),
    )
    return (cases, rights)


def _cells(house: House, line: CaseLine) -> Sequence[Cell]:
    case = line.case
    return (
        case.code or case.reference,
        about(house, case),
        legal_date(case.filed_at) if case.filed_at else None,
        in_language(state_of(house, case).label),
        line.costs,
        case.requested or ZERO,
        line.approved,
        line.other_sources,
        line.own_share,
        line.money(Place.COMMITTED),
        line.moving,
        line.money(Place.PAID) + line.money(Place.ADVANCED),
        line.money(Place.TO_RECOVER),
        line.money(Place.RECOVERED),
    )


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
