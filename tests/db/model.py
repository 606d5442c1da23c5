"""The money rules once more, apart from the program: numbers that may not fall below zero, and nothing else.

A movement is a few numbers that go up and a few that go down by the same amount. It is allowed when
afterwards no number is below zero. That is all a ledger is.
"""

from collections import Counter
from dataclasses import dataclass, field

Delta = Counter[str]
"""How much each number changes, in triệu; slots by one."""

PRODUCT, ANY = "ns-product", ("ns-a", "ns-b")
"""Two cases of one organisation for one standard, and one counted product."""

CASES = (*ANY, PRODUCT)
PAST_PAYMENT = ("advanced", "paid", "to_recover", "recovered", "written_off")
EVERYWHERE = ("held", "committed", "due", "reserved", "in_transit", *PAST_PAYMENT)


def line_of(case: str) -> str:
    """The line that a case draws on."""
    return "III.2" if case == PRODUCT else "III.1"


def right_of(case: str) -> str:
    """The entitlement that a case draws on: the first two share theirs."""
    return "product" if case == PRODUCT else "standard"


@dataclass
class Model:
    """Every number of a small programme, and the movements of each case in their order."""

    numbers: Counter[str] = field(
        default_factory=lambda: Counter(
            {"free III.1": 120, "free III.2": 60, "slots": 1, "left standard": 50, "left product": 50}
        )
    )
    history: dict[str, list[tuple[str, Delta]]] = field(default_factory=lambda: {case: [] for case in CASES})

    def at(self, case: str, *places: str) -> int:
        """What a case has in these places."""
        return sum(self.numbers[f"{place} {case}"] for place in places)

    def do(self, kind: str, case: str, amount: int = 0) -> bool:
        """Make the movement; False when it is not allowed, and then nothing changes."""
        delta = self._reversal(case) if kind == "reverse" else getattr(self, f"_{kind}")(case, amount)
        if delta is None or not self._fits(delta):
            return False
        self.numbers.update(delta)
        self.history[case].append((kind, delta))
        return True

    def _fits(self, delta: Delta) -> bool:
        return all(self.numbers[name] + change >= 0 for name, change in delta.items())

    def _reversal(self, case: str) -> Delta | None:
        if not self.history[case] or self.history[case][-1][0] in ("reverse", "expire"):
            return None
        return Counter({name: -change for name, change in self.history[case][-1][1].items()})

    def _hold(self, case: str, amount: int) -> Delta:
        return _sum(
            _move(f"free {line_of(case)}", f"held {case}", amount),
            _move(f"left {right_of(case)}", f"used {case}", amount),
            _move("slots", f"slot held {case}", int(case == PRODUCT and not self._slot(case))),
        )

    def _fund(self, case: str, amount: int) -> Delta:
        return _sum(
            _move(f"free {line_of(case)}", f"committed {case}", amount),
            _move(f"left {right_of(case)}", f"used {case}", amount),
            _move("slots", f"slot committed {case}", int(case == PRODUCT and not self._slot(case))),
        )

    def _commit(self, case: str, amount: int) -> Delta:
        rest = max(self.at(case, "held") - amount, 0)
        return _sum(
            _move(f"held {case}", f"committed {case}", amount),
            self._let_go(case, "held", rest),
            self._slot_follows(case, "held", "committed"),
        )

    def _confirm(self, case: str, amount: int) -> Delta:
        return _move(f"committed {case}", f"due {case}", amount)

    def _confirm_finally(self, case: str, amount: int) -> Delta:
        rest = max(self.at(case, "committed") - amount, 0)
        return _sum(self._confirm(case, amount), self._let_go(case, "committed", rest))

    def _release_all(self, case: str, _: int) -> Delta | None:
        amounts = {place: self.at(case, place) for place in ("held", "committed", "due")}
        if not sum(amounts.values()):
            return None
        slot = self._slot(case)
        ends = sum(amounts.values()) == self.at(case, *EVERYWHERE) and slot in ("held", "committed")
        return _sum(
            *(self._let_go(case, place, amount) for place, amount in amounts.items()),
            _move(f"slot {slot} {case}", "slots", int(ends)),
        )

    def _expire(self, case: str, _: int) -> Delta | None:
        return None if self.at(case, "committed", "due") else self._release_all(case, 0)

    def _prepare(self, case: str, amount: int) -> Delta:
        return _move(f"due {case}", f"reserved {case}", amount)

    def _void(self, case: str, amount: int) -> Delta:
        return _move(f"reserved {case}", f"due {case}", amount)

    def _instruct(self, case: str, amount: int) -> Delta:
        return _move(f"reserved {case}", f"in_transit {case}", amount)

    def _pay(self, case: str, amount: int) -> Delta:
        return _sum(_move(f"in_transit {case}", f"paid {case}", amount), self._slot_follows(case, "committed", "paid"))

    def _return(self, case: str, amount: int) -> Delta:
        was_the_only_one = amount == self.at(case, *PAST_PAYMENT)
        return _sum(
            _move(f"paid {case}", f"due {case}", amount),
            self._slot_follows(case, "paid", "committed") if was_the_only_one else Counter(),
        )

    def _demand(self, case: str, amount: int) -> Delta:
        return _move(f"paid {case}", f"to_recover {case}", amount)

    def _annul(self, case: str, amount: int) -> Delta:
        return _move(f"to_recover {case}", f"paid {case}", amount)

    def _receive(self, case: str, amount: int) -> Delta:
        all_is_back = amount == self.at(case, *EVERYWHERE) - self.at(case, "recovered")
        slot = self._slot(case)
        return _sum(
            _move(f"to_recover {case}", f"recovered {case}", amount),
            _move(f"used {case}", f"left {right_of(case)}", amount),
            _move(f"slot {slot} {case}", "slots", int(all_is_back and slot == "paid")),
        )

    def _restore(self, case: str, amount: int) -> Delta:
        return _move(f"recovered {case}", f"free {line_of(case)}", amount)

    def _write_off(self, case: str, amount: int) -> Delta:
        return _move(f"to_recover {case}", f"written_off {case}", amount)

    def _let_go(self, case: str, place: str, amount: int) -> Delta:
        return _sum(
            _move(f"{place} {case}", f"free {line_of(case)}", amount),
            _move(f"used {case}", f"left {right_of(case)}", amount),
        )

    def _slot(self, case: str) -> str | None:
        return next((place for place in ("held", "committed", "paid") if self.numbers[f"slot {place} {case}"]), None)

    def _slot_follows(self, case: str, source: str, dest: str) -> Delta:
        return _move(f"slot {source} {case}", f"slot {dest} {case}", int(self._slot(case) == source))


def _move(source: str, dest: str, amount: int) -> Delta:
    return Counter({source: -amount, dest: amount})


def _sum(*deltas: Delta) -> Delta:
    total: Delta = Counter()
    for delta in deltas:
        total.update(delta)
    return total
