"""Who reports on the plan, until when, and what a report's life asks of it.

The province's departments, boards, press and all communes have to report; associations are invited. A day that
the plan says to report "before" is already too late.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from nscl_grants.domain.plan import PlanDefinition
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.text import Text
from nscl_grants.domain.workflow import Guard, Rules, Workflow

SUBJECTS = ("agency_report", "plan_report")
"""The lives that these rules are for."""
EFFECTS = (
    "keep_results",
    "note_reason",
    "note_proposal",
    "freeze_figures",
    "freeze_agency_reports",
    "note_sending",
)
"""What may follow a step of a report; `actions/report_effects.py` does it."""

ANNUAL, AD_HOC, FINAL = "annual", "ad_hoc", "final"
PURPOSES: Mapping[str, Text] = {
    ANNUAL: Text("Báo cáo năm", "Annual report"),
    AD_HOC: Text("Báo cáo đột xuất", "Ad hoc report"),
    FINAL: Text("Báo cáo tổng kết", "Final report"),
}

PARTS: Mapping[str, Text] = {
    "direction": Text("Công tác chỉ đạo, điều hành", "Direction of the work"),
    "assessment": Text("Đánh giá chung", "Assessment"),
    "difficulties": Text("Khó khăn, vướng mắc và nguyên nhân", "Difficulties and their causes"),
    "proposals": Text("Đề xuất, kiến nghị", "Proposals"),
    "plans": Text("Phương hướng, nhiệm vụ thời gian tới", "What comes next"),
}
"""The parts of the plan's report that are written by people; all others are figures."""


@dataclass(frozen=True, slots=True)
class Body:
    """An agency or commune that reports."""

    key: str
    name: Text
    kind: str
    invited: bool = False
    """Asked, not bound, to report."""


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """What the rules know of a report, for one actor and one moment."""

    is_own: bool = True
    """Whether the actor reports for this body."""
    open_parts: tuple[Text, ...] = ()
    """What is not written yet."""
    corrected_by: str | None = None
    """The correction that stands beside it already."""


@dataclass(eq=False)
class NotYourAgency(Refused):
    """The actor is no coordinator of that agency."""


@dataclass(eq=False)
class ReportIncomplete(Refused):
    """Parts of the report are not written."""

    parts: tuple[Text, ...]


def _is_own(facts: ReportFacts) -> Refused | None:
    return None if facts.is_own else NotYourAgency()


def _is_written(facts: ReportFacts) -> Refused | None:
    return ReportIncomplete(facts.open_parts) if facts.open_parts else None


GUARDS: Mapping[str, Guard[ReportFacts]] = {"report_is_own": _is_own, "report_is_written": _is_written}
RULES: Rules[ReportFacts] = Rules(guards=GUARDS)


def life_of(workflow: Workflow[Any]) -> Workflow[ReportFacts]:
    """The life of a report, judged by these rules."""
    assert workflow.subject in SUBJECTS, "the other lives have rules of their own"
    return replace(workflow, rules=RULES)


def bodies_of(plan: PlanDefinition) -> tuple[Body, ...]:
    """All who report, agencies in the order of the plan, then communes by name."""
    agencies = [
        Body(key, agency.name, agency.kind, agency.kind == "association")
        for key, agency in plan.agencies.items()
        if agency.reports
    ]
    communes = sorted(plan.communes.values(), key=lambda commune: (commune.kind != "ward", commune.name))
    return (*agencies, *(Body(commune.code, _office(commune.label), commune.kind) for commune in communes))


def body_of(plan: PlanDefinition, key: str) -> Body | None:
    """One of them, or None."""
    return next((body for body in bodies_of(plan) if body.key == key), None)


def due_day(plan: PlanDefinition, year: int, who: str = "agency") -> date:
    """The day before which agencies, or the province, report on a year."""
    month, day = plan.settings.report_days[who]
    return date(year, month, day)


def open_parts(texts: Mapping[str, str], parts: Mapping[str, Text], needed: Sequence[str]) -> tuple[Text, ...]:
    """What has to be written and is not."""
    return tuple(parts[part] for part in needed if not texts.get(part, "").strip())


def _office(label: Text) -> Text:
    return Text(f"UBND {label.vi}", f"People's Committee of {label.en}")
