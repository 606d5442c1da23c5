"""The ledger as it is read: every posting with its entries in words, and its verification."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from nscl_grants.actions.corrections import REVERSED_HERE
from nscl_grants.definitions.house import house_of
from nscl_grants.domain.actor import ACCOUNT_HOLDER, AUDITOR, CHIEF_ACCOUNTANT, FINANCE
from nscl_grants.domain.ledger.accounts import Place
from nscl_grants.domain.ledger.posting import Kind
from nscl_grants.reports.board import FROM_PAID_TO_FREE
from nscl_grants.reports.books import PAGE_ROWS, Wanted, case_named, names_in, posting_by_seq, postings, running
from nscl_grants.reports.soundness import ledger_findings
from nscl_grants.web.access import db, me, require_role
from nscl_grants.web.filters import word
from nscl_grants.web.language import _
from nscl_grants.web.loaders import found
from nscl_grants.web.moments import AsOf, asked_moment
from nscl_grants.web.paging import asked_place, page_of
from nscl_grants.web.whole import whole

_FILTERS = ("line", "year", "case", "kind", "place")
bp = Blueprint("books", __name__, url_prefix="/finance/ledger")
bp.before_request(require_role(FINANCE, CHIEF_ACCOUNTANT, ACCOUNT_HOLDER, AUDITOR))


@bp.get("")
def index() -> ResponseReturnValue:
    """The postings up to now or any past moment, the newest first, fifty a page; of one state with its balance."""
    as_of, place = asked_moment(), asked_place()
    wanted = _wanted(as_of)
    key = place.id
    rows = postings(db(), wanted, before=None if place.backwards else key, after=key if place.backwards else None)
    page = page_of(rows, place, lambda posting: (posting.seq,), size=PAGE_ROWS)
    return render_template(
        "finance/ledger.html",
        page=page,
        names=names_in(db(), page.rows),
        plan=house_of(db()).plan,
        kinds=[str(kind) for kind in Kind],
        places=[str(place) for place in (*FROM_PAID_TO_FREE, Place.CARRIED_IN)],
        wanted=wanted,
        as_of=as_of,
        running=running(db(), wanted, page.rows),
        set_filters=_set_filters(wanted, as_of),
        now_url=_address(_FILTERS),
    )


@bp.get("/<int:seq>")
def posting(seq: int) -> ResponseReturnValue:
    """One posting, with its memo and its seal."""
    shown = found(posting_by_seq(db(), seq))
    may_reverse = me().holds(FINANCE) and shown.kind in REVERSED_HERE
    return render_template(
        "finance/posting.html", posting=shown, names=names_in(db(), [shown]), may_reverse=may_reverse
    )


@bp.get("/verify")
def verify() -> ResponseReturnValue:
    """Recompute the ledger from nothing, when asked to; it reads and changes nothing."""
    asked = "run" in request.args
    findings = list(ledger_findings(db())) if asked else []
    return render_template("finance/verify.html", asked=asked, findings=findings[:100], many=len(findings))


def _wanted(as_of: AsOf) -> Wanted:
    args = request.args
    return Wanted(
        line=args.get("line", ""),
        year=args.get("year", type=whole),
        case=case_named(db(), args["case"]) if args.get("case") else "",
        kind=args.get("kind", ""),
        place=args["place"] if args.get("place") in set(Place) else "",
        until=args.get("until", type=whole) if as_of.seq is None else as_of.seq,
    )


def _address(names: Sequence[str]) -> str:
    """This page with no more than these filters."""
    kept: dict[str, Any] = {name: value for name, value in request.args.items() if name in names}
    return url_for(".index", **kept)


def _set_filters(wanted: Wanted, as_of: AsOf) -> list[tuple[str, str]]:
    """What the page is filtered by, each with the address of the page without it."""
    asked: dict[str, Any] = {
        "line": wanted.line,
        "year": wanted.year,
        "case": request.args.get("case", ""),
        "kind": wanted.kind,
        "place": wanted.place,
        "until": None if as_of.then else wanted.until,
        "on": as_of.asked,
    }
    labels = {
        "line": _("Dòng %(line)s", line=wanted.line),
        "year": _("Năm %(year)s", year=wanted.year),
        "case": _("Hồ sơ %(case)s", case=asked["case"]),
        "kind": word(f"movement.{wanted.kind}"),
        "place": word(f"money.{wanted.place}"),
        "until": _("Đến bút toán %(seq)s", seq=wanted.until),
        "on": _("như lúc %(on)s", on=as_of.asked),
    }
    given = {name: value for name, value in asked.items() if value}
    return [
        (labels[name], url_for(".index", **{other: value for other, value in given.items() if other != name}))
        for name in given
    ]
