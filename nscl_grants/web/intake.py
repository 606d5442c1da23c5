"""Nộp thay: the intake officer finds or enters the organisation, says how the dossier came, and begins a draft."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from nscl_grants.actions.accounts import OrganisationIsRegistered
from nscl_grants.actions.drafts import start
from nscl_grants.actions.intake import enter_organisation
from nscl_grants.db.organisation_search import organisations_named
from nscl_grants.db.organisations import Organisation, organisation_by_tax_code
from nscl_grants.definitions.house import house_of
from nscl_grants.domain.actor import INTAKE
from nscl_grants.web.access import db, me, now, posted_act, require_role, undo
from nscl_grants.web.choices import communes
from nscl_grants.web.faults import mark
from nscl_grants.web.filters import in_language
from nscl_grants.web.intake_forms import OrganisationForm
from nscl_grants.web.language import lazy
from nscl_grants.web.loaders import found
from nscl_grants.web.nav import Tab

MOST_FOUND = 20
CHANNELS = ("in_person", "post", "portal")

bp = Blueprint("intake", __name__)
bp.before_request(require_role(INTAKE))

TABS = (
    Tab(
        "intake.new",
        lazy("Nộp thay"),
        "staff",
        rank=40,
        roles=frozenset({INTAKE}),
        covers=("intake", "drafts", "intake_account"),
    ),
)


@bp.get("/intake/new")
def new() -> ResponseReturnValue:
    """Whose dossier it is: found by tax code or name, or to be entered."""
    search = request.args.get("q", "").strip()[:200]
    found_here = organisations_named(db(), search, MOST_FOUND) if search else None
    return render_template("intake/new.html", search=search, organisations=found_here)


@bp.get("/intake/organisations/new")
def organisation() -> ResponseReturnValue:
    """The form for an organisation that is not here yet."""
    form = _form(OrganisationForm())
    form.tax_code.data = request.args.get("tax_code", "")
    return render_template("intake/organisation.html", form=form)


@bp.post("/intake/organisations/new")
def enter() -> ResponseReturnValue:
    """Keep the organisation and go on to its dossier."""
    form = _form(OrganisationForm(request.form))
    if not form.validate():
        return render_template("intake/organisation.html", form=form), 422
    details = form.organisation
    try:
        enter_organisation(db(), details, actor=me(), at=now(), act=posted_act())
    except OrganisationIsRegistered as refused:
        undo()
        mark(form.tax_code, refused)
        return render_template("intake/organisation.html", form=form), 422
    return redirect(url_for(".dossier", tax_code=details.tax_code), 303)


@bp.get("/intake/organisations/<tax_code>")
def dossier(tax_code: str) -> ResponseReturnValue:
    """What the organisation asks for, and how the dossier came."""
    return _dossier_page(found(organisation_by_tax_code(db(), tax_code)))


@bp.post("/intake/organisations/<tax_code>")
def begin(tax_code: str) -> ResponseReturnValue:
    """Begin the draft."""
    whose = found(organisation_by_tax_code(db(), tax_code))
    procedure, channel = request.form.get("procedure", ""), request.form.get("channel", "")
    if channel and channel not in CHANNELS:
        raise BadRequest()
    if not procedure or not channel:
        return _dossier_page(whose, procedure, channel, status=422)
    reference = start(db(), whose.id, procedure, actor=me(), at=now(), act=posted_act(), channel=channel)
    return redirect(url_for("drafts.show", reference=reference), 303)


def _dossier_page(
    whose: Organisation, procedure: str = "", channel: str = "", status: int = 200
) -> ResponseReturnValue:
    house = house_of(db())
    page = render_template(
        "intake/dossier.html",
        organisation=whose,
        procedures=[each for each in house.plan.procedures.values() if each.open],
        channels=CHANNELS,
        procedure=procedure,
        channel=channel,
        faulty=status != 200,
    )
    return page, status


def _form(form: OrganisationForm) -> OrganisationForm:
    form.offer({code: in_language(label) for code, label in communes(house_of(db())).items()})
    return form
