"""Beginning an application: which support, and for which organisation."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from nscl_grants.actions.drafts import start
from nscl_grants.db.sign_ins import organisations_of
from nscl_grants.definitions.house import house_of
from nscl_grants.web.access import db, me, now, posted_act
from nscl_grants.web.applicant.blueprint import bp
from nscl_grants.web.whole import whole_or_none


@bp.get("/applications/new")
def begin() -> ResponseReturnValue:
    """The kinds of support: those that can be applied for here, and those that are known and not open yet."""
    procedures = house_of(db()).plan.procedures.values()
    return render_template(
        "applicant/begin.html",
        open_ones=[procedure for procedure in procedures if procedure.open],
        others=[procedure for procedure in procedures if not procedure.open],
        organisations=organisations_of(db(), me().organisations),
    )


@bp.post("/applications/new")
def begin_application() -> ResponseReturnValue:
    """Begin a draft; the same form sent twice begins one."""
    reference = start(db(), _organisation(), request.form.get("procedure", ""), actor=me(), at=now(), act=posted_act())
    return redirect(url_for(".form", reference=reference), 303)


def _organisation() -> int:
    """The organisation that was chosen; others' do not exist here."""
    chosen = whole_or_none(request.form.get("organisation", ""))
    if chosen is None or chosen not in me().organisations:
        raise NotFound()
    return chosen
