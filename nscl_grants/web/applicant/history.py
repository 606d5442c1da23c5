"""What happened to a case as its firm is told it: the steps taken, where it is, and what comes next.

Steps of the case and its claims are all told; of payments only those that the workflow tells the applicant.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from nscl_grants.db.applications import Application, Move
from nscl_grants.db.payments import Claim, Payment
from nscl_grants.definitions.house import House
from nscl_grants.domain.actor import SYSTEM_ROLE
from nscl_grants.domain.case import CaseFacts
from nscl_grants.domain.text import Text
from nscl_grants.domain.workflow import Transition, Workflow
from nscl_grants.reports.timeline import Stage, life_of, step_label
from nscl_grants.web.clock import local
from nscl_grants.web.filters import clock_time, in_language, role_word, weekday_day
from nscl_grants.web.language import _

TOLD = "notify_applicant"
OFFICE_REASONS = frozenset({"promote"})
"""Steps that are told, but whose reason is for the office's records."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the timeline, in the shape that its macro draws."""

    phase: str
    title: Text | str
    text: str = ""
    note: str = ""
    sign: str = ""
    links: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Parts:
    """The case with its claims and payments, whose steps make up one history."""

    house: House
    case: Application
    claims: Sequence[Claim]
    payments: Sequence[Payment]

    def life_of(self, move: Move) -> Workflow[CaseFacts]:
        """The workflow of what the step was about."""
        if move.subject == "claim":
            return self.house.workflow_of(next(each for each in self.claims if each.id == move.subject_id))
        if move.subject == "payment":
            return self.house.workflow_of(next(each for each in self.payments if each.id == move.subject_id))
        return self.house.workflow_of(self.case)

    def about(self, move: Move) -> str:
        """Which claim or payment the step was about; "" for the case itself."""
        if move.subject == "claim":
            n = next((claim.n for claim in self.claims if claim.id == move.subject_id), 0)
            return _("lần %(n)d", n=n)
        return ""


def timeline_of(parts: Parts, moves: Sequence[Move], facts: CaseFacts, *, then: Text, note: str = "") -> list[Entry]:
    """The whole line, oldest first: done, now, next; `then` says what happens next, `note` who has it, until when."""
    workflow = parts.house.workflow_of(parts.case)
    stages = life_of(workflow, moves, facts)
    state = workflow.states[facts.state]
    now = Entry("now", state.label, in_language(then), note=note, sign=_sign(stages))
    ahead = [_ahead(workflow, stage) for stage in stages if stage.phase == "next"]
    return [*_done(parts, moves), now, *(_first_noted(ahead) if not state.final else [])]


def _ahead(workflow: Workflow[CaseFacts], stage: Stage) -> Entry:
    """What the step is called that leads to a state ahead, and who takes it: what is to come reads as to be done."""
    rows = [row for row in workflow.transitions if row.dest == stage.state and row.source != row.dest]
    main = [row for row in rows if row.tone == "primary" or (row.event or "").startswith("payment:")]
    if not main:
        return Entry("next", stage.label)
    roles = sorted(role_word(role) for role in main[0].by - {SYSTEM_ROLE})
    return Entry("next", main[0].label, note=", ".join(roles))


def _done(parts: Parts, moves: Sequence[Move]) -> Iterator[Entry]:
    for move in moves:
        workflow = parts.life_of(move)
        row = _row(workflow, move)
        if move.subject != "payment" or (row is not None and TOLD in row.effects):
            label, about = in_language(step_label(workflow, move)), parts.about(move)
            yield Entry("done", f"{label} {about}".strip(), _who_and_when(move), _reason(row, move))


def _row(workflow: Workflow[CaseFacts], move: Move) -> Transition | None:
    rows = workflow.leading_from(move.source, move.trigger) if move.source in workflow.states else ()
    return next((row for row in rows if row.dest == move.dest), next(iter(rows), None))


def _who_and_when(move: Move) -> str:
    when = f"{weekday_day(local(move.at).date())}, {clock_time(move.at)}"
    return f"{when[:1].upper()}{when[1:]}. {move.person_name}."


def _reason(row: Transition | None, move: Move) -> str:
    told = row is not None and TOLD in row.effects and row.trigger not in OFFICE_REASONS
    reason, article = move.answers.get("reason"), move.answers.get("article")
    if not told or not reason:
        return ""
    return f"{reason} ({article})" if article else str(reason)


def _sign(stages: Sequence[Stage]) -> str:
    return next((stage.sign for stage in stages if stage.phase == "now"), "half")


def _first_noted(ahead: Sequence[Entry]) -> list[Entry]:
    """The step right ahead says that it is the next one."""
    following = _("Tiếp theo.")
    first = [replace(entry, note=f"{following} {entry.note}".strip()) for entry in ahead[:1]]
    return [*first, *ahead[1:]]
