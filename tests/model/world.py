"""A model of the books in plain dictionaries, written from the handbook's table of movements and from nothing else.

It knows no account, no trigger and no line of the application. What stands where is a number under a name such
as ("money", line, year, "held", case); an act either has reasons against it, all of which the model names, or it
moves these numbers.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

Figure = tuple[str | int, ...]

PROMISED = ("held", "committed", "due")
ON_ITS_WAY = ("reserved", "in_transit")
GIVEN = ("advanced", "paid", "to_recover", "recovered", "written_off")
OPEN = ("free", *PROMISED, *ON_ITS_WAY)
STATES = (*OPEN, *GIVEN, "lapsed", "carried_out")


def money_at(line: str, year: int, state: str, case: str = "") -> Figure:
    """Where money stands; free, lapsed and the line's own carried money belong to no case."""
    return ("money", line, year, state, case)


def slots_at(line: str, year: int, state: str, case: str = "") -> Figure:
    """Where the products that a line may still take, or has taken, are counted."""
    return ("slots", line, year, state, case)


@dataclass(frozen=True)
class Case:
    """What never changes of a case: its line, and what its organisation may get for the item."""

    name: str
    line: str
    right: tuple[str, str, str]
    """Norm family, organisation, standard or product."""
    limit: int
    counted: bool = False
    """Whether it is a product of a line that counts them."""


@dataclass(frozen=True)
class Wish:
    """What somebody asks for; the fields that a kind does not need stay as they are."""

    id: str
    kind: str
    year: int
    """The year whose money is meant, and in which the act is booked unless `booked` says otherwise."""
    booked: int = 0
    line: str = ""
    taker: str = ""
    case: str = ""
    other: str = ""
    state: str = ""
    amount: int = 0
    products: int = 0
    flags: frozenset[str] = frozenset()
    of: str = ""
    """The earlier act that is meant."""

    @property
    def touches(self) -> tuple[tuple[str, str], ...]:
        """Whose money it moves: a case, two of them, or a voucher, whose number is another one on another line."""
        if self.kind == "spend":
            return ((self.line, self.case),)
        return tuple(("", case) for case in (self.case, self.other) if case)

    @property
    def named(self) -> int:
        """The budget year that the act names (niên độ)."""
        return self.booked or self.year


@dataclass
class World:
    """All that stands anywhere, on some day."""

    cases: Mapping[str, Case]
    planned: dict[tuple[str, int], int]
    """The plan's table: đồng by line and year."""
    counted: dict[tuple[str, int], int]
    """Products by line and year, for the lines that count them."""
    today: date
    amounts: Counter[Figure] = field(default_factory=Counter)
    opened: set[int] = field(default_factory=set)
    closed: set[int] = field(default_factory=set)
    limits: dict[tuple[str, str, str], int] = field(default_factory=dict)
    done: dict[str, tuple[Wish, Counter[Figure]]] = field(default_factory=dict)
    """Every act that happened, and what it changed."""
    refused: dict[str, Wish] = field(default_factory=dict)
    undone: set[str] = field(default_factory=set)
    latest: dict[tuple[str, str], str] = field(default_factory=dict)
    """The last act that moved the money of each case or voucher."""

    def __post_init__(self) -> None:
        for (line, year), amount in self.planned.items():
            self.opened.add(year)
            self.amounts["undealt", line] += amount
            self.amounts["estimate", line, year] += amount
        for (line, year), products in self.counted.items():
            self.amounts[slots_at(line, year, "estimate")] += products

    def act(self, wish: Wish) -> frozenset[str]:
        """The reasons against the act; when there are none it is done, or was done before."""
        if wish.id in self.done:
            return frozenset() if self.done[wish.id][0] == wish else frozenset({"ActDiffers"})
        if wish.id in self.refused:
            same = self.refused[wish.id] == wish
            return frozenset({"ActRefusedBefore" if same else "ActDiffers"})
        attempt = Attempt(self, wish)
        MOVEMENTS[wish.kind](attempt, wish)
        attempt.reasons |= year_reasons(self, wish, attempt.frozen_years())
        if attempt.reasons:
            self.refused[wish.id] = wish
            return frozenset(attempt.reasons)
        self._accept(wish, attempt)
        return frozenset()

    def money(self, line: str, year: int, state: str, case: str = "") -> int:
        """What stands in one state."""
        return self.amounts["money", line, year, state, case]

    def of_case(self, case: str, *states: str, year: int | None = None) -> int:
        """What a case has in these states, all years together unless one is named."""
        return sum(
            n
            for (what, *names), n in self.amounts.items()
            if what == "money" and names[3] == case and names[2] in states and year in (None, names[1])
        )

    def years_of(self, case: str, *states: str) -> list[int]:
        """The years of which the case has money in these states."""
        return [year for year in sorted(self.opened) if self.of_case(case, *states, year=year)]

    def slot_of(self, case: str) -> tuple[str, int] | None:
        """Where the slot of a product is, and of which year."""
        for (what, *names), n in self.amounts.items():
            if what == "slots" and n and names[3] == case and names[2] in ("held", "committed", "paid"):
                return str(names[2]), int(names[1])
        return None

    def used(self, case: Case) -> int:
        """What the organisation was promised or given for the item, by all its cases."""
        return sum(n for key, n in self.amounts.items() if key[0] == "used" and key[1:4] == case.right)

    def _accept(self, wish: Wish, attempt: "Attempt") -> None:
        change = Counter(attempt.amounts)
        change.subtract(self.amounts)
        self.done[wish.id] = (wish, Counter({key: n for key, n in change.items() if n}))
        self.amounts = Counter({key: n for key, n in attempt.amounts.items() if n})
        self.limits |= attempt.limits
        self.closed |= attempt.closes
        self.planned |= attempt.planned
        self.counted |= attempt.counted
        meant = wish
        if wish.kind == "reverse":
            self.undone |= {wish.id, wish.of}
            meant = self.done[wish.of][0]
        self.latest |= dict.fromkeys(meant.touches, wish.id)


