"""Who acts for my organisation: its members with their rights, invitations, and mandates."""

from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from werkzeug.exceptions import NotFound

from nscl_grants.actions import members as acts
from nscl_grants.actions.attachments import Upload
from nscl_grants.actions.membership_claims import add_mandate
from nscl_grants.db.mandates import Mandate, mandates_of
from nscl_grants.db.members import members_of
from nscl_grants.db.organisations import Organisation
from nscl_grants.domain.actor import APPLICANT
from nscl_grants.domain.identifiers import NotEmail, read_email
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.rights import RIGHTS, right_of
from nscl_grants.web.access import db, is_staff, me, now, posted_act, require_role, settings
from nscl_grants.web.clock import real_moment
from nscl_grants.web.file_rows import open_upload, uploads_storage
from nscl_grants.web.files import disposition
from nscl_grants.web.language import _
from nscl_grants.web.messages import tell, tell_refusal
from nscl_grants.web.openings import note_opening

bp = Blueprint("members", __name__, url_prefix="/my/organisation/<tax_code>/members")
bp.before_request(require_role(APPLICANT))


@bp.get("")
def show(tax_code: str) -> ResponseReturnValue:
    """The members, and what may be done about them."""
    organisation = _own(tax_code)
    return render_template(
        "organisation/members.html",
        organisation=organisation,
        members=[
            (member, account, right_of(member.may_edit, member.may_submit))
            for member, account in members_of(db(), organisation.id)
        ],
        mandates=mandates_of(db(), organisation.id),
        rights=RIGHTS,
        may_manage=organisation.id in me().submits,
    )


@bp.post("/invite")
def invite(tax_code: str) -> ResponseReturnValue:
    """Mail an invitation."""
    organisation, right = _own(tax_code), request.form.get("right", "")
    try:
        email = read_email(request.form.get("email", ""))
        acts.invite(
            db(),
            organisation,
            email,
            right,
            invitation_address,
            actor=me(),
            at=now(),
            real=real_moment(),
            act=posted_act(),
        )
    except (NotEmail, acts.NotARight) as refused:
        return _back(tax_code, refused)
    tell(_("Đã gửi lời mời tới %(email)s.", email=email), _("Liên kết trong thư dùng được 7 ngày, một lần."))
    return _back(tax_code)


@bp.post("/<int:person_id>/right")
def change(tax_code: str, person_id: int) -> ResponseReturnValue:
    """Give a member another right."""
    organisation, right = _own(tax_code), request.form.get("right", "")
    return _do(tax_code, lambda: acts.change_right(db(), organisation, person_id, right, **_who()), _("Đã đổi quyền."))


@bp.post("/<int:person_id>/end")
def end(tax_code: str, person_id: int) -> ResponseReturnValue:
    """Take a member off, or leave."""
    organisation = _own(tax_code)
    done = _do(tax_code, lambda: acts.end(db(), organisation, person_id, **_who()), _("Đã kết thúc."))
    return redirect(url_for("organisation.show"), 303) if person_id == me().person_id else done


@bp.post("/mandates")
def add(tax_code: str) -> ResponseReturnValue:
    """Put in a mandate."""
    organisation = _own(tax_code)
    return _do(
        tax_code,
        lambda: add_mandate(db(), uploads_storage(), organisation, sent_file("mandate"), **_who()),
        _("Đã nộp giấy tờ."),
    )


@bp.get("/mandates/<int:mandate_id>")
def mandate(tax_code: str, mandate_id: int) -> Response:
    """The bytes of a mandate of my organisation."""
    found = db().get(Mandate, mandate_id)
    if found is None or found.organisation_id != _own(tax_code).id:
        raise NotFound()
    return mandate_file(found)


def mandate_file(found: Mandate) -> Response:
    """A mandate to be downloaded; nothing in it runs."""
    content = open_upload(found.stored_as, found.sha256, found.name)
    if is_staff(me()):
        note_opening("organisation", db().get_one(Organisation, found.organisation_id).tax_code, found.name)
    response = Response(content, content_type=found.media_type)
    response.headers["Content-Disposition"] = disposition("attachment", found.name)
    response.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'; sandbox"
    return response


def sent_file(name: str) -> Upload | None:
    """The file of that field, if one was chosen."""
    sent = request.files.get(name)
    return Upload(sent.filename, sent.stream) if sent is not None and sent.filename else None


def invitation_address(token: str) -> str:
    """Where an invitation leads."""
    return settings().public_url.rstrip("/") + url_for("joining.invitation", token=token)


def _own(tax_code: str) -> Organisation:
    """The organisation, if the reader belongs to it; others' do not exist here."""
    found = db().scalar(
        select(Organisation).where(Organisation.tax_code == tax_code, Organisation.id.in_(me().organisations))
    )
    if found is None:
        raise NotFound()
    return found


def _who() -> dict[str, Any]:
    return {"actor": me(), "at": now(), "act": posted_act()}


def _do(tax_code: str, act: Any, told: str) -> ResponseReturnValue:
    try:
        act()
    except (acts.LastToSubmit, acts.NotARight) as refused:
        return _back(tax_code, refused)
    tell(told)
    return _back(tax_code)


def _back(tax_code: str, refused: Refused | None = None) -> ResponseReturnValue:
    if refused is not None:
        db().rollback()
        tell_refusal(refused)
    return redirect(url_for(".show", tax_code=tax_code), 303)
