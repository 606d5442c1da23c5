"""The auditor's front: who did what, when, before and after; read, filtered, verified, taken away as a file."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from flask import Blueprint, Response, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue

from nscl_grants.db.audit import AuditEvent
from nscl_grants.db.audit_lists import PAGE_ROWS, Wanted, all_events, events, kinds_of_event
from nscl_grants.definitions.house import house_of
from nscl_grants.domain.actor import AUDITOR
from nscl_grants.domain.calendar import ICT
from nscl_grants.domain.chain import canonical
from nscl_grants.domain.forms import read_date
from nscl_grants.domain.forms.refusals import NotDate
from nscl_grants.reports.books import case_named, codes_of
from nscl_grants.reports.soundness import audit_findings
from nscl_grants.web.access import db, require_role
from nscl_grants.web.audit_words import Reader, reference_of
from nscl_grants.web.filters import sentence
from nscl_grants.web.language import _, lazy
from nscl_grants.web.nav import Tab
from nscl_grants.web.paging import asked_place, page_of
from nscl_grants.web.spreadsheet import safe

bp = Blueprint("audit", __name__, url_prefix="/audit")
bp.before_request(require_role(AUDITOR))

TABS = (Tab("audit.index", lazy("Nhật ký"), "staff", rank=70, roles=frozenset({AUDITOR}), covers=("audit",)),)


@bp.get("")
def index() -> ResponseReturnValue:
    """The events, the newest first, fifty a page."""
    wanted, place, reader = _wanted(), asked_place(), Reader(house_of(db()))
    key = place.id
    rows = events(db(), wanted, before=None if place.backwards else key, after=key if place.backwards else None)
    page = page_of(rows, place, lambda event: (event.seq,), size=PAGE_ROWS)
    return render_template(
        "audit/index.html",
        page=page,
        reader=reader,
        reference=reference_of,
        codes=codes_of(db(), {reference_of(event) for event in page.rows}),
        kinds=[(what, reader.did(what)) for what in kinds_of_event(db())],
        wanted=wanted,
        faults=_no_dates(wanted),
        set_filters=_set_filters(reader, wanted),
        export=url_for(".export", **_asked(wanted)),
        export_json=url_for(".export_json", **_asked(wanted)),
    )


@bp.get("/verify")
def verify() -> ResponseReturnValue:
    """Recompute the chain of the log from nothing, when asked to; it reads and changes nothing."""
    asked = "run" in request.args
    findings = list(audit_findings(db())) if asked else []
    return render_template("audit/verify.html", asked=asked, findings=findings[:100], many=len(findings))


@bp.get("/export.csv")
def export() -> ResponseReturnValue:
    """What was asked for as a table for other programs, the oldest first, sent as it is read."""
    found = all_events(db(), _wanted())
    body = stream_with_context(_lines(Reader(house_of(db())), found))
    headers = {"Content-Disposition": 'attachment; filename="audit.csv"'}
    return Response(body, content_type="text/csv; charset=utf-8", headers=headers)


@bp.get("/export.json")
def export_json() -> ResponseReturnValue:
    """The same as JSON: a list with one event a line."""
    found = all_events(db(), _wanted())
    headers = {"Content-Disposition": 'attachment; filename="audit.json"'}
    body = stream_with_context(_json(found))
    return Response(body, content_type="application/json; charset=utf-8", headers=headers)


def _json(found: Iterator[AuditEvent]) -> Iterator[str]:
    between = "[\n"
    for event in found:
        told = {name: getattr(event, name) for name in _TOLD} | {"at": event.at.isoformat()}
        yield between + canonical(told)
        between = ",\n"
    yield "\n]\n" if between != "[\n" else "[]\n"


_TOLD = (
    *("seq", "who", "person_id", "account_id", "what", "subject_kind", "subject", "before", "after", "source"),
    *("prev_hash", "hash"),
)


def _lines(reader: Reader, found: Iterator[AuditEvent]) -> Iterator[str]:
    names = (
        "seq",
        "at",
        "who",
        "person_id",
        "what",
        "did",
        "subject_kind",
        "subject",
        "before",
        "after",
        "source",
        "hash",
    )
    # The mark at the start tells spreadsheets that the rest is UTF-8.
    yield "\ufeff" + _csv(names)
    for event in found:
        yield _csv(
            (
                event.seq,
                event.at.isoformat(),
                event.who,
                event.person_id,
                event.what,
                reader.did(event.what),
                event.subject_kind,
                event.subject,
                "" if event.before is None else canonical(event.before),
                "" if event.after is None else canonical(event.after),
                event.source,
                event.hash,
            )
        )


def _csv(cells: Sequence[object]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow([safe(cell) for cell in cells])
    return line.getvalue()


def _wanted() -> Wanted:
    args = request.args
    case = args.get("case", "").strip()
    return Wanted(
        who=args.get("who", "").strip()[:200],
        what=args.get("what", "").strip()[:100],
        case=case_named(db(), case[:100]) if case else "",
        since=_midnight(args.get("since", "")),
        until=_midnight(args.get("until", ""), days_later=1),
    )


def _midnight(typed: str, *, days_later: int = 0) -> datetime | None:
    """The beginning of that legal day; what is no date does not filter, and is told beside its field."""
    try:
        on = read_date(typed.strip()) + timedelta(days=days_later)
    except NotDate:
        return None
    return datetime.combine(on, time.min, tzinfo=ICT)


def _no_dates(wanted: Wanted) -> Mapping[str, str]:
    """What was typed for a day and is none, each with what to do."""
    return {
        name: sentence(NotDate(typed))
        for name in ("since", "until")
        if (typed := request.args.get(name, "").strip()) and getattr(wanted, name) is None
    }


def _asked(wanted: Wanted, *, but: str = "") -> dict[str, Any]:
    asked = {"who": wanted.who, "what": wanted.what, "case": request.args.get("case", "").strip()}
    asked |= {name: request.args.get(name, "") for name in ("since", "until") if getattr(wanted, name)}
    return {name: value for name, value in asked.items() if value and name != but}


def _set_filters(reader: Reader, wanted: Wanted) -> list[tuple[str, str]]:
    labels = {
        "who": _("Người: %(name)s", name=wanted.who),
        "what": reader.did(wanted.what),
        "case": _("Hồ sơ %(case)s", case=request.args.get("case", "")),
        "since": _("Từ ngày %(day)s", day=request.args.get("since", "")),
        "until": _("Đến ngày %(day)s", day=request.args.get("until", "")),
    }
    return [(labels[name], url_for(".index", **_asked(wanted, but=name))) for name in _asked(wanted)]
