"""What the ledger may refuse; the words are in `definitions/words/ledger.toml`."""

from dataclasses import dataclass

from nscl_grants.domain.money import Money
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.word import Word


@dataclass(eq=False)
class OverCommitted(Refused):
    """The line has not that much left in the year."""

    line: str
    year: int
    left: Money
    amount: Money
    missing: Money


@dataclass(eq=False)
class OverPlanned(Refused):
    """The line was not given that much by the plan, all years together."""

    line: str
    left: Money
    amount: Money
    missing: Money


@dataclass(eq=False)
class OverEstimated(Refused):
    """The plan has not that much for the line in this year."""

    line: str
    year: int
    left: Money
    amount: Money
    missing: Money


@dataclass(eq=False)
class PlanSpent(Refused):
    """The plan as a whole does not give that much."""

    left: Money
    amount: Money
    missing: Money


@dataclass(eq=False)
class AllotmentInUse(Refused):
    """An allotment may shrink, but not below what is used of it."""

    line: str
    year: int
    left: Money
    amount: Money


@dataclass(eq=False)
class NotFreshlyAllotted(Refused):
    """Only what was freshly allotted to the line this year can go back or to another line."""

    line: str
    year: int
    left: Money
    amount: Money


@dataclass(eq=False)
class CountedLine(Refused):
    """Money cannot be moved into a line whose products are counted."""

    line: str
    year: int
    amount: Money


@dataclass(eq=False)
class SpentByCaseOnly(Refused):
    """Money of a line that counts products goes out by case, never by voucher."""

    line: str


@dataclass(eq=False)
class NoSlotLeft(Refused):
    """The line takes no further product this year."""

    line: str
    year: int


@dataclass(eq=False)
class SlotsOverPlanned(Refused):
    """The plan counts fewer products for the line in this year."""

    line: str
    year: int
    left: int
    wanted: int


@dataclass(eq=False)
class SlotTaken(Refused):
    """The case has its product slot already."""

    case: str


@dataclass(eq=False)
class EntitlementSpent(Refused):
    """The organisation has had what the norm gives for this item."""

    item: str
    holder: str
    limit: Money
    left: Money
    amount: Money


@dataclass(eq=False)
class CaseShort(Refused):
    """The case has less in that state than is to be moved out of it."""

    case: str
    year: int
    state: Word
    left: Money
    amount: Money


@dataclass(eq=False)
class CapInUse(Refused):
    """A cap cannot be lowered below what is used of it already."""

    cap: Money
    used: Money


@dataclass(eq=False)
class YearClosed(Refused):
    """The budget year takes no more postings."""

    year: int
    open: int


@dataclass(eq=False)
class YearUnknown(Refused):
    """The budget year was never opened: it lies outside the plan."""

    year: int


@dataclass(eq=False)
class YearNotDue(Refused):
    """The posting names a year that it may not be booked in today."""

    movement: Word
    year: int
    today_year: int


@dataclass(eq=False)
class JanuaryOver(Refused):
    """After 31 January an open old year only takes what empties it."""

    movement: Word
    year: int


@dataclass(eq=False)
class YearStillInUse(Refused):
    """A year closes when nothing of it is left open."""

    year: int
    state: Word
    left: Money


@dataclass(eq=False)
class SlotsStillInUse(Refused):
    """A year closes when its products are used, lapsed or carried over."""

    year: int
    left: int


@dataclass(eq=False)
class EarlierYearOpen(Refused):
    """Budget years close in their order."""

    year: int
    earlier: int


@dataclass(eq=False)
class YearNotOver(Refused):
    """A budget year closes only after its last day."""

    year: int


@dataclass(eq=False)
class PlanEnds(Refused):
    """There is no year of the plan to carry the money into."""

    year: int


@dataclass(eq=False)
class PostingDiffers(Refused):
    """The id of the posting was used before for something else."""

    id: str


@dataclass(eq=False)
class NotReversible(Refused):
    """A posting of this kind is undone by its opposite, not by a reversal."""

    movement: Word


@dataclass(eq=False)
class ReversedBefore(Refused):
    """The posting was reversed already, or is a reversal itself."""

    id: str


@dataclass(eq=False)
class LaterActStands(Refused):
    """Only the latest posting of a case can be reversed."""

    case: str


@dataclass(eq=False)
class PostingUnknown(Refused):
    """No posting has this id."""

    id: str