class Attempt:
    """An act tried on a copy: it gathers every reason against it, and counts only when there is none."""

    def __init__(self, world: World, wish: Wish) -> None:
        self.world = world
        self.wish = wish
        self.amounts = Counter(world.amounts)
        self.touched: set[Figure] = set()
        self.reasons: set[str] = set()
        self.limits: dict[tuple[str, str, str], int] = {}
        self.closes: set[int] = set()
        self.planned: dict[tuple[str, int], int] = {}
        self.counted: dict[tuple[str, int], int] = {}

    def move(self, amount: int, source: Figure | None, dest: Figure | None, lacking: str) -> None:
        """From one place to another; None is the plan itself."""
        for figure, n in ((source, -amount), (dest, amount)):
            if figure is not None and amount:
                self.touched.add(figure)
                self.amounts[figure] += n
        if source is not None and self.amounts[source] < 0:
            self.reasons.add(lacking)

    def money(self, amount: int, source: str, dest: str, lacking: str = "CaseShort") -> None:
        """Money of the case in the year; free money belongs to no case."""
        self.move(amount, self._state(source), self._state(dest), lacking)

    def take_slot(self, dest: str) -> None:
        """A product takes a slot once."""
        case = self.case
        if case.counted and self.world.slot_of(case.name) is None:
            year = self.wish.year
            self.move(1, slots_at(case.line, year, "free"), slots_at(case.line, year, dest, case.name), "NoSlotLeft")

    def move_slot(self, source: str, dest: str) -> None:
        """The slot follows the money, in its own year."""
        slot = self.world.slot_of(self.case.name)
        if slot is not None and slot[0] == source:
            line, name, year = self.case.line, self.case.name, slot[1]
            after = slots_at(line, year, dest, "" if dest == "free" else name)
            self.move(1, slots_at(line, year, source, name), after, "SlotLost")

    def use(self, amount: int, case: Case | None = None) -> None:
        """The organisation draws on what it may get; the norm of this case's filing date says how much that is."""
        who = case or self.case
        self.limits[who.right] = who.limit
        self.amounts["used", *who.right, who.name] += amount
        self.check_right(who.right, who.limit)

    def check_right(self, right: tuple[str, str, str], limit: int) -> None:
        """No organisation gets more for an item than the norm gives."""
        if sum(n for key, n in self.amounts.items() if key[0] == "used" and key[1:4] == right) > limit:
            self.reasons.add("EntitlementSpent")

    def give_back(self, amount: int, case: Case | None = None) -> None:
        """The organisation may get that much again."""
        who = case or self.case
        self.move(amount, ("used", *who.right, who.name), None, "EntitlementLost")

    @property
    def case(self) -> Case:
        """The case of the wish."""
        return self.world.cases[self.wish.case]

    def frozen_years(self) -> set[int]:
        """The years whose open money, slots or estimate the act touches."""
        return {int(figure[2]) for figure in self.touched if _freezes(figure)}

    def _state(self, state: str) -> Figure:
        wish, line = self.wish, self.wish.line or self.case.line
        return money_at(line, wish.year, state, "" if state == "free" else wish.case)


