"""What the ledger knows of a case: its line, its entitlement, its product, and where its money stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from unicodedata import normalize

from nscl_grants.domain.ledger.accounts import CASE_STATES, AccountKey, Place, Unit
from nscl_grants.domain.ledger.limits import Limit
from nscl_grants.domain.money import ZERO, Money


@dataclass(frozen=True, slots=True)
class Entitlement:
    """What one organisation may get for one item; the limit is that of the norm on the filing date."""

    family: str
    holder: str
    """The organisation's tax code."""
    item: str
    """A standard or a product."""
    limit: Money

    def quota(self) -> AccountKey:
        """The account that all cases of this organisation and item draw on."""
        return self._account(Place.QUOTA)

    def used(self, case: str) -> AccountKey:
        """What one case has drawn."""
        return self._account(Place.USED, case)

    def _account(self, place: Place, case: str = "") -> AccountKey:
        # However the item was typed, letter by letter or with two spaces, it is one entitlement.
        item = normalize("NFC", " ".join(self.item.split()))
        return AccountKey(Unit.ENTITLEMENT, place, case=case, family=self.family, holder=self.holder, item=item)


@dataclass(frozen=True, slots=True)
class Award:
    """The fixed terms of a case: what moves along whenever its money does."""

    case: str
    line: str
    entitlement: Entitlement | None = None
    product: str = ""
    """The product, where the line counts products; it takes a slot."""

    @property
    def limits(self) -> tuple[Limit, ...]:
        """What a posting that takes entitlement must carry: the limit of the norm on the filing date."""
        if self.entitlement is None:
            return ()
        return (Limit(self.entitlement.quota(), -self.entitlement.limit.dong, 0),)


@dataclass(frozen=True, slots=True)
class Slot:
    """Where the product slot of a case stands."""

    place: Place
    year: int


@dataclass(frozen=True, slots=True)
class CaseBook:
    """What the books say of one case: its money by budget year and state, and its slot."""

    amounts: Mapping[int, Mapping[Place, Money]] = field(default_factory=dict)
    slot: Slot | None = None

    @property
    def years(self) -> tuple[int, ...]:
        """The budget years in which the case has money anywhere, the oldest first."""
        return tuple(sorted(year for year, states in self.amounts.items() if any(states.values())))

    def of(self, year: int, *places: Place) -> Money:
        """What stands in these states of one year, together."""
        states = self.amounts.get(year, {})
        return Money(sum(states.get(place, ZERO).dong for place in places))

    def total(self, *places: Place) -> Money:
        """What stands in these states, all years together."""
        return Money(sum(self.of(year, *places).dong for year in self.amounts))

    def totals(self) -> dict[str, Money]:
        """Every state that a case's money can be in, all years together."""
        return {str(place): self.total(place) for place in CASE_STATES}

    def oldest_first(self, amount: Money, *places: Place) -> tuple[tuple[int, Money], ...]:
        """The amount spread over the years, as far as these states hold it, the oldest year emptied first."""
        shares, left = [], amount.dong
        for year in self.years:
            share = min(left, self.of(year, *places).dong)
            if share > 0:
                shares.append((year, Money(share)))
                left -= share
        return tuple(shares)
