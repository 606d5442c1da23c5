"""Norms (mức hỗ trợ) of a resolution, and how an amount follows from one, step by step.

A norm is never changed, only followed by the next version of its family; an application keeps the one
that was in force on its filing date. Every step carries the running amount and the article it rests on.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from nscl_grants.domain.money import ZERO, Money, total
from nscl_grants.domain.text import Text
from nscl_grants.domain.wording import money_words

A_STANDARD = Text("tiêu chuẩn", "standard")


@dataclass(frozen=True, slots=True)
class NormFamily:
    """A norm through its versions, and the standards it covers; entitlement is counted by family."""

    key: str
    procedure: str
    title: Text
    standards: tuple[str, ...]
    """None where the family covers everything that its procedure supports."""
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class Norm:
    """One version: a share of the eligible cost up to a ceiling, or a lump sum, for each standard or product."""

    key: str
    family: str
    percent: int
    ceiling: Money | None
    valid_from: date
    valid_until: date
    """The first day on which it is no longer in force."""
    resolution: Text
    article: Text
    cost_basis: Text
    """Which costs count."""
    lump_sum: Money | None = None
    """What is given whatever it cost; share, cost and ceiling then say nothing."""
    per: Text = A_STANDARD
    """What the ceiling is for one of."""
    conditions: tuple[Text, ...] = ()
    round_to: int = 1
    counts_vat: bool = False
    counts_cash: bool = False
    unsure: frozenset[str] = frozenset()
    """The fields that are marked "cần xác nhận"."""
    note: Text | None = None

    def is_in_force(self, on: date) -> bool:
        """Whether an application filed on that day falls under it."""
        return self.valid_from <= on < self.valid_until

    @property
    def most(self) -> Money | None:
        """What one organisation can get for one item over all its applications; None where nobody knows."""
        return self.ceiling if self.lump_sum is None else self.lump_sum


def in_force(norms: Iterable[Norm], family: str, on: date) -> Norm | None:
    """The norm of the family that an application filed on that day keeps; None when there is none."""
    return next((norm for norm in norms if norm.family == family and norm.is_in_force(on)), None)


def family_of(families: Iterable[NormFamily], procedure: str, standard: str) -> NormFamily | None:
    """The family that covers a standard in a procedure; None when no resolution names it."""
    of_procedure = (each for each in families if each.procedure == procedure)
    return next((each for each in of_procedure if not each.standards or standard in each.standards), None)


@dataclass(frozen=True, slots=True)
class Cost:
    """One cost line; `allowed` is what the reviewer let stand of it, and until then None."""

    before_vat: Money
    vat: Money = ZERO
    by_transfer: bool = True
    allowed: Money | None = None

    @property
    def declared(self) -> Money:
        """What the organisation says it spent."""
        return self.before_vat + self.vat


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a derivation; `amount` is the running amount after it."""

    name: str
    label: Text
    basis: Text | None
    amount: Money
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class Estimate:
    """An amount with the whole way to it."""

    norm: str
    steps: tuple[Step, ...]
    result: Money

    @property
    def unsure(self) -> bool:
        """Whether any step rests on what is still to be confirmed."""
        return any(step.unsure for step in self.steps)

    def as_json(self) -> dict[str, Any]:
        """Frozen for the record: plain values that read the same in years."""
        return {"norm": self.norm, "result": self.result.dong, "steps": [_step_as_json(step) for step in self.steps]}

    @classmethod
    def from_json(cls, frozen: dict[str, Any]) -> "Estimate":
        """As it was frozen."""
        return cls(frozen["norm"], tuple(_step_from_json(step) for step in frozen["steps"]), Money(frozen["result"]))


def estimate(norm: Norm, costs: Sequence[Cost], *, had: Money = ZERO, left_in_year: Money | None = None) -> Estimate:
    """What the norm gives for these costs.

    `had` is what the organisation was granted before from the same entitlement; `left_in_year` what the
    budget line still has, where that is to be shown.
    """
    steps = _by_cost(norm, costs) if norm.lump_sum is None else [_lump(norm, norm.lump_sum)]
    steps.append(_beside_what_was_had(norm, steps[-1].amount, had))
    if left_in_year is not None:
        steps.append(_within_year(steps[-1].amount, left_in_year))
    return Estimate(norm.key, tuple(steps), steps[-1].amount)


def _lump(norm: Norm, amount: Money) -> Step:
    label = Text(f"Mức trọn gói cho một {norm.per.vi}", f"Lump sum for one {norm.per.en}")
    return Step("lump", label, norm.article, amount, "lump_sum" in norm.unsure)