def _freezes(figure: Figure) -> bool:
    match figure:
        case ("estimate" | "allotted", *_):
            return True
        case ("money", _, _, state, _):
            return state in OPEN
        case ("slots", _, _, state, _):
            return state in ("estimate", "free", "held", "committed")
    return False


# ------------------------------------------------------------------------------------------- The year

LOOKS_AHEAD = {"allot", "shrink", "reallocate", "adjust_plan"}
NEW_PROMISE = {"hold", "fund"}
EMPTIES = {"release", "release_all", "expire", "carry_case", "carry_free", "void", "pay", "pay_advance", "return"}
EMPTIES |= {"lapse"}


def year_reasons(world: World, wish: Wish, frozen: set[int]) -> set[str]:
    """A year takes what is done in it, a little more in January, and until it closes what empties it."""
    named, reasons = wish.named, set()
    for year in {named, *frozen}:
        if year in world.closed:
            reasons.add("YearClosed")
        elif year not in world.opened:
            reasons.add("YearUnknown")
    if wish.kind == "close_year":
        return reasons
    if wish.kind in ("carry_case", "carry_free") and wish.year + 1 not in world.opened:
        reasons.add("PlanEnds")
    if wish.kind in LOOKS_AHEAD:
        return reasons | ({"YearNotDue"} if named < world.today.year and wish.kind != "adjust_plan" else set())
    if named > world.today.year or (named < world.today.year and wish.kind in NEW_PROMISE):
        reasons.add("YearNotDue")
    elif world.today > date(named + 1, 1, 31) and wish.kind not in EMPTIES:
        reasons.add("JanuaryOver")
    return reasons


# ------------------------------------------------------------------------------------- The year's budget


def allot(a: Attempt, w: Wish) -> None:
    a.move(w.amount, ("undealt", w.line), money_at(w.line, w.year, "free"), "OverPlanned")
    a.move(w.amount, ("estimate", w.line, w.year), ("allotted", w.line, w.year), "OverEstimated")
    a.move(w.products, slots_at(w.line, w.year, "estimate"), slots_at(w.line, w.year, "free"), "SlotsOverPlanned")


def shrink(a: Attempt, w: Wish) -> None:
    a.move(w.amount, money_at(w.line, w.year, "free"), ("undealt", w.line), "AllotmentInUse")
    a.move(w.amount, ("allotted", w.line, w.year), ("estimate", w.line, w.year), "NotFreshlyAllotted")
    a.move(w.products, slots_at(w.line, w.year, "free"), slots_at(w.line, w.year, "estimate"), "NoSlotLeft")


def reallocate(a: Attempt, w: Wish) -> None:
    a.move(w.amount, money_at(w.line, w.year, "free"), money_at(w.taker, w.year, "free"), "AllotmentInUse")
    a.move(w.amount, ("allotted", w.line, w.year), ("allotted", w.taker, w.year), "NotFreshlyAllotted")
    if (w.taker, w.year) in a.world.counted:
        a.reasons.add("CountedLine")


def adjust_plan(a: Attempt, w: Wish) -> None:
    """A numbered adjustment gives one line another figure for one year, products included."""
    key = (w.line, w.year)
    more = w.amount - a.world.planned[key]
    a.planned[key] = w.amount
    a.move(more, None, ("undealt", w.line), "")
    a.move(more, None, ("estimate", w.line, w.year), "")
    if key in a.world.counted:
        a.counted[key] = w.products
        a.move(w.products - a.world.counted[key], None, slots_at(w.line, w.year, "estimate"), "")
    lacking = {"undealt": "OverPlanned", "estimate": "OverEstimated", "slots": "SlotsOverPlanned"}
    a.reasons |= {lacking[str(figure[0])] for figure in a.touched if a.amounts[figure] < 0}


def carry_free(a: Attempt, w: Wish) -> None:
    _carry(a, "money", w, "free", "", w.amount)
    _carry(a, "slots", w, "free", "", w.products)


def carry_case(a: Attempt, w: Wish) -> None:
    for state in ("committed", "due"):
        _carry(a, "money", w, state, w.case, a.world.of_case(w.case, state, year=w.year))
    if a.world.slot_of(w.case) == ("committed", w.year):
        _carry(a, "slots", w, "committed", w.case, 1)


