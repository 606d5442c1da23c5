"""A life as a table: its states, and who may move a case from one to the next.

The table is a `transitions` machine without models: it finds the rows, we judge them. The library
drops a refused event without a word; judging here keeps the guard's reason. A case is whatever the
rules understand, so this module knows workflows and nothing of applications or payments.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Generic, Literal, TypeVar

from transitions.core import Machine
from transitions.core import Transition as LibraryTransition

from nscl_grants.domain.refused import Refused
from nscl_grants.domain.text import Text
from nscl_grants.domain.word import Word

Case = TypeVar("Case")
Guard = Callable[[Case], Refused | None]
"""Says why a case must wait, or None."""
Condition = Callable[[Case], bool]
"""Chooses between rows with the same trigger and source."""

StateTone = Literal["draft", "office", "turn", "queue", "good", "bad", "stopped", "recovery"]
ButtonTone = Literal["primary", "quiet", "danger"]
Clock = Literal["running", "paused", "off"]
EVENTS = (
    "clock:supplement_unanswered",
    "clock:hold_expired",
    "clock:no_claim",
    "clock:year_closed",
    "payment:award_complete",
    "payment:returned",
    "payment:owed_again",
    "payment:made_good",
    "report:signed",
)
"""What sets the system in motion."""


@dataclass(eq=False)
class NoSuchStep(Refused):
    """The life cycle has no step of that name."""

    trigger: str


@dataclass(eq=False)
class MovedOn(Refused):
    """The step does not lead on from where the case is now."""

    step: Text
    state: Text


@dataclass(eq=False)
class NotYourStep(Refused):
    """Other roles take this step."""

    step: Text
    roles: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class State:
    """Where a case can be, and what the firm reads while it is there."""

    name: str
    label: Text
    tone: StateTone
    next: Text
    portal: int | None = None
    """The status on the national portal; None where the portal does not know the case."""
    final: bool = False
    """A life may end here, even when an appeal or a recovery can still lead on."""
    clock: Clock = "off"


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of the table: a step from one state to the next."""

    trigger: str
    source: str
    dest: str
    by: frozenset[str]
    label: Text
    tone: ButtonTone = "quiet"
    guards: tuple[str, ...] = ()
    when: str | None = None
    effects: tuple[str, ...] = ()
    form: str | None = None
    consequence: Text | None = None
    event: str | None = None
    """What sets the system in motion: "clock:…" or "payment:…"."""
    duty: str | None = None
    """The duty that the acting person takes on in this case, for its whole life."""


@dataclass(frozen=True)
class Rules(Generic[Case]):
    """What the names in a workflow file mean."""

    guards: Mapping[str, Guard[Case]] = field(default_factory=dict)
    conditions: Mapping[str, Condition[Case]] = field(default_factory=dict)
    facing: Callable[[Case, Transition], Case] = lambda case, transition: case
    """The case as this one step sees it; guards that depend on the step's duty read it from there."""

    def refusal(self, transition: Transition, case: Case) -> Refused | None:
        """The first reason why the step must wait, in the order of the file."""
        seen = self.facing(case, transition)
        refusals = (self.guards[guard](seen) for guard in transition.guards)
        return next((refusal for refusal in refusals if refusal is not None), None)

    def holds(self, transition: Transition, case: Case) -> bool:
        """Whether the row is the one meant; a row without `when` always is."""
        return transition.when is None or self.conditions[transition.when](self.facing(case, transition))


@dataclass(frozen=True, slots=True)
class Offer:
    """A step that a person could take now, or the reason why it must wait."""

    transition: Transition
    refusal: Refused | None


@dataclass(frozen=True)
class Workflow(Generic[Case]):
    """One version of a life cycle; a case keeps the version it began with."""

    name: str
    version: int
    title: Text
    subject: str
    initial: str
    states: Mapping[str, State]
    transitions: tuple[Transition, ...]
    rules: Rules[Case] = field(default_factory=Rules)

    def choose(self, trigger: str, state: str, roles: Collection[str], case: Case) -> Transition:
        """The one step meant by a trigger, or a refusal; which row it is may depend on the case."""
        row = self._row(trigger, state, roles, case)
        if refusal := self.rules.refusal(row, case):
            raise refusal
        return row

    def offers(self, state: str, roles: Collection[str], case: Case) -> tuple[Offer, ...]:
        """The steps that these roles may take from here, in the order of the file, each with its refusal."""
        chosen = (self._chosen(trigger, state, roles, case) for trigger in self._table.get_triggers(state))
        return tuple(Offer(row, self.rules.refusal(row, case)) for row in chosen if row)

    def leading_from(self, state: str, trigger: str | None = None) -> tuple[Transition, ...]:
        """All rows out of a state, of one trigger or of any, whoever may take them."""
        triggers = [trigger] if trigger else self._table.get_triggers(state)
        return tuple(row for name in triggers for row in self._rows(name, state))

    def caused_by(self, event: str) -> tuple[Transition, ...]:
        """The rows that a clock or a payment event sets in motion."""
        return tuple(row for row in self.transitions if row.event == event)

    @cached_property
    def at_rest(self) -> frozenset[str]:
        """The states in which nobody is waited for: the final ones, and where the whole award was paid."""
        paid = {row.dest for row in self.caused_by("payment:award_complete")}
        return frozenset(paid | {state.name for state in self.states.values() if state.final})

    def _row(self, trigger: str, state: str, roles: Collection[str], case: Case) -> Transition:
        if trigger not in self._table.events:
            raise NoSuchStep(trigger)
        rows = self._rows(trigger, state)
        if not rows:
            raise MovedOn(self._label(trigger), self.states[state].label)
        if row := self._chosen(trigger, state, roles, case):
            return row
        if any(not row.by.isdisjoint(roles) for row in rows):
            raise MovedOn(self._label(trigger), self.states[state].label)
        raise NotYourStep(rows[0].label, _roles_of(rows))

    def _chosen(self, trigger: str, state: str, roles: Collection[str], case: Case) -> Transition | None:
        mine = (row for row in self._rows(trigger, state) if not row.by.isdisjoint(roles))
        return next((row for row in mine if self.rules.holds(row, case)), None)

    def _rows(self, trigger: str, state: str) -> tuple[Transition, ...]:
        event = self._table.events.get(trigger)
        found = event.transitions.get(state, []) if event else []
        return tuple(kept.row for kept in found if isinstance(kept, _TableRow))

    def _label(self, trigger: str) -> Text:
        return next(row.label for row in self.transitions if row.trigger == trigger)

    @cached_property
    def _table(self) -> "_Table":
        # Without auto_transitions=False the library adds a to_<state> that jumps past every guard.
        table = _Table(model=None, states=list(self.states), initial=self.initial, auto_transitions=False)
        for row in self.transitions:
            table.add_transition(row.trigger, row.source, row.dest, row=row)
        return table


class _TableRow(LibraryTransition):
    """A row as the library keeps it, with ours inside."""

    def __init__(self, *args: Any, row: Transition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row = row


class _Table(Machine):
    transition_cls = _TableRow


def _roles_of(rows: tuple[Transition, ...]) -> tuple[Word, ...]:
    return tuple(Word(f"role.{role}") for role in sorted({role for row in rows for role in row.by}))