def _by_cost(norm: Norm, costs: Sequence[Cost]) -> list[Step]:
    steps = [_declared(costs)]
    steps += _eligible(norm, costs)
    steps.append(_share(norm, steps[-1].amount))
    steps.append(_rounded(norm, steps[-1].amount))
    steps.append(_below_ceiling(norm, steps[-1].amount))
    return steps


def _declared(costs: Sequence[Cost]) -> Step:
    amount = total([cost.declared for cost in costs])
    return Step("cost", Text("Chi phí kê khai", "Costs declared"), None, amount)


def _eligible(norm: Norm, costs: Sequence[Cost]) -> list[Step]:
    """Down to the eligible cost: without VAT, without cash, and as far as the reviewer let it stand."""
    with_vat = [cost.declared if norm.counts_vat else cost.before_vat for cost in costs]
    transferred = [
        each if cost.by_transfer or norm.counts_cash else ZERO for each, cost in zip(with_vat, costs, strict=True)
    ]
    allowed = [
        each if cost.allowed is None else min(each, cost.allowed) for each, cost in zip(transferred, costs, strict=True)
    ]
    steps = []
    if not norm.counts_vat:
        label = Text("Trừ thuế giá trị gia tăng", "Less VAT")
        steps.append(Step("vat", label, norm.cost_basis, total(with_vat), "counts_vat" in norm.unsure))
    if total(transferred) < total(with_vat):
        label = Text("Trừ khoản không trả bằng chuyển khoản", "Less what was not paid by transfer")
        steps.append(Step("cash", label, norm.cost_basis, total(transferred), "counts_cash" in norm.unsure))
    label = Text("Chi phí được tính hỗ trợ", "Eligible cost")
    return [*steps, Step("eligible", label, norm.cost_basis, total(allowed), "cost_basis" in norm.unsure)]


def _share(norm: Norm, eligible: Money) -> Step:
    label = Text(f"{norm.percent} % chi phí được tính", f"{norm.percent}% of the eligible cost")
    return Step("rate", label, norm.article, eligible.share(norm.percent), "percent" in norm.unsure)


def _rounded(norm: Norm, amount: Money) -> Step:
    unit = Money(norm.round_to)
    label = Text(
        f"Làm tròn xuống đến {money_words(unit, 'vi')}", f"Rounded down to a multiple of {money_words(unit, 'en')}"
    )
    return Step("rounding", label, None, amount.share(100, norm.round_to), "round_to" in norm.unsure)


def _below_ceiling(norm: Norm, amount: Money) -> Step:
    if norm.ceiling is None:
        label = Text("Chưa có mức tối đa", "No ceiling known")
        return Step("ceiling", label, norm.article, amount, unsure=True)
    label = Text(
        f"Tối đa {money_words(norm.ceiling, 'vi')} cho một {norm.per.vi}",
        f"At most {money_words(norm.ceiling, 'en')} for one {norm.per.en}",
    )
    return Step("ceiling", label, norm.article, min(amount, norm.ceiling), "ceiling" in norm.unsure)


def _beside_what_was_had(norm: Norm, amount: Money, had: Money) -> Step:
    """What one organisation gets for one item stays below the ceiling over all its applications."""
    if norm.most is None or not had:
        label = Text(f"Chưa nhận hỗ trợ cho {norm.per.vi} này", f"Nothing had for this {norm.per.en} before")
        return Step("had", label, None, amount)
    label = Text(
        f"Đã được hỗ trợ {money_words(had, 'vi')} cho {norm.per.vi} này",
        f"{money_words(had, 'en')} had for this {norm.per.en} before",
    )
    left = max(norm.most - had, ZERO)
    return Step("had", label, norm.article, min(amount, left), bool(norm.unsure & {"ceiling", "lump_sum"}))


def _within_year(amount: Money, left: Money) -> Step:
    label = Text(
        f"Dòng kinh phí còn {money_words(left, 'vi')} trong năm",
        f"The budget line has {money_words(left, 'en')} left this year",
    )
    return Step("year", label, None, min(amount, max(left, ZERO)))


def _step_as_json(step: Step) -> dict[str, Any]:
    return {
        "name": step.name,
        "label": _text_as_json(step.label),
        "basis": _text_as_json(step.basis) if step.basis else None,
        "amount": step.amount.dong,
        "unsure": step.unsure,
    }


def _step_from_json(frozen: dict[str, Any]) -> Step:
    basis = Text(**frozen["basis"]) if frozen["basis"] else None
    return Step(frozen["name"], Text(**frozen["label"]), basis, Money(frozen["amount"]), frozen["unsure"])


def _text_as_json(text: Text) -> dict[str, str]:
    return {"vi": text.vi, "en": text.en}
