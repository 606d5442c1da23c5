"""One programme from its first allotment to a closed year, in which everything is done and everything refused."""

import dataclasses
from datetime import date
from typing import Any

from tests.model.side_by_side import SideBySide
from tests.model.small_world import MILLION
from tests.model.world import Wish, slots_at


class Story:
    """Acts in their order, each with what must become of it."""

    def __init__(self, both: SideBySide) -> None:
        self.both = both
        self.met: set[str] = set()
        self.done: set[str] = set()
        self.last = ""

    def on(self, year: int, month: int, day: int) -> None:
        """A later day."""
        self.both.today = date(year, month, day)

    def then(self, expected: str, kind: str, year: int, amount: int = 0, **fields: Any) -> None:
        """An act on money of that year, in triệu, and its outcome."""
        outcome = self.both.step(kind, year, amount=amount * MILLION, **fields)
        assert outcome == expected, (kind, year, amount, fields)
        self.met |= {outcome} - {"done"}
        if outcome == "done":
            self.done.add(kind)
            self.last = list(self.both.model.done)[-1]
        self.both.check()

    def do(self, kinds: str, year: int, amount: int = 0, **fields: Any) -> None:
        """Several acts with the same money, all done."""
        for kind in kinds.split():
            self.then("done", kind, year, amount, **fields)


def tell(story: Story) -> None:
    """All of it, in three years."""
    the_first_budget(story)
    a_firm_is_paid_in_instalments(story)
    products_take_their_slots(story)
    mistakes_are_put_right(story)
    the_year_ends(story)
    old_money_comes_back(story)
    the_plan_runs_out(story)


def the_first_budget(story: Story) -> None:
    story.then("OverPlanned", "allot", 2026, 361, line="III.1")
    story.then("OverEstimated", "allot", 2026, 121, line="III.1")
    story.then("YearUnknown", "allot", 2031, 1, line="III.1")
    story.then("SlotsOverPlanned", "allot", 2026, 100, line="III.2", products=3)
    story.do("allot", 2026, 40, line="I.1")
    story.do("allot", 2026, 120, line="III.1")
    story.do("allot", 2026, 60, line="III.2", products=2)
    story.then("CountedLine", "reallocate", 2026, 10, line="I.1", taker="III.2")
    story.do("allot", 2026, 40, line="III.2")
    story.then("AllotmentInUse", "shrink", 2026, 41, line="I.1")
    story.then("NoSlotLeft", "shrink", 2026, 10, line="III.2", products=3)
    story.do("shrink", 2026, 5, line="I.1")
    story.do("reallocate", 2026, 10, line="I.1", taker="III.1")
    story.then("OverEstimated", "adjust_plan", 2026, 34, booked=2026, line="I.1")
    story.do("adjust_plan", 2026, 36, booked=2026, line="I.1")
    story.do("adjust_plan", 2028, 150, booked=2026, line="III.2", products=3)
    story.then("OverCommitted", "spend", 2026, 26, line="I.1", case="ct-1")
    story.then("SpentByCaseOnly", "spend", 2026, 1, line="III.2", case="ct-1")
    story.do("spend", 2026, 20, line="I.1", case="ct-1")


def a_firm_is_paid_in_instalments(story: Story) -> None:
    story.then("EntitlementSpent", "hold", 2026, 51, case="ns-an")
    story.do("hold", 2026, 50, case="ns-an")
    story.then("EntitlementSpent", "hold", 2026, 1, case="ns-an-2")
    story.then("YearNotDue", "hold", 2027, 10, case="ns-binh")
    story.then("CaseShort", "commit", 2026, 51, case="ns-an")
    story.do("commit", 2026, 45, case="ns-an")
    story.do("confirm", 2026, 20, case="ns-an")
    story.do("prepare void prepare instruct", 2026, 20, case="ns-an")
    story.do("return", 2026, 20, case="ns-an", state="in_transit")
    story.do("prepare instruct pay", 2026, 20, case="ns-an")
    story.do("return", 2026, 20, case="ns-an", state="paid")
    story.do("prepare instruct pay", 2026, 20, case="ns-an")
    story.do("confirm prepare instruct pay_advance", 2026, 10, case="ns-an")
    story.do("settle", 2026, 6, case="ns-an")
    story.then("CaseShort", "settle", 2026, 5, case="ns-an")
    story.do("confirm", 2026, 9, case="ns-an", flags=frozenset({"final"}))
    story.do("release", 2026, 4, case="ns-an", state="due")


