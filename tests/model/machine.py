"""Application and model side by side: Hypothesis invents what people do, and after every act both must stand alike."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import Engine

from nscl_grants.db import ledger
from nscl_grants.db.ledger_rows import find_posting, posting_of
from nscl_grants.domain.ledger.refusals import PostingDiffers
from tests.model.side_by_side import SideBySide
from tests.model.small_world import CASES, COUNTED, LINES, MILLION, PLANNED, START, YEARS
from tests.model.world import PROMISED

ONWARD: dict[str, tuple[str, ...]] = {
    "commit": ("held",),
    "confirm": ("committed",),
    "prepare": ("due",),
    "void": ("reserved",),
    "instruct": ("reserved",),
    "pay": ("in_transit",),
    "pay_advance": ("in_transit",),
    "release": PROMISED,
    "return": ("in_transit", "paid", "advanced"),
    "settle": ("advanced",),
    "demand": ("paid", "advanced"),
    "annul": ("to_recover",),
    "receive": ("to_recover",),
    "write_off": ("to_recover",),
    "restore": ("recovered",),
    "adjust": ("paid", "advanced"),
}
"""What can be done with money of a case, by where it stands."""

FLAGS = {"confirm": ("final",), "demand": ("rest",), "receive": ("entitlement", "slot")}
SETTLES = ("settle", "demand", "annul", "receive", "write_off", "adjust")
"""These are booked in the open year, whatever year the money is of."""

ROAD = ("hold", "commit", "confirm", "prepare", "instruct")
SHARES = st.sampled_from(["all", "all", "part", "part", "over"])


class Machine(RuleBasedStateMachine):
    """What people may do to the books, in any order."""

    make_engine: Callable[[], Engine]
    """A fresh, migrated database; a subclass says which."""

    def __init__(self) -> None:
        super().__init__()
        self.both = SideBySide(type(self).make_engine())
        self.model = self.both.model
        self.step = self.both.step

    def teardown(self) -> None:
        """At the end of a story the books verify from nothing, and every earlier day is as it was."""
        self.both.end()

    @invariant()
    def both_stand_alike(self) -> None:
        self.both.check()

    # ----------------------------------------------------------------------------- The budget

    @initialize(share=st.sampled_from(["all", "part"]))
    def allot_the_first_year(self, share: str) -> None:
        for line in LINES:
            self._allot(line, START.year, share)

    @rule(line=st.sampled_from(LINES), later=st.integers(0, 1), share=SHARES)
    def allot(self, line: str, later: int, share: str) -> None:
        self._allot(line, self.model.today.year + later, share)

    @rule(
        kind=st.sampled_from(["shrink", "lapse", "reallocate", "adjust_plan", "spend"]),
        lines=st.sampled_from([(a, b) for a in LINES for b in LINES if a != b]),
        share=SHARES,
    )
    def move_the_budget(self, kind: str, lines: tuple[str, str], share: str) -> None:
        line, year = lines[0], self._some_open_year()
        free = self.model.money(line, year, "free")
        slots = self.model.amounts["slots", line, year, "free", ""]
        match kind:
            case "shrink" | "lapse":
                products = slots if share == "all" else 0
                self.step(kind, year, line=line, amount=_part(free, share), products=products)
            case "reallocate":
                year = self.model.today.year
                free = min(self.model.money(line, year, "free"), self.model.amounts["allotted", line, year])
                self.step(kind, year, line=line, taker=lines[1], amount=_part(free, share))
            case "spend":
                self.step(kind, year, line=line, case=f"ct-{len(self.model.done)}", amount=_part(free, share))
            case "adjust_plan":
                self._adjust_plan(line, min(self.model.today.year + 1, YEARS[-1]), share)

    def _allot(self, line: str, year: int, share: str) -> None:
        left = min(self.model.amounts["estimate", line, year], self.model.amounts["undealt", line])
        slots = self.model.amounts["slots", line, year, "estimate", ""]
        self.step("allot", year, line=line, amount=_part(left, share), products=slots if line == "III.2" else 0)

    def _adjust_plan(self, line: str, year: int, share: str) -> None:
        key, percent = (line, year), {"all": 0, "part": 60, "over": 150}[share]
        amount = PLANNED[key] * percent // 100
        products = max(COUNTED.get(key, 0) * percent // 100, 1) if key in COUNTED else 0
        if (amount, products) != (self.model.planned[key], self.model.counted.get(key, 0)):
            self.step("adjust_plan", year, booked=self.model.today.year, line=line, amount=amount, products=products)

    # ------------------------------------------------------------------------- The money of a case

    @rule(case=st.sampled_from(sorted(CASES)), share=SHARES, kind=st.sampled_from(["hold", "hold", "fund"]))
    def promise(self, case: str, share: str, kind: str) -> None:
        left = CASES[case].limit - self.model.used(CASES[case])
        self.step(kind, self.model.today.year, case=case, amount=_part(left, share))

    @rule(
        case=st.sampled_from(sorted(CASES)),
        steps=st.integers(2, 6),
        share=SHARES,
        less=st.sampled_from([0, 3 * MILLION]),
        last=st.sampled_from(["pay", "pay_advance"]),
    )
    def walk(self, case: str, steps: int, share: str, less: int, last: str) -> None:
        """The usual road, as far as it goes; from the approval on perhaps with less than was held."""
        amount = _part(CASES[case].limit - self.model.used(CASES[case]), share)
        for kind in (*ROAD, last)[:steps]:
            if kind == "commit" and amount > less:
                amount -= less
            if self.step(kind, self.model.today.year, case=case, amount=amount) != "done":
                break
            self.both_stand_alike()

    @precondition(lambda self: self._possible())
    @rule(data=st.data(), shares=st.lists(SHARES, min_size=1, max_size=4))
    def onward(self, data: st.DataObject, shares: list[str]) -> None:
        """A few steps with whatever money of cases there is."""
        for share in shares:
            if self._possible():
                self._onward(data, share)
                self.both_stand_alike()

    def _onward(self, data: st.DataObject, share: str) -> None:
        kind, state, case, year = data.draw(st.sampled_from(self._possible()))
        amount = _part(self.model.money(CASES[case].line, year, state, case), share)
        flags = frozenset(flag for flag in FLAGS.get(kind, ()) if data.draw(st.booleans()))
        fields: dict[str, Any] = {"case": case, "amount": amount, "flags": flags}
        if kind in ("release", "return", "adjust"):
            fields["state"] = state
        elif kind == "annul":
            fields["state"] = data.draw(st.sampled_from(["paid", "advanced"]))
        if kind == "adjust":
            fields["other"] = case if state == "advanced" else data.draw(st.sampled_from(_others(case)))
        self.step(kind, year, booked=self._booked(kind, year, case, flags), **fields)

    @precondition(lambda self: self._with_promises())
    @rule(data=st.data())
    def let_go(self, data: st.DataObject) -> None:
        case, year = data.draw(st.sampled_from(self._with_promises()))
        only_held = not self.model.of_case(case, "committed", "due", year=year)
        self.step("expire" if only_held and data.draw(st.booleans()) else "release_all", year, case=case)

    # ------------------------------------------------------------------------------ The end of a year

    @rule(
        next_=st.sampled_from(["soon", "soon", "last day", "new year", "end of January", "February"]),
        share=st.sampled_from(["all", "part"]),
    )
    def time_passes(self, next_: str, share: str) -> None:
        today = self.model.today
        if next_ == "soon":
            day = today + timedelta(days=40)
        elif next_ == "last day":
            day = date(today.year, 12, 31)
        else:
            day = date(today.year + 1, *{"new year": (1, 1), "end of January": (1, 31), "February": (2, 1)}[next_])
        self.both.today = min(day, date(2029, 6, 1))
        if self.model.today.year > today.year:
            for line in LINES:
                self._allot(line, self.model.today.year, share)

    @precondition(lambda self: self._to_carry())
    @rule(data=st.data())
    def carry_a_case_over(self, data: st.DataObject) -> None:
        case, year = data.draw(st.sampled_from(self._to_carry()))
        self.step("carry_case", year, case=case)

    @precondition(lambda self: self._some_open_year() < self.model.today.year)
    @rule(line=st.sampled_from(["III.1", "III.2"]), share=SHARES)
    def carry_free_money_over(self, line: str, share: str) -> None:
        year = self._some_open_year()
        slots = self.model.amounts["slots", line, year, "free", ""]
        amount = _part(self.model.money(line, year, "free"), share)
        self.step("carry_free", year, line=line, amount=amount, products=slots + (share == "over"))

    @precondition(lambda self: self._some_open_year() < self.model.today.year or len(self.model.done) % 8 == 0)
    @rule(thoroughly=st.booleans())
    def close_the_year(self, thoroughly: bool) -> None:
        year = self._some_open_year()
        if thoroughly and year < self.model.today.year:
            for case in CASES:
                if self.model.of_case(case, *PROMISED, year=year):
                    self.step("release_all", year, case=case)
            for line in LINES:
                free, slots = self.model.money(line, year, "free"), self.model.amounts["slots", line, year, "free", ""]
                if free or slots:
                    self.step("lapse", year, line=line, amount=free, products=slots)
        self.step("close_year", year)

    # ---------------------------------------------------------------------------- Mistakes and retries

    @precondition(lambda self: self.model.done)
    @rule(data=st.data(), which=st.sampled_from(["latest", "latest", "any", "none"]))
    def reverse(self, data: st.DataObject, which: str) -> None:
        if which == "none":
            self.step("reverse", self.model.today.year, of="nobody")
            return
        among = self.model.latest.values() if which == "latest" else self.model.done
        of = data.draw(st.sampled_from(sorted(among) or sorted(self.model.done)))
        if of in self.model.done and self.model.done[of][0].kind != "close_year":
            self.step("reverse", self.model.done[of][0].named, of=of)

    @precondition(lambda self: self.model.done or self.model.refused)
    @rule(data=st.data(), other_content=st.booleans())
    def again(self, data: st.DataObject, other_content: bool) -> None:
        earlier = {id_: wish for id_, (wish, _) in self.model.done.items()} | self.model.refused
        wish = earlier[data.draw(st.sampled_from(sorted(earlier)))]
        self.both.ask(replace(wish, amount=wish.amount + 1) if other_content else wish)

    @precondition(lambda self: self.model.done)
    @rule(data=st.data())
    def again_past_the_acts(self, data: st.DataObject) -> None:
        """The ledger itself knows an id it booked, whoever brings it."""
        session, now = self.both.session, self.both.app.now
        row = find_posting(session, data.draw(st.sampled_from(sorted(self.model.done))))
        assert row is not None
        posting, head = posting_of(row), ledger.lock(session)
        assert ledger.post(session, posting, recorded_at=now).seq == row.seq
        with pytest.raises(PostingDiffers):
            ledger.post(session, replace(posting, memo={"other": 1}), recorded_at=now)
        assert ledger.lock(session) == head
        session.rollback()

    @rule()
    def note_the_board(self) -> None:
        self.both.note_the_board()

    # --------------------------------------------------------------------------------- What is there

    def _possible(self) -> list[tuple[str, str, str, int]]:
        """Everything that the money of some case lets people do: kind, state, case, year."""
        stands = [figure[1:] for figure, n in self.model.amounts.items() if figure[0] == "money" and n]
        return sorted(
            (kind, str(state), str(case), int(year))
            for _, year, state, case in stands
            if case in CASES
            for kind, states in ONWARD.items()
            if state in states and (kind != "adjust" or state == "advanced" or _others(case))
        )

    def _with_promises(self) -> list[tuple[str, int]]:
        return [(case, year) for case in CASES for year in self.model.years_of(case, *PROMISED)]

    def _to_carry(self) -> list[tuple[str, int]]:
        return [(case, year) for case in CASES for year in self.model.years_of(case, "committed", "due")]

    def _some_open_year(self) -> int:
        """The oldest year that still takes something, or this one."""
        return min([*(self.model.opened - self.model.closed), self.model.today.year])

    def _booked(self, kind: str, year: int, case: str, flags: frozenset[str]) -> int:
        if kind not in SETTLES or "rest" in flags:
            return 0
        slot = self.model.slot_of(case)
        return slot[1] if "slot" in flags and slot else max(year, self.model.today.year)


def _part(whole: int, share: str) -> int:
    amount = max(whole, 0)
    return {"all": max(amount, 1), "part": amount // 3 + 1, "over": amount + 1}[share]


def _others(case: str) -> list[str]:
    """The cases that its money may belong to instead; a product would have to change hands with it."""
    return [other for other in sorted(CASES) if other != case and CASES[other].line == CASES[case].line == "III.1"]
