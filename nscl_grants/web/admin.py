"""The administrators' front: accounts of the office, their roles, and what the present staff cannot do."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from nscl_grants.actions import people_admin
from nscl_grants.actions.passwords import NO_PASSWORD
from nscl_grants.actions.people_admin import NewStaff
from nscl_grants.db.people import Account
from nscl_grants.db.staff import (
    account_whole,
    other_accounts,
    roles_of_person,
    staff_on,
    waiting_roles,
)
from nscl_grants.definitions.house import house_of
from nscl_grants.definitions.words import words
from nscl_grants.domain.actor import ADMIN, APPLICANT, CLERK, ROLES
from nscl_grants.domain.identifiers import NotName, read_name
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.staffing import WEIGHTY, Gap, gaps
from nscl_grants.web.access import db, me, now, posted_act, require_role, today
from nscl_grants.web.account_lists import listed
from nscl_grants.web.clock import real_moment
from nscl_grants.web.errors import status_of
from nscl_grants.web.faults import mark
from nscl_grants.web.forms import Context, QuestionForm, build
from nscl_grants.web.language import _, lazy
from nscl_grants.web.messages import tell
from nscl_grants.web.nav import Tab
from nscl_grants.web.recovery import reset_address
from nscl_grants.web.whole import whole

bp = Blueprint("admin", __name__, url_prefix="/admin")
bp.before_request(require_role(ADMIN))

TABS = (
    Tab(
        "admin.accounts",
        lazy("Tài khoản"),
        "staff",
        rank=20,
        roles=frozenset({ADMIN}),
        covers=(
            "admin.new_account",
            "admin.create_account",
            "admin.account",
            "admin.ask",
            "admin.password",
            "roles",
            "factor_resets",
            "data_requests",
            "account_lists",
        ),
    ),
    Tab("admin.calendar", lazy("Lịch làm việc"), "staff", rank=30, roles=frozenset({ADMIN}), covers=("references",)),
    Tab(
        "letter_texts.index",
        lazy("Lời thư"),
        "staff",
        rank=32,
        roles=frozenset({ADMIN, CLERK}),
        covers=("letter_texts",),
    ),
)

GIVEN_ROLES = tuple(role for role in ROLES if role != APPLICANT)
"""What an administrator can give; an applicant comes by registering an organisation."""


@bp.get("")
def accounts() -> ResponseReturnValue:
    """The accounts of the office, what waits for a second administrator, and the duties that nobody can fill."""
    return render_template("admin/accounts.html", **listed(), waiting=waiting_roles(db()), gaps=staff_gaps())


@bp.get("/accounts/new")
def new_account() -> ResponseReturnValue:
    """Who gets an account, and what for."""
    return _new_page(_staff_form())


@bp.post("/accounts/new")
def create_account() -> ResponseReturnValue:
    """Open the account; its owner gets the link to its password by mail."""
    form = _staff_form(typed=True)
    if not form.validate() or not (staff := _staff_of(form)):
        return _new_page(form, status=422)
    roles = frozenset(form.answers.get("roles") or ())
    try:
        made = people_admin.create_staff_account(
            db(), staff, roles, reset_address, actor=me(), at=now(), real=real_moment(), act=posted_act()
        )
    except Refused as refused:
        return _new_page(form, refused, status_of(refused))
    tell(
        _("Đã tạo tài khoản. Liên kết đặt mật khẩu được gửi tới %(email)s.", email=staff.email),
        _("Liên kết dùng một lần trong 3 ngày. Vai trò quan trọng chờ người quản trị thứ hai xác nhận.")
        if roles & WEIGHTY
        else _("Liên kết dùng một lần trong 3 ngày."),
    )
    return redirect(url_for(".account", account_id=made.id) if made else url_for(".accounts"), 303)


@bp.get("/accounts/<int:account_id>")
def account(account_id: int) -> ResponseReturnValue:
    """One account: its person, its roles now and before, and what can be done about it."""
    shown = _account(account_id)
    return render_template(
        "admin/account.html",
        account=shown,
        others=other_accounts(db(), shown),
        held=roles_of_person(db(), shown.person_id, today()),
        waiting=waiting_roles(db(), shown.id),
        given=GIVEN_ROLES,
        weighty=WEIGHTY,
        is_mine=shown.person_id == me().person_id,
        has_password=shown.password_hash != NO_PASSWORD,
    )


@bp.get("/accounts/<int:account_id>/<any(disable, enable, password):what>")
def ask(account_id: int, what: str) -> ResponseReturnValue:
    """The question before an account is closed, opened again, or asked for a new password."""
    return render_template("admin/ask.html", account=_account(account_id), what=what)


@bp.post("/accounts/<int:account_id>/disable")
def disable(account_id: int) -> ResponseReturnValue:
    """Close the account; whoever is signed in with it is out."""
    shown = _account(account_id)
    people_admin.disable(db(), shown, actor=me(), at=now(), act=posted_act())
    tell(_("Đã khóa tài khoản %(email)s.", email=shown.email), _("Mọi phiên đăng nhập của tài khoản đã kết thúc."))
    return redirect(url_for(".account", account_id=account_id))


@bp.post("/accounts/<int:account_id>/enable")
def enable(account_id: int) -> ResponseReturnValue:
    """Open the account again."""
    shown = _account(account_id)
    people_admin.enable(db(), shown, actor=me(), at=now(), act=posted_act())
    tell(_("Đã mở lại tài khoản %(email)s.", email=shown.email), _("Kiểm tra lại các vai trò còn hiệu lực."))
    return redirect(url_for(".account", account_id=account_id))


@bp.post("/accounts/<int:account_id>/password")
def password(account_id: int) -> ResponseReturnValue:
    """End the present password; the owner gets a link to a new one by mail."""
    shown = _account(account_id)
    people_admin.reset_password(db(), shown, reset_address, actor=me(), at=now(), real=real_moment(), act=posted_act())
    tell(
        _("Liên kết đặt mật khẩu mới được gửi tới %(email)s.", email=shown.email),
        _("Mật khẩu cũ không dùng được nữa; mọi phiên đăng nhập đã kết thúc. Liên kết dùng một lần trong 3 ngày."),
    )
    return redirect(url_for(".account", account_id=account_id), 303)


@bp.get("/calendar")
def calendar() -> ResponseReturnValue:
    """The days off and the make-up days that every limit is counted with, year by year."""
    plan = house_of(db()).plan
    asked = request.args.get("year", type=whole) or today().year
    year = min(max(asked, plan.calendar.first.year), plan.calendar.last.year)
    return render_template(
        "admin/calendar.html",
        year=year,
        years=range(plan.calendar.first.year, plan.calendar.last.year + 1),
        days_off=[off for on, off in sorted(plan.calendar.days_off.items()) if on.year == year],
        make_ups=sorted(on for on in plan.calendar.make_ups if on.year == year),
        dates=[(one, one.of(year)) for one in plan.year_dates.values()],
    )


def staff_gaps() -> tuple[Gap, ...]:
    """The duties that nobody can fill today."""
    setting = house_of(db()).approver_may_authorise
    return gaps(staff_on(db(), today()), approver_may_authorise=setting)


def _new_page(form: QuestionForm, refused: Refused | None = None, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "admin/new_account.html",
        form=form,
        given=GIVEN_ROLES,
        weighty=WEIGHTY,
        refused=refused,
        faulty=status != 200,
    )
    return page, status


def _account(account_id: int) -> Account:
    return account_whole(db(), account_id) or abort(404)


def _staff_of(form: QuestionForm) -> NewStaff | None:
    """The person as entered; None when the name is none, which then stands at its field."""
    answers = form.answers
    try:
        name = read_name(str(answers["full_name"]))
    except NotName as refused:
        mark(form["full_name"], refused)
        return None
    return NewStaff(name, str(answers["identity_number"]), str(answers["email"]), answers.get("phone"))


def _staff_form(*, typed: bool = False) -> QuestionForm:
    choices = {"roles": {role: words()[f"role.{role}"] for role in GIVEN_ROLES}}
    part = house_of(db()).form("staff_account")
    return build(part, context=Context(choices=choices, today=today()), typed=request.form if typed else None)
