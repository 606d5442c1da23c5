"""How large an organisation is, after Nghị định 80/2021/NĐ-CP, Điều 5: labour, and revenue or capital, by field.

Labour counts in every class; of revenue and capital the one that is better for the organisation. Who declares
neither is classed by labour alone, and the class says so by having no amounts beside it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from nscl_grants.domain.money import Money
from nscl_grants.domain.text import Text

MICRO, SMALL, MEDIUM, LARGE = "micro", "small", "medium", "large"
SIZES: Mapping[str, Text] = {
    MICRO: Text("Siêu nhỏ", "Micro"),
    SMALL: Text("Nhỏ", "Small"),
    MEDIUM: Text("Vừa", "Medium"),
    LARGE: Text("Lớn", "Large"),
}
INDUSTRY, TRADE = "industry", "trade"
FIELDS: Mapping[str, Text] = {
    INDUSTRY: Text("Nông, lâm nghiệp, thủy sản, công nghiệp, xây dựng", "Agriculture, industry or construction"),
    TRADE: Text("Thương mại, dịch vụ", "Trade or services"),
}
_BILLION = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Ceiling:
    """The most that a class allows."""

    size: str
    labour: int
    revenue: int
    """In billions of đồng."""
    capital: int


CEILINGS: Mapping[str, tuple[Ceiling, ...]] = {
    INDUSTRY: (Ceiling(MICRO, 10, 3, 3), Ceiling(SMALL, 100, 50, 20), Ceiling(MEDIUM, 200, 200, 100)),
    TRADE: (Ceiling(MICRO, 10, 10, 3), Ceiling(SMALL, 50, 100, 50), Ceiling(MEDIUM, 100, 300, 100)),
}
"""Nghị định 80/2021/NĐ-CP, Điều 5."""


def size_of(field: str, labour: int, revenue: Money | None = None, capital: Money | None = None) -> str:
    """The smallest class that holds the organisation; large when none does."""
    fitting = (ceiling.size for ceiling in CEILINGS[field] if _fits(ceiling, labour, revenue, capital))
    return next(fitting, LARGE)


def _fits(ceiling: Ceiling, labour: int, revenue: Money | None, capital: Money | None) -> bool:
    if labour > ceiling.labour:
        return False
    declared = [(revenue, ceiling.revenue), (capital, ceiling.capital)]
    known = [amount.dong <= billions * _BILLION for amount, billions in declared if amount is not None]
    return any(known) or not known
