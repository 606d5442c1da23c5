"""Money is whole đồng.

Text becomes money at one door (`Money.read`) and text again at another; between them nothing is
rounded, and nothing is a float or a Decimal.
"""

import re
from dataclasses import dataclass
from typing import Self

from nscl_grants.domain.refused import Refused

MOST_DONG = 9_000_000_000_000_000
"""More than any budget here, and less than a 64-bit integer or a JavaScript number can hold."""

_PLAIN = re.compile(r"[0-9]{1,16}")
_GROUPED = re.compile(r"[0-9]{1,3}(?:[.\u00a0\u202f ][0-9]{3}){1,5}")


@dataclass(eq=False)
class NotMoney(Refused):
    """What was typed is not a whole number of đồng."""

    typed: str


@dataclass(frozen=True, order=True, slots=True)
class Money:
    """A number of whole đồng; negative only as a difference."""

    dong: int

    @classmethod
    def read(cls, typed: str) -> Self:
        """Read 68000000, 68.000.000 or 68 000 000; anything else raises NotMoney.

        A comma, a sign, an exponent or a digit of another script has no meaning here: guessing
        between 50,000 and 50.000,00 is how budgets go wrong.
        """
        text = typed.strip().removesuffix("đồng").removesuffix("đ").strip()
        if not (_PLAIN.fullmatch(text) or _GROUPED.fullmatch(text)):
            raise NotMoney(typed)
        dong = int(re.sub(r"[^0-9]", "", text))
        if dong > MOST_DONG:
            raise NotMoney(typed)
        return cls(dong)

    def __add__(self, other: "Money") -> "Money":
        return Money(self.dong + other.dong)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.dong - other.dong)

    def __bool__(self) -> bool:
        return self.dong != 0

    def __str__(self) -> str:
        return f"{self.dong:,}".replace(",", ".")

    def share(self, percent: int, round_to: int = 1) -> "Money":
        """That percentage of the amount, rounded down to a multiple of `round_to` đồng."""
        exact = self.dong * percent // 100
        return Money(exact - exact % round_to)

    def split(self, parts: int) -> list["Money"]:
        """Divide into instalments that add up to exactly this amount, the larger ones first."""
        share, left_over = divmod(self.dong, parts)
        return [Money(share + (nth < left_over)) for nth in range(parts)]


ZERO = Money(0)


def total(amounts: "list[Money] | tuple[Money, ...]") -> Money:
    """The sum of the amounts; of none, zero."""
    return Money(sum(amount.dong for amount in amounts))