def _carry(a: Attempt, what: str, w: Wish, state: str, case: str, amount: int) -> None:
    line = w.line or a.case.line
    lacking = "NoSlotLeft" if what == "slots" else "OverCommitted"
    a.move(amount, (what, line, w.year, state, case), (what, line, w.year, "carried_out", case), lacking)
    for figure in ((what, line, w.year + 1, "carried_in", case), (what, line, w.year + 1, state, case)):
        a.move(amount, None, figure, "")


def lapse(a: Attempt, w: Wish) -> None:
    a.move(w.amount, money_at(w.line, w.year, "free"), money_at(w.line, w.year, "lapsed"), "OverCommitted")
    a.move(w.products, slots_at(w.line, w.year, "free"), slots_at(w.line, w.year, "lapsed"), "NoSlotLeft")


def close_year(a: Attempt, w: Wish) -> None:
    """A year closes after its last day, in its order, and with nothing of it left open."""
    world = a.world
    if world.today.year <= w.year:
        a.reasons.add("YearNotOver")
    if any(year < w.year for year in world.opened - world.closed):
        a.reasons.add("EarlierYearOpen")
    for figure, n in world.amounts.items():
        if n and figure[0] in ("money", "slots") and figure[2] == w.year and _freezes(figure):
            if figure[0] == "money":
                a.reasons.add("YearStillInUse")
            elif figure[3] != "estimate":
                a.reasons.add("SlotsStillInUse")
    a.closes.add(w.year)


# ----------------------------------------------------------------------------------- The money of a case


def hold(a: Attempt, w: Wish) -> None:
    a.money(w.amount, "free", "held", "OverCommitted")
    a.take_slot("held")
    a.use(w.amount)


def fund(a: Attempt, w: Wish) -> None:
    a.money(w.amount, "free", "committed", "OverCommitted")
    a.take_slot("committed")
    a.use(w.amount)


def commit(a: Attempt, w: Wish) -> None:
    """In full or in part; what is not approved is free again."""
    rest = max(a.world.of_case(w.case, "held", year=w.year) - w.amount, 0)
    a.money(w.amount, "held", "committed")
    a.money(rest, "held", "free")
    a.give_back(rest)
    a.move_slot("held", "committed")


def release(a: Attempt, w: Wish) -> None:
    a.money(w.amount, w.state, "free")
    _after_release(a, w, w.amount)


def release_all(a: Attempt, w: Wish) -> None:
    _release_promised(a, w)
    _after_release(a, w, a.world.of_case(w.case, *PROMISED, year=w.year))


def _release_promised(a: Attempt, w: Wish) -> None:
    for state in PROMISED:
        a.money(a.world.of_case(w.case, state, year=w.year), state, "free")


def _after_release(a: Attempt, w: Wish, amount: int) -> None:
    """Entitlement goes along; with the last of the money the slot does, unless something was ever paid."""
    a.give_back(amount)
    if a.world.of_case(w.case, *PROMISED, *ON_ITS_WAY, *GIVEN) == amount:
        for state in ("held", "committed"):
            a.move_slot(state, "free")


def confirm(a: Attempt, w: Wish) -> None:
    a.money(w.amount, "committed", "due")
    if "final" in w.flags:
        rest = max(a.world.of_case(w.case, "committed", year=w.year) - w.amount, 0)
        a.money(rest, "committed", "free")
        a.give_back(rest)


def prepare(a: Attempt, w: Wish) -> None:
    a.money(w.amount, "due", "reserved")


def void(a: Attempt, w: Wish) -> None:
    a.money(w.amount, "reserved", "due")


def instruct(a: Attempt, w: Wish) -> None:
    a.money(w.amount, "reserved", "in_transit")


def pay(a: Attempt, w: Wish) -> None:
    a.money(w.amount, "in_transit", "paid")
    a.move_slot("committed", "paid")


def pay_advance(a: Attempt, w: Wish) -> None:
    a.money(w.amount, "in_transit", "advanced")
    a.move_slot("committed", "paid")


def return_(a: Attempt, w: Wish) -> None:
    """What bounced counts as never paid."""
    a.money(w.amount, w.state, "due")
    if w.state != "in_transit" and a.world.of_case(w.case, *GIVEN) == w.amount:
        a.move_slot("paid", "committed")


def settle(a: Attempt, w: Wish) -> None:
    a.money(w.amount, "advanced", "paid")


