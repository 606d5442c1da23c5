"""The page of one step of a report: what it asks, what follows, why it must wait."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest, Forbidden, NotFound

from nscl_grants.actions.agency_reports import advance_report
from nscl_grants.actions.report_moves import Report, offers_for, workflow_of
from nscl_grants.definitions.house import house_of
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.workflow import Offer, Transition
from nscl_grants.web.access import db, me, now, posted_act, today
from nscl_grants.web.errors import status_of
from nscl_grants.web.filters import in_language
from nscl_grants.web.forms import Context, QuestionForm, build
from nscl_grants.web.messages import tell
from nscl_grants.web.whole import whole


@dataclass(frozen=True, slots=True)
class Around:
    """Where the step lies, where it leads back to, and what it is about."""

    trail: Sequence[tuple[str, str | None]]
    back: str
    about: str


def report_step(report: Report, trigger: str, around: Around) -> ResponseReturnValue:
    """Show the step on GET; take it on POST, or show what stands in its way beside what was typed."""
    offer = _offer(report, trigger)
    form = _form(offer.transition)
    if request.method != "POST":
        return _page(report, offer, form, around, 200)
    if form is not None and not form.validate():
        return _page(report, offer, form, around, 422)
    try:
        advance_report(
            db(),
            report,
            trigger,
            actor=me(),
            at=now(),
            act=posted_act(),
            answers=form.answers if form else {},
            seen_version=posted_version(),
        )
    except Refused as refused:
        return _page(report, Offer(offer.transition, refused), form, around, status_of(refused))
    tell(f"{in_language(offer.transition.label)}: {around.about}.", in_language(_next(report)))
    return redirect(around.back, 303)


def posted_version() -> int:
    """The version of the report that the form was shown with."""
    try:
        return whole(request.form["version"])
    except ValueError:
        raise BadRequest() from None


def _next(report: Report) -> str:
    return in_language(workflow_of(db(), report).states[report.state].next)


def _offer(report: Report, trigger: str) -> Offer:
    """The step if it can be taken from here; a repeated POST is the act's to answer."""
    offers = {offer.transition.trigger: offer for offer in offers_for(db(), report, me())}
    if trigger in offers:
        return offers[trigger]
    rows = [row for row in workflow_of(db(), report).transitions if row.trigger == trigger]
    if not rows:
        raise NotFound()
    if request.method != "POST" or rows[0].by.isdisjoint(me().roles):
        raise Forbidden()
    return Offer(rows[0], None)


def _form(transition: Transition) -> QuestionForm | None:
    if transition.form is None:
        return None
    form = house_of(db()).form(transition.form)
    typed = request.form if request.method == "POST" else None
    return build(form, context=Context(today=today()), typed=typed)


def _page(report: Report, offer: Offer, form: QuestionForm | None, around: Around, status: int) -> ResponseReturnValue:
    page = render_template("plan/step.html", report=report, offer=offer, form=form, around=around, faulty=status != 200)
    return page, status
