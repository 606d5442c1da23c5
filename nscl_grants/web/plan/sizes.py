"""How large organisations are: what was declared, by whom, and the form for a newer declaration."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from nscl_grants.actions.organisation_sizes import DECLARERS, Declared, declare_size
from nscl_grants.db.organisation_sizes import sizes_of, supported_organisations
from nscl_grants.db.organisations import Organisation, organisation_by_tax_code
from nscl_grants.definitions.house import house_of
from nscl_grants.domain.actor import APPLICANT, AUDITOR
from nscl_grants.domain.money import Money
from nscl_grants.domain.organisation_size import FIELDS, SIZES
from nscl_grants.domain.refused import Refused
from nscl_grants.web.access import db, layout, me, now, posted_act, require_role, today
from nscl_grants.web.errors import status_of
from nscl_grants.web.forms import Context, QuestionForm, build
from nscl_grants.web.language import _
from nscl_grants.web.loaders import found
from nscl_grants.web.messages import tell
from nscl_grants.web.plan.show import asked_year

bp = Blueprint("sizes", __name__, url_prefix="/plan/sizes")
bp.before_request(require_role(*DECLARERS, AUDITOR))
MOST_ROWS = 500


@bp.get("")
def index() -> ResponseReturnValue:
    """Organisations with applications of a year, those without a declared size first."""
    if not _sees_all():
        abort(403)
    plan, year = house_of(db()).plan, asked_year()
    rows = supported_organisations(db(), year, limit=MOST_ROWS)
    return render_template(
        "plan/sizes.html", plan=plan, year=year, rows=rows, sizes=SIZES, is_full=len(rows) == MOST_ROWS
    )


@bp.route("/<tax_code>", methods=["GET", "POST"])
def declare(tax_code: str) -> ResponseReturnValue:
    """What was declared of one organisation, and a newer declaration."""
    organisation = _organisation(tax_code)
    form = _form(organisation)
    if request.method != "POST":
        return _page(organisation, form)
    if not me().holds(*DECLARERS):
        abort(403)
    if not form.validate():
        return _page(organisation, form, status=422)
    try:
        declare_size(db(), organisation, _declared(form), actor=me(), at=now(), act=posted_act())
    except Refused as refused:
        return _page(organisation, form, refused, status_of(refused))
    tell(_("Đã khai quy mô."), _("Quy mô được xếp theo Nghị định 80/2021/NĐ-CP."))
    return redirect(url_for(".declare", tax_code=tax_code), 303)


def _declared(form: QuestionForm) -> Declared:
    answers = form.answers
    revenue, capital = (None if answers.get(name) is None else Money(answers[name]) for name in ("revenue", "capital"))
    return Declared(answers["year"], answers["field"], answers["labour"], revenue, capital, answers["origin"])


def _organisation(tax_code: str) -> Organisation:
    """One of the reader's own, or any for the office."""
    organisation = organisation_by_tax_code(db(), tax_code)
    sees = organisation is not None and (_sees_all() or organisation.id in me().organisations)
    return found(organisation if sees else None)


def _sees_all() -> bool:
    return me().holds(*set(DECLARERS) - {APPLICANT}, AUDITOR)


def _form(organisation: Organisation) -> QuestionForm:
    form, context = house_of(db()).form("organisation_size"), Context(choices={"fields": FIELDS}, today=today())
    if request.method == "POST":
        return build(form, context=context, typed=request.form)
    newest = next(iter(sizes_of(db(), organisation.id)), None)
    first = {"year": today().year - 1, **({"field": newest.field} if newest else {})}
    return build(form, first, context)


def _page(
    organisation: Organisation, form: QuestionForm, refused: Refused | None = None, status: int = 200
) -> ResponseReturnValue:
    page = render_template(
        "plan/size.html",
        organisation=organisation,
        form=form,
        refused=refused,
        declared=sizes_of(db(), organisation.id),
        sizes=SIZES,
        fields=FIELDS,
        layout_of=layout(),
        back=url_for(".index") if _sees_all() else url_for("organisation.show"),
        sees_all=_sees_all(),
        may_declare=me().holds(*DECLARERS),
        faulty=status != 200,
    )
    return page, status
