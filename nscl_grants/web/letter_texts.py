"""The words of mails, as the office may adjust them: listed, proposed anew, each with its versions."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Forbidden

from nscl_grants.actions import references as acts
from nscl_grants.actions.letter_texts import adjustable, wording
from nscl_grants.actions.references import RIGHTS
from nscl_grants.db.people import names_of
from nscl_grants.db.proposals import open_proposals
from nscl_grants.db.references import LETTER, versions_of
from nscl_grants.definitions.house import house_of
from nscl_grants.domain.actor import ADMIN, AUDITOR, STAFF_ROLES
from nscl_grants.domain.refused import Refused
from nscl_grants.web.access import db, me, now, posted_act, require_role, today
from nscl_grants.web.errors import status_of
from nscl_grants.web.forms import Context, QuestionForm, build
from nscl_grants.web.language import _
from nscl_grants.web.loaders import found
from nscl_grants.web.messages import tell

bp = Blueprint("letter_texts", __name__, url_prefix="/plan/letters")
bp.before_request(require_role(*STAFF_ROLES, AUDITOR, ADMIN))


@bp.get("")
def index() -> ResponseReturnValue:
    """Every text with its words in force, and what waits for the second person."""
    said, kept = wording(db()), versions_of(db(), LETTER)
    return render_template(
        "norms/letters.html",
        texts=[(key, said[key], [one for one in kept if one.key == key]) for key in adjustable()],
        waiting=open_proposals(db(), (LETTER,)),
        may_propose=_may_propose(),
    )


@bp.route("/<text_key>", methods=["GET", "POST"])
def propose(text_key: str) -> ResponseReturnValue:
    """One text with its versions, and the form to propose other words."""
    first = found(adjustable().get(text_key))
    part, context = house_of(db()).form("letter_text"), Context(today=today())
    if request.method != "POST":
        said = wording(db())[text_key]
        return _page(text_key, build(part, {"vi": said.vi, "en": said.en}, context))
    if not _may_propose():
        raise Forbidden()
    form = build(part, context=context, typed=request.form)
    if not form.validate():
        return _page(text_key, form, status=422)
    content = {"vi": form.answers["vi"], "en": form.answers["en"], "before": {"vi": first.vi, "en": first.en}}
    try:
        made = acts.propose(
            db(), LETTER, text_key, content, reason=form.answers["reason"], actor=me(), at=now(), act=posted_act()
        )
    except Refused as refused:
        return _page(text_key, form, refused, status_of(refused))
    tell(_("Đã gửi đề xuất lời thư."), _("Thư dùng lời mới khi người thứ hai xác nhận."))
    return redirect(url_for("references.show", proposal_id=made.id) if made else url_for(".index"), 303)


def _may_propose() -> bool:
    return me().holds(*RIGHTS[LETTER].propose)


def _page(key: str, form: QuestionForm, refused: Refused | None = None, status: int = 200) -> ResponseReturnValue:
    kept = [one for one in versions_of(db(), LETTER) if one.key == key]
    page = render_template(
        "norms/letter.html",
        key=key,
        first=adjustable()[key],
        kept=list(reversed(kept)),
        names=names_of(db(), {person for one in kept for person in (one.proposed_by, one.confirmed_by)}),
        form=form,
        may_propose=_may_propose(),
        refused=refused,
        faulty=status != 200,
    )
    return page, status
