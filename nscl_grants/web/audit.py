"""The auditor's front: who did what, when, before and after; read, filtered, verified, taken away as a file."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue

from nscl_grants.db import audit as trail
from nscl_grants.db.audit import AuditEvent
from nscl_grants.db.audit_lists import PAGE_ROWS, Wanted, all_events, events, kinds_of_event
from nscl_grants.definitions.house import House, house_of
from nscl_grants.definitions.words import words
from nscl_grants.domain.actor import AUDITOR
from nscl_grants.domain.chain import canonical
from nscl_grants.domain.money import Money
from nscl_grants.domain.word import Word
from nscl_grants.reports.books import case_named, codes_of
from nscl_grants.web.access import db, require_role
from nscl_grants.web.filters import in_language
from nscl_grants.web.language import _, lazy
from nscl_grants.web.nav import Tab
from nscl_grants.web.paging import asked_place, page_of
from nscl_grants.web.spreadsheet import safe

bp = Blueprint("audit", __name__, url_prefix="/audit")
bp.before_request(require_role(AUDITOR))

TABS = (Tab("audit.index", lazy("Nhật ký"), "staff", rank=70, roles=frozenset({AUDITOR}), covers=("audit",)),)

STEPS = ("application", "claim", "payment")


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that an event changed."""

    name: str
    before: str
    after: str


@bp.get("")
def index() -> ResponseReturnValue:
    """The events, the newest first, fifty a page."""
    wanted, place, house = _wanted(), asked_place(), house_of(db())
    key = int(place.key[0]) if place.key else None
    rows = events(db(), wanted, before=None if place.backwards else key, after=key if place.backwards else None)
    page = page_of(rows, place, lambda event: (event.seq,), size=PAGE_ROWS)
    return render_template(
        "audit/index.html",
        page=page,
        did=lambda event: did(house, event.what),
        changes=lambda event: changes(house, event),
        reference=reference_of,
        codes=codes_of(db(), {reference_of(event) for event in page.rows}),
        kinds=[(what, did(house, what)) for what in kinds_of_event(db())],
        wanted=wanted,
        set_filters=_set_filters(house, wanted),
        export=url_for(".export", **_asked(wanted)),
    )


@bp.get("/verify")
def verify() -> ResponseReturnValue:
    """Recompute the chain of the log from nothing, when asked to; it reads and changes nothing."""
    asked = "run" in request.args
    findings = list(trail.verify(db())) if asked else []
    return render_template("audit/verify.html", asked=asked, findings=findings[:100], many=len(findings))


@bp.get("/export.csv")
def export() -> ResponseReturnValue:
    """What was asked for as a table for other programs, the oldest first, sent as it is read."""
    wanted, house = _wanted(), house_of(db())
    body = stream_with_context(_lines(house, all_events(db(), wanted)))
    headers = {"Content-Disposition": 'attachment; filename="audit.csv"'}
    return Response(body, content_type="text/csv; charset=utf-8", headers=headers)


def did(house: House, what: str) -> str:
    """What was done, in the words of the life it belongs to, or in ours."""
    kind, _dot, trigger = what.partition(".")
    if kind in STEPS:
        labels = _labels(house, kind)
        if trigger in labels:
            return in_language(labels[trigger])
    return in_language(Word(f"act.{what}")) if f"act.{what}" in words() else what


def changes(house: House, event: AuditEvent) -> Sequence[Change]:
    """Field by field, what was and what became; inner tables one level down."""
    before, after = _flat(event.before or {}), _flat(event.after or {})
    show = _shower(house, event)
    return [
        Change(_field(name), show(name, before.get(name)), show(name, after.get(name)))
        for name in dict.fromkeys([*before, *after])
        if before.get(name) not in (None, "", [], {}) or after.get(name) not in (None, "", [], {})
    ]


def reference_of(event: AuditEvent) -> str:
    """The case that an event is about, or ""."""
    reference = event.subject.partition("#")[0]
    return reference if reference.startswith("ns-") else ""


def _labels(house: House, kind: str) -> Mapping[str, Any]:
    rows = [row for life in house.workflows.values() if life.subject == kind for row in life.transitions]
    return {row.trigger: row.label for row in reversed(rows)}


def _flat(values: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in values.items():
        if isinstance(value, Mapping) and not prefix:
            flat |= _flat(value, f"{name}.")
        else:
            flat[prefix + name] = value
    return flat


def _field(name: str) -> str:
    key = f"field.{name.rpartition('.')[2]}"
    return in_language(Word(key)) if key in words() else name


def _shower(house: House, event: AuditEvent) -> Callable[[str, Any], str]:
    states = {
        state.name: state.label
        for life in house.workflows.values()
        if life.subject == event.subject_kind
        for state in life.states.values()
    }

    def show(name: str, value: Any) -> str:
        last = name.rpartition(".")[2]
        if value in (None, "", [], {}):
            return ""
        if last == "state" and value in states:
            return in_language(states[value])
        if last == "role":
            return in_language(Word(f"role.{value}"))
        if last in _MONEY and isinstance(value, int):
            return str(Money(value))
        if isinstance(value, bool):
            return _("có") if value else _("không")
        return value if isinstance(value, str) else canonical(value)

    return show


_MONEY = ("amount", "accepted", "total", "approved", "recommended", "requested")


def _lines(house: House, found: Iterator[AuditEvent]) -> Iterator[str]:
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
                did(house, event.what),
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
    )


def _asked(wanted: Wanted, *, but: str = "") -> dict[str, Any]:
    asked = {"who": wanted.who, "what": wanted.what, "case": request.args.get("case", "").strip()}
    return {name: value for name, value in asked.items() if value and name != but}


def _set_filters(house: House, wanted: Wanted) -> list[tuple[str, str]]:
    labels = {
        "who": _("Người: %(name)s", name=wanted.who),
        "what": did(house, wanted.what),
        "case": _("Hồ sơ %(case)s", case=request.args.get("case", "")),
    }
    return [(labels[name], url_for(".index", **_asked(wanted, but=name))) for name in _asked(wanted)]
