"""The list of accounts: searched, laid out, taken away as a file, and kept as views."""

from datetime import date

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from nscl_grants.db.account_lists import WantedAccounts, accounts_wanted, all_accounts
from nscl_grants.db.people import Account
from nscl_grants.db.saved_views import views_of
from nscl_grants.definitions.house import House, house_of
from nscl_grants.domain.actor import ADMIN, ROLES
from nscl_grants.web.access import db, me, require_role, today
from nscl_grants.web.asked import asked, kept_query, query_of
from nscl_grants.web.columns import Badge, Column, Columns, heads_of, laid, lines_of
from nscl_grants.web.filters import word
from nscl_grants.web.kept_views import keep_or_forget
from nscl_grants.web.language import _, lazy
from nscl_grants.web.openings import note_taken
from nscl_grants.web.paging import Page, asked_place, page_of
from nscl_grants.web.streamed_table import Kind, streamed

LIST = "accounts"
ASKED = ("q", "role", "locked", "col")

bp = Blueprint("account_lists", __name__, url_prefix="/admin")
bp.before_request(require_role(ADMIN))


def _roles(_house: House, one: Account, on: date) -> str:
    held = [role.role for role in one.roles if role.since <= on and (role.until is None or role.until > on)]
    return ", ".join(word(f"role.{role}") for role in held) or _("không có vai trò")


def _state(one: Account) -> Badge:
    return Badge(_("Đang dùng"), "good") if one.active else Badge(_("Đã khóa"), "stopped")


_EVERY: tuple[Column[Account], ...] = (
    Column("email", lazy("Thư điện tử"), "text", lambda house, one, today: one.email),
    Column("roles", lazy("Vai trò"), "text", _roles),
    Column(
        "state",
        lazy("Tình trạng"),
        "state",
        lambda house, one, today: _state(one).label,
        lambda house, one, today: _state(one),
    ),
    Column("phone", lazy("Điện thoại"), "code", lambda house, one, today: one.person.phone),
    Column("created", lazy("Ngày tạo"), "day", lambda house, one, today: one.created_at),
    Column("password", lazy("Đổi mật khẩu"), "day", lambda house, one, today: one.password_changed_at),
    Column("proved", lazy("Xác nhận thư điện tử"), "day", lambda house, one, today: one.email_proved_at),
)
COLUMNS = Columns(_EVERY, frozenset({"email", "roles", "state"}))


def listed() -> dict[str, object]:
    """What the page shows of the list that its address asks for."""
    wanted, place = _wanted(), asked_place()
    found = accounts_wanted(db(), wanted, after=place.id, backwards=place.backwards)
    whole: Page[Account] = Page(found, None, None)
    page = whole if wanted.is_of_the_office else page_of(found, place, lambda one: (one.id,))
    return {
        "page": page,
        "laid": laid(COLUMNS, request.args.getlist("col"), house_of(db()), page.rows, today()),
        "wanted": wanted,
        "roles": ROLES,
        "is_narrowed": bool(asked(ASKED[:-1])),
        "query": query_of(ASKED),
        "kept": views_of(db(), me().person_id, LIST),
    }


@bp.get("/accounts.<any(csv, xlsx):kind>")
def export(kind: Kind) -> ResponseReturnValue:
    """The whole list as it is filtered and laid out, as a file."""
    columns = COLUMNS.chosen(request.args.getlist("col"))
    heads = heads_of(_("Họ và tên"), columns)
    note_taken("accounts", query_of(ASKED))
    rows = lines_of(columns, house_of(db()), all_accounts(db(), _wanted()), today(), lambda one: one.person.full_name)
    return streamed(kind, f"tai-khoan-{today().isoformat()}", heads, rows)


@bp.post("/accounts/views")
def keep() -> ResponseReturnValue:
    """Keep the list as it is filtered and laid out under a name, or take a kept one away."""
    return keep_or_forget(LIST, url_for("admin.accounts"), kept_query(ASKED, request.form.get("query", "")))


def _wanted() -> WantedAccounts:
    args = request.args
    return WantedAccounts(
        search=args.get("q", "").strip()[:200],
        role=args["role"] if args.get("role") in ROLES else "",
        locked=bool(args.get("locked")),
        today=today(),
    )
