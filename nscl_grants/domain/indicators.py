"""Indicators worked out: from counts, from yearly figures of others, or from growth accounting; each says how.

Figures of others carry up to two decimals and are kept in hundredths, so nothing here is a float.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from nscl_grants.domain.plan import Indicator
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.text import Text

HUNDRED = 100
VALUE, DENOMINATOR = "value", "denominator"
GROWTH, CAPITAL, LABOUR, CAPITAL_SHARE = "growth", "capital", "labour", "capital_share"
PARTS: Mapping[str, Text] = {
    VALUE: Text("Giá trị", "Value"),
    DENOMINATOR: Text("Tổng số", "Whole"),
    GROWTH: Text("Tăng trưởng GRDP, %", "Growth of GRDP, %"),
    CAPITAL: Text("Tăng vốn (K), %", "Growth of capital (K), %"),
    LABOUR: Text("Tăng lao động (L), %", "Growth of labour (L), %"),
    CAPITAL_SHARE: Text("Tỷ trọng thu nhập từ vốn (α), %", "Share of capital in income (α), %"),
}
"""What may have to come from outside, and how it is called."""

_TYPED = re.compile(r"(-?)([0-9]{1,3}(?:\.[0-9]{3})+|[0-9]{1,9})(?:,([0-9]{1,2}))?")


@dataclass(eq=False)
class NotQuantity(Refused):
    """What was typed is no number with at most two decimals."""

    typed: str


@dataclass(frozen=True, order=True, slots=True)
class Quantity:
    """A number with at most two decimals."""

    hundredths: int

    @classmethod
    def read(cls, typed: str) -> "Quantity":
        """Read 11, 11,5 or 1.240; a minus sign stands before it. Anything else raises NotQuantity."""
        found = _TYPED.fullmatch(typed.strip().removesuffix("%").strip())
        if found is None:
            raise NotQuantity(typed)
        sign, whole, decimals = found.groups()
        hundredths = int(whole.replace(".", "")) * HUNDRED + int((decimals or "").ljust(2, "0"))
        return cls(-hundredths if sign else hundredths)

    @classmethod
    def of(cls, whole: int) -> "Quantity":
        """A whole number."""
        return cls(whole * HUNDRED)

    def in_language(self, language: str) -> str:
        """11,5 and 1.240; 11.5 and 1,240."""
        whole, rest = divmod(abs(self.hundredths), HUNDRED)
        grouped, decimals = f"{whole:,}", f"{rest:02d}".rstrip("0")
        shown = grouped + (f".{decimals}" if decimals else "")
        if language != "en":
            shown = shown.translate(str.maketrans(",.", ".,"))
        return f"−{shown}" if self.hundredths < 0 else shown


@dataclass(frozen=True, slots=True)
class Value:
    """What an indicator shows for a year, and how that came about; without an amount when something is missing."""

    indicator: Indicator
    amount: Quantity | None
    how: Text
    records: int = 0

    @property
    def progress(self) -> int | None:
        """Per cent of the target, rounded down; None without a target or a value."""
        if self.amount is None or not self.indicator.target:
            return None
        return max(self.amount.hundredths // self.indicator.target, 0)

    @property
    def reached(self) -> bool:
        """Whether the target is met."""
        return self.progress is not None and self.progress >= HUNDRED


def needed_parts(indicator: Indicator) -> tuple[str, ...]:
    """What has to come from outside every year for this indicator."""
    if indicator.growth_accounting:
        return (GROWTH, CAPITAL, LABOUR, CAPITAL_SHARE)
    if indicator.counts is None:
        return (VALUE,)
    return (DENOMINATOR,) if indicator.denominator and indicator.of is None else ()


def work_out(
    indicator: Indicator,
    inputs: Mapping[str, Quantity],
    *,
    count: int | None = None,
    whole: int | None = None,
    records: int = 0,
) -> Value:
    """The value from what was counted and what came from outside; says what is missing when it cannot be had."""
    missing = [part for part in needed_parts(indicator) if part not in inputs]
    if missing:
        return Value(indicator, None, _missing(missing, count), records)
    if indicator.growth_accounting:
        return _growth_accounting(indicator, inputs)
    if count is None:
        return Value(indicator, inputs[VALUE], Text("Số liệu của cơ quan thống kê", "Figure of the statistics office"))
    of = Quantity.of(whole) if whole is not None else inputs.get(DENOMINATOR)
    if of is None:
        return Value(indicator, Quantity.of(count), _sum_of(indicator, records), records)
    return _share(indicator, count, of, records)


def _missing(parts: list[str], count: int | None) -> Text:
    vi, en = (", ".join(PARTS[part].in_language(language).lower() for part in parts) for language in ("vi", "en"))
    so_far = "" if count is None else f" Đã đếm được {count}."
    so_far_en = "" if count is None else f" Counted so far: {count}."
    return Text(f"Chưa có số liệu đầu vào: {vi}.{so_far}", f"Not entered yet: {en}.{so_far_en}")


def _sum_of(indicator: Indicator, records: int) -> Text:
    assert indicator.counts is not None
    if indicator.counts.what in ("paid_organisations", "paid_millions"):
        return Text("Cộng từ sổ bút toán của năm", "Added up from the books of the year")
    return Text(f"Cộng từ {records} kết quả do cơ quan ghi", f"Added up from {records} records of agencies")


def _share(indicator: Indicator, count: int, of: Quantity, records: int) -> Value:
    if of.hundredths <= 0:
        return Value(indicator, None, Text("Tổng số bằng 0, chưa tính được.", "The whole is 0: no share yet."), records)
    share = Quantity(count * HUNDRED * HUNDRED * HUNDRED // of.hundredths)
    vi, en = (
        f"{Quantity.of(count).in_language(language)} / {of.in_language(language)} = {share.in_language(language)} %"
        for language in ("vi", "en")
    )
    return Value(indicator, share, Text(vi, en), records)


def _growth_accounting(indicator: Indicator, inputs: Mapping[str, Quantity]) -> Value:
    """TFP grows by what capital and labour do not explain: gTFP = gY − α·gK − (1 − α)·gL; its share is gTFP / gY."""
    growth, capital, labour = (inputs[part].hundredths for part in (GROWTH, CAPITAL, LABOUR))
    alpha = inputs[CAPITAL_SHARE].hundredths
    if growth <= 0:
        return Value(indicator, None, Text("GRDP không tăng, chưa tính được tỷ trọng.", "No growth, so no share."))
    hundred_percent = HUNDRED * HUNDRED
    tfp = growth * hundred_percent - alpha * capital - (hundred_percent - alpha) * labour
    share = Quantity(tfp * HUNDRED // growth // HUNDRED)
    gained = Quantity(tfp // hundred_percent)
    return Value(indicator, share, Text(*(_formula(language, inputs, gained, share) for language in ("vi", "en"))))


def _formula(language: str, inputs: Mapping[str, Quantity], gained: Quantity, share: Quantity) -> str:
    y, k, l_, a = (inputs[part].in_language(language) for part in (GROWTH, CAPITAL, LABOUR, CAPITAL_SHARE))
    g, s = gained.in_language(language), share.in_language(language)
    return f"gTFP = gY − α·gK − (1 − α)·gL = {y} − {a} % × {k} − (100 % − {a} %) × {l_} = {g}; gTFP / gY = {s} %"
