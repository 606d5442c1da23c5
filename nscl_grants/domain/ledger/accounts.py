"""The accounts of the ledger: what is counted, where it stands, and of whom.

A place belongs to a unit and says what names its accounts carry: a line, a year, a case, an entitlement.
"""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum


class Unit(StrEnum):
    """What an account counts."""

    VND = "VND"
    SLOT = "SLOT"
    """Products."""
    FRESH = "FRESH"
    """Đồng of a year's estimate in the plan (Phụ lục II): still to be allotted, or allotted."""
    ENTITLEMENT = "ENTITLEMENT"
    """Đồng that one organisation may get for one item under one family of norms."""


class Place(StrEnum):
    """Where an amount stands."""

    SOURCE = "source"
    LINE = "line"
    ESTIMATE = "estimate"
    ALLOTTED = "allotted"
    FREE = "free"
    HELD = "held"
    COMMITTED = "committed"
    DUE = "due"
    RESERVED = "reserved"
    IN_TRANSIT = "in_transit"
    ADVANCED = "advanced"
    PAID = "paid"
    TO_RECOVER = "to_recover"
    RECOVERED = "recovered"
    WRITTEN_OFF = "written_off"
    LAPSED = "lapsed"
    CARRIED_OUT = "carried_out"
    CARRIED_IN = "carried_in"
    QUOTA = "quota"
    USED = "used"


STATES = (
    Place.FREE,
    Place.HELD,
    Place.COMMITTED,
    Place.DUE,
    Place.RESERVED,
    Place.IN_TRANSIT,
    Place.ADVANCED,
    Place.PAID,
    Place.TO_RECOVER,
    Place.RECOVERED,
    Place.WRITTEN_OFF,
    Place.LAPSED,
    Place.CARRIED_OUT,
)
"""Where the money of a line and year can be; together they are what was allotted and carried in."""

OPEN_STATES = (Place.FREE, Place.HELD, Place.COMMITTED, Place.DUE, Place.RESERVED, Place.IN_TRANSIT)
"""What a year must be empty of before it closes, and what is frozen from then on."""

SETTLED = (Place.ADVANCED, Place.PAID, Place.TO_RECOVER, Place.RECOVERED, Place.WRITTEN_OFF)
"""Money that has left; it is still moved after its year closed, by postings booked in the open year."""

CASE_STATES = (*OPEN_STATES[1:], *SETTLED)
"""Where the money of one case can be."""

SEPARATOR = "|"


@dataclass(frozen=True, order=True, slots=True)
class AccountKey:
    """The whole name of an account; two accounts with one name do not exist."""

    unit: str
    place: str
    line: str = ""
    year: int = 0
    case: str = ""
    family: str = ""
    holder: str = ""
    item: str = ""

    def __post_init__(self) -> None:
        names = (self.line, self.case, self.family, self.holder, self.item)
        assert all(unicodedata.is_normalized("NFC", name) for name in names), f"not in NFC: {names}"
        assert self.year >= 0

    @property
    def text(self) -> str:
        """The canonical text, as the database computes it: the parts in order, a separator inside one escaped."""
        parts = (self.unit, self.place, self.line, str(self.year), self.case, self.family, self.holder, self.item)
        return SEPARATOR.join(part.replace("%", "%25").replace(SEPARATOR, "%7C") for part in parts)


def vnd(place: Place, line: str, year: int = 0, case: str = "") -> AccountKey:
    """An account of money."""
    return AccountKey(Unit.VND, place, line, year, case)


def slots(place: Place, line: str, year: int, case: str = "") -> AccountKey:
    """An account of products."""
    return AccountKey(Unit.SLOT, place, line, year, case)


def fresh(place: Place, line: str, year: int) -> AccountKey:
    """An account of a year's estimate."""
    return AccountKey(Unit.FRESH, place, line, year)


def source(unit: Unit) -> AccountKey:
    """Where all of a unit comes from; its floor is what the plan gives in all."""
    return AccountKey(unit, Place.SOURCE)