def spend(a: Attempt, w: Wish) -> None:
    """By voucher, on the lines that no procedure draws on; the voucher stands where a case would."""
    a.money(w.amount, "free", "paid", "OverCommitted")
    if any(line == w.line for line, _ in a.world.counted):
        a.reasons.add("SpentByCaseOnly")


def demand(a: Attempt, w: Wish) -> None:
    """The advance first; the unpaid rest of the award is free again in the same act where the decision says so."""
    advance = min(w.amount, a.world.of_case(w.case, "advanced", year=w.year))
    a.money(advance, "advanced", "to_recover")
    a.money(w.amount - advance, "paid", "to_recover")
    if "rest" in w.flags:
        _release_promised(a, w)
        a.give_back(a.world.of_case(w.case, *PROMISED, year=w.year))


def annul(a: Attempt, w: Wish) -> None:
    a.money(w.amount, "to_recover", w.state)


def receive(a: Attempt, w: Wish) -> None:
    """Gives back entitlement and slot only where the decision says so; the slot when all is back."""
    a.money(w.amount, "to_recover", "recovered")
    if "entitlement" in w.flags:
        a.give_back(w.amount)
    left = a.world.of_case(w.case, *PROMISED, *ON_ITS_WAY, "advanced", "paid", "to_recover", "written_off")
    slot = a.world.slot_of(w.case)
    if "slot" in w.flags and left == w.amount and slot is not None and slot[1] == w.named:
        a.move_slot("paid", "free")


def restore(a: Attempt, w: Wish) -> None:
    a.money(w.amount, "recovered", "free")


def write_off(a: Attempt, w: Wish) -> None:
    a.money(w.amount, "to_recover", "written_off")


def adjust(a: Attempt, w: Wish) -> None:
    """Money of a settled year belongs to another case, or in another state, than the books show."""
    other = a.world.cases[w.other]
    source, dest = money_at(other.line, w.year, w.state, w.case), money_at(other.line, w.year, "paid", w.other)
    a.move(w.amount, source, dest, "CaseShort")
    if w.other != w.case:
        a.give_back(w.amount)
        a.use(w.amount, other)


# ------------------------------------------------------------------------------------------- Undoing

REVERSIBLE = {"hold", "release", "release_all", "commit", "fund", "confirm", "prepare", "void", "instruct", "pay"}
REVERSIBLE |= {"pay_advance", "return", "settle", "spend", "demand", "annul", "receive", "restore", "write_off"}


def reverse(a: Attempt, w: Wish) -> None:
    """The mirror of a case's latest act, once; no mirror of a mirror, and none of what stands by its nature."""
    if w.of not in a.world.done:
        a.reasons.add("PostingUnknown")
        return
    original, change = a.world.done[w.of]
    if original.kind == "reverse" or w.of in a.world.undone:
        a.reasons.add("ReversedBefore")
    elif original.kind not in REVERSIBLE:
        a.reasons.add("NotReversible")
    elif any(a.world.latest[each] != w.of for each in original.touches):
        a.reasons.add("LaterActStands")
    if a.reasons:
        return
    for figure, n in change.items():
        a.touched.add(figure)
        a.amounts[figure] -= n
        if a.amounts[figure] < 0:
            a.reasons.add(_short_of(figure))
        if figure[0] == "used" and n < 0:
            right = a.world.cases[str(figure[4])].right
            a.check_right(right, a.world.limits[right])


def _short_of(figure: Figure) -> str:
    if figure[0] == "slots":
        return "NoSlotLeft"
    return "OverCommitted" if figure[3] == "free" else "CaseShort"


MOVEMENTS = MappingProxyType(
    {
        "allot": allot,
        "shrink": shrink,
        "reallocate": reallocate,
        "adjust_plan": adjust_plan,
        "carry_free": carry_free,
        "carry_case": carry_case,
        "lapse": lapse,
        "close_year": close_year,
        "hold": hold,
        "fund": fund,
        "commit": commit,
        "release": release,
        "release_all": release_all,
        "expire": release_all,
        "confirm": confirm,
        "prepare": prepare,
        "void": void,
        "instruct": instruct,
        "pay": pay,
        "pay_advance": pay_advance,
        "return": return_,
        "settle": settle,
        "spend": spend,
        "demand": demand,
        "annul": annul,
        "receive": receive,
        "restore": restore,
        "write_off": write_off,
        "adjust": adjust,
        "reverse": reverse,
    }
)