def products_take_their_slots(story: Story) -> None:
    story.do("hold", 2026, 30, case="ns-bun")
    story.do("hold", 2026, 30, case="ns-banh")
    story.then("NoSlotLeft", "hold", 2026, 30, case="ns-tra")
    story.do("expire", 2026, case="ns-bun")
    story.do("hold", 2026, 30, case="ns-tra")
    story.do("commit", 2026, 30, case="ns-tra")
    story.do("release_all", 2026, case="ns-tra")
    story.do("fund", 2026, 20, case="ns-tra")


def mistakes_are_put_right(story: Story) -> None:
    story.do("hold", 2026, 40, case="ns-binh")
    hold = story.last
    story.do("commit", 2026, 40, case="ns-binh")
    story.then("LaterActStands", "reverse", 2026, of=hold)
    story.then("PostingUnknown", "reverse", 2026, of="nobody")
    story.do("reverse", 2026, of=story.last)
    mirror = story.last
    story.then("ReversedBefore", "reverse", 2026, of=mirror)
    story.then("NotReversible", "reverse", 2026, of="act-5")
    story.do("commit", 2026, 40, case="ns-binh")
    refused = Wish("once", "confirm", 2026, case="ns-binh", amount=41 * MILLION)
    assert [story.both.ask(refused) for _ in range(2)] == ["CaseShort", "ActRefusedBefore"]
    sent = Wish("twice", "confirm", 2026, case="ns-binh", amount=10 * MILLION)
    other = dataclasses.replace(sent, amount=MILLION)
    assert [story.both.ask(wish) for wish in (sent, sent, other)] == ["done", "done", "ActDiffers"]
    story.both.check()


def the_year_ends(story: Story) -> None:
    story.then("YearNotOver", "close_year", 2026)
    story.on(2027, 1, 4)
    story.then("YearNotDue", "hold", 2026, 1, case="ns-binh")
    story.do("prepare instruct pay", 2026, 10, case="ns-binh")
    story.on(2027, 1, 31)
    story.do("prepare", 2026, 5, case="ns-an")
    story.on(2027, 2, 1)
    story.then("JanuaryOver", "confirm", 2026, 1, case="ns-binh")
    story.then("YearStillInUse", "close_year", 2026)
    story.do("void", 2026, 5, case="ns-an")
    story.do("carry_case", 2026, case="ns-an")
    story.do("carry_case", 2026, case="ns-binh")
    story.do("carry_case", 2026, case="ns-tra")
    story.do("release_all", 2026, case="ns-banh")
    story.do("carry_free", 2026, 10, line="III.1")
    story.do("carry_free", 2026, 50, line="III.2", products=1)
    for line in ("I.1", "III.1", "III.2"):
        story.do("lapse", 2026, story.both.model.money(line, 2026, "free") // MILLION, line=line)
    story.do("close_year", 2026)


def old_money_comes_back(story: Story) -> None:
    story.then("NotFreshlyAllotted", "shrink", 2027, 5, line="III.1")
    story.do("adjust", 2026, 1, booked=2027, case="ns-an", state="paid", other="ns-binh")
    story.do("demand", 2026, 27, booked=2027, case="ns-an")
    story.then("CaseShort", "demand", 2026, 40, booked=2027, case="ns-an")
    story.do("annul", 2026, 7, booked=2027, case="ns-an", state="paid")
    story.do("receive", 2026, 10, booked=2027, case="ns-an", flags=frozenset({"entitlement"}))
    story.then("YearClosed", "restore", 2026, 10, case="ns-an")
    story.do("write_off", 2026, 10, booked=2027, case="ns-an")
    story.do("confirm prepare instruct pay", 2027, 20, case="ns-tra")
    story.do("demand", 2027, 20, case="ns-tra", flags=frozenset({"rest"}))
    story.do("receive", 2027, 20, case="ns-tra", flags=frozenset({"slot", "entitlement"}))
    story.do("restore", 2027, 20, case="ns-tra")
    story.do("hold", 2027, 50, case="ns-bun")


def the_plan_runs_out(story: Story) -> None:
    story.on(2028, 1, 3)
    story.do("allot", 2028, 10, line="III.1")
    story.do("fund", 2028, 5, case="ns-an")
    story.then("PlanEnds", "carry_case", 2028, case="ns-an")
    story.on(2029, 3, 1)
    story.then("EarlierYearOpen", "close_year", 2028)
    for case in ("ns-an", "ns-binh", "ns-bun"):
        story.do("release_all", 2027, case=case)
    for line in ("III.1", "III.2"):
        story.do("lapse", 2027, story.both.model.money(line, 2027, "free") // MILLION, line=line)
    story.then("SlotsStillInUse", "close_year", 2027)
    story.do("lapse", 2027, line="III.2", products=story.both.model.amounts[slots_at("III.2", 2027, "free")])
    story.do("close_year", 2027)
