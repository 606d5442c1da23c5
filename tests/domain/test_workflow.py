"""A life cycle offers only what its table allows, and says why the rest must wait."""

from dataclasses import dataclass

import pytest

from nscl_grants.domain.actor import APPLICANT, APPROVER, INTAKE, REVIEWER
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.text import Text
from nscl_grants.domain.word import Word
from nscl_grants.domain.workflow import MovedOn, NoSuchStep, NotYourStep, Rules, State, Transition, Workflow


@dataclass(eq=False)
class StillRaining(Refused):
    """Nobody goes out in the rain."""


@dataclass(frozen=True)
class Day:
    rain: bool = False
    late: bool = False
    duty: str | None = None


def a_text(word: str) -> Text:
    return Text(word, word)


def a_state(name: str, *, final: bool = False) -> State:
    return State(name, a_text(name.title()), "office", a_text("…"), final=final)


def a_row(
    trigger: str, source: str, dest: str, by: str, *, when: str | None = None, guards: tuple[str, ...] = ()
) -> Transition:
    return Transition(trigger, source, dest, frozenset({by}), a_text(f"To {trigger}"), when=when, guards=guards)


def stays_dry(day: Day) -> Refused | None:
    return StillRaining() if day.rain else None


RULES = Rules[Day](guards={"stays_dry": stays_dry}, conditions={"it_is_late": lambda day: day.late})
WALK = Workflow(
    name="walk",
    version=1,
    title=a_text("A walk"),
    subject="day",
    initial="home",
    states={name: a_state(name, final=name == "bed") for name in ("home", "park", "pub", "bed")},
    transitions=(
        a_row("go_out", "home", "pub", APPLICANT, when="it_is_late", guards=("stays_dry",)),
        a_row("go_out", "home", "park", APPLICANT, guards=("stays_dry",)),
        a_row("go_out", "home", "bed", INTAKE),
        a_row("sleep", "park", "bed", REVIEWER),
        a_row("sleep", "pub", "bed", REVIEWER),
    ),
    rules=RULES,
)


def test_a_step_leads_where_the_table_says() -> None:
    assert WALK.choose("sleep", "park", {REVIEWER}, Day()).dest == "bed"


def test_of_rows_with_one_trigger_the_first_whose_condition_holds_is_meant() -> None:
    assert WALK.choose("go_out", "home", {APPLICANT}, Day(late=True)).dest == "pub"
    assert WALK.choose("go_out", "home", {APPLICANT}, Day()).dest == "park"


def test_the_same_trigger_may_mean_another_row_for_another_role() -> None:
    assert WALK.choose("go_out", "home", {INTAKE}, Day(late=True)).dest == "bed"


def test_a_guard_refuses_with_its_own_reason() -> None:
    with pytest.raises(StillRaining):
        WALK.choose("go_out", "home", {APPLICANT}, Day(rain=True))


def test_a_step_from_elsewhere_says_where_the_case_is_now() -> None:
    with pytest.raises(MovedOn) as refused:
        WALK.choose("go_out", "park", {APPLICANT}, Day())

    assert refused.value.state == a_text("Park")


def test_a_step_of_others_says_whose_it_is() -> None:
    with pytest.raises(NotYourStep) as refused:
        WALK.choose("go_out", "home", {APPROVER}, Day())

    assert refused.value.roles == (Word("role.applicant"), Word("role.intake"))


def test_an_invented_step_is_refused() -> None:
    with pytest.raises(NoSuchStep):
        WALK.choose("fly", "home", {APPLICANT}, Day())


@pytest.mark.parametrize("trigger", ["to_bed", "to_park", "trigger", "may_sleep"])
def test_the_library_adds_no_way_past_the_guards(trigger: str) -> None:
    with pytest.raises(NoSuchStep):
        WALK.choose(trigger, "home", {APPLICANT}, Day())


def test_nobody_without_a_role_may_take_any_step() -> None:
    assert WALK.offers("home", set(), Day()) == ()


def test_offers_carry_the_reason_to_wait() -> None:
    (offer,) = WALK.offers("home", {APPLICANT, REVIEWER}, Day(rain=True))

    assert offer.transition.dest == "park"
    assert isinstance(offer.refusal, StillRaining)


def test_offers_show_one_row_for_each_trigger() -> None:
    (offer,) = WALK.offers("home", {APPLICANT}, Day(late=True))

    assert (offer.transition.dest, offer.refusal) == ("pub", None)


def test_a_step_none_of_whose_conditions_holds_is_not_offered() -> None:
    workflow = Workflow("walk", 1, a_text("A walk"), "day", "home", WALK.states, (WALK.transitions[0],), RULES)

    assert workflow.offers("home", {APPLICANT}, Day()) == ()
    with pytest.raises(MovedOn):
        workflow.choose("go_out", "home", {APPLICANT}, Day())


def test_guards_see_the_case_as_the_step_faces_it() -> None:
    def busy(day: Day) -> Refused | None:
        return StillRaining() if day.duty == "decide" else None

    rows = tuple(
        Transition("act", "home", "bed", frozenset({by}), a_text("Act"), guards=("busy",), duty=duty)
        for by, duty in ((REVIEWER, "review"), (APPROVER, "decide"))
    )
    rules = Rules[Day](guards={"busy": busy}, facing=lambda day, step: Day(duty=step.duty))
    workflow = Workflow("walk", 1, a_text("A walk"), "day", "home", WALK.states, rows, rules)

    assert workflow.choose("act", "home", {REVIEWER}, Day())
    with pytest.raises(StillRaining):
        workflow.choose("act", "home", {APPROVER}, Day())


def test_a_clock_finds_its_rows() -> None:
    tick = Transition("sleep", "home", "bed", frozenset({"system"}), a_text("Sleep"), event="clock:night")
    workflow = Workflow("walk", 1, a_text("A walk"), "day", "home", WALK.states, (tick, *WALK.transitions), RULES)

    assert workflow.caused_by("clock:night") == (tick,)


def test_all_rows_out_of_a_state_can_be_listed() -> None:
    assert [row.dest for row in WALK.leading_from("home")] == ["pub", "park", "bed"]
    assert [row.dest for row in WALK.leading_from("park", "go_out")] == []
