"""The form for an organisation's bank details, as its member or the intake officer fills it in, and the way back
to the section that asks for the account."""

from collections.abc import Mapping
from typing import Any

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from nscl_grants.actions import banks
from nscl_grants.actions.organisations import BankDetails, propose_bank_account
from nscl_grants.db.organisations import BankAccount, Organisation, newest_bank_account
from nscl_grants.definitions.house import house_of
from nscl_grants.domain.bank_details import read_account_number
from nscl_grants.domain.forms import Section
from nscl_grants.domain.refused import Refused
from nscl_grants.web.access import db, is_staff, me, now, posted_act, today, undo
from nscl_grants.web.errors import status_of
from nscl_grants.web.faults import mark
from nscl_grants.web.forms import Context, QuestionForm, build
from nscl_grants.web.language import _
from nscl_grants.web.messages import tell
from nscl_grants.web.security import same_site_path

CHOSEN = "account"
"""In the address of a section: the account that was just entered for it."""


def empty_bank_form(organisation: Organisation) -> QuestionForm:
    """The questions; the holder is the organisation."""
    return build(house_of(db()).form("bank_account"), {"holder": organisation.name}, Context(today=today()))


def typed_bank_form() -> QuestionForm:
    """The questions with what was typed."""
    return build(house_of(db()).form("bank_account"), None, Context(today=today()), typed=request.form)


def propose_typed(organisation: Organisation, form: QuestionForm) -> bool:
    """Add the account as a new version, which waits for a second person; False when the form says what is wrong."""
    if not form.validate():
        return False
    given = form.answers
    try:
        details = BankDetails(read_account_number(given["number"]), given["holder"], given["bank"], given["branch"])
        propose_bank_account(db(), organisation, details, actor=me(), at=now(), act=posted_act())
    except Refused as refused:
        undo()
        mark(form["number"], refused)
        return False
    tell(_("Đã ghi tài khoản mới."), _("Kế toán đối chiếu và xác nhận trước khi chi vào tài khoản này."))
    return True


def end_page(details: BankAccount, back: str, onward: str) -> ResponseReturnValue:
    """Ask why a version is declined or stopped, and do it; to whoever may see the version."""
    form = build(house_of(db()).form("end_bank_account"), {}, Context(today=today()))
    refused, status = None, 200
    if request.method == "POST":
        form = build(house_of(db()).form("end_bank_account"), None, Context(today=today()), typed=request.form)
        status = 422
        if form.validate():
            try:
                banks.end(db(), details, reason=form.answers["reason"], actor=me(), at=now(), act=posted_act())
            except Refused as refusal:
                undo()
                refused, status = refusal, status_of(refusal)
            else:
                tell(_("Đã ngừng dùng tài khoản này."), _("Đơn vị và mọi liên hệ được báo, và khai bản mới."))
                return redirect(onward, 303)
    page = render_template(
        "finance/bank_end.html", details=details, form=form, refused=refused, back=back, firms=not is_staff(me())
    )
    return page, status


def section_to_return_to() -> str | None:
    """The page of this site that asked for an account, if one did."""
    return same_site_path(request.args.get("next"))


def with_newest_chosen(section: str, organisation: Organisation) -> str:
    """The address of the section, which names the newest account to be chosen."""
    newest = newest_bank_account(db(), organisation.id)
    assert newest is not None, "it was just entered"
    return f"{section}{'&' if '?' in section else '?'}{CHOSEN}={newest.id}"


def account_question(part: Section) -> str | None:
    """The question of the section that is answered by an account."""
    return next((question.name for question in part.questions if question.kind == "bank_account"), None)


def with_account_chosen(part: Section, answers: Mapping[str, Any], context: Context) -> Mapping[str, Any]:
    """The answers, with the account that was just entered in place of an earlier one; it is saved with the section."""
    asked, chosen = account_question(part), request.args.get(CHOSEN, "")
    return {**answers, asked: chosen} if asked and chosen in context.choices["bank_accounts"] else answers
