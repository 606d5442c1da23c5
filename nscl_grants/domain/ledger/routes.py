"""Which movement may go from where to where; the database holds the same table and refuses the rest."""

from nscl_grants.domain.ledger.accounts import SETTLED, Place, Unit
from nscl_grants.domain.ledger.posting import Kind

Route = tuple[Unit, Place, Place]


def _of(unit: Unit, *ways: str) -> frozenset[Route]:
    pairs = [way.split(" > ") for way in ways]
    return frozenset((unit, Place(source), Place(dest)) for source, dest in pairs)


def _money(*ways: str) -> frozenset[Route]:
    return _of(Unit.VND, *ways)


def _slot(*ways: str) -> frozenset[Route]:
    return _of(Unit.SLOT, *ways)


def _fresh(*ways: str) -> frozenset[Route]:
    return _of(Unit.FRESH, *ways)


_TAKES = _of(Unit.ENTITLEMENT, "quota > used")
_GIVES_BACK = _of(Unit.ENTITLEMENT, "used > quota")
_PLANNED = _money("source > line") | _fresh("source > estimate") | _slot("source > estimate")
_UNPLANNED = _money("line > source") | _fresh("estimate > source") | _slot("estimate > source")
_CARRIED = ("free", "committed", "due")
_CARRIED_SLOTS = ("free", "committed")

ROUTES: dict[Kind, frozenset[Route]] = {
    Kind.PLAN: _PLANNED,
    Kind.ADJUST_PLAN: _PLANNED | _UNPLANNED,
    Kind.OPEN_YEAR: frozenset(),
    Kind.CLOSE_YEAR: frozenset(),
    Kind.ALLOT: _money("line > free") | _fresh("estimate > allotted") | _slot("estimate > free"),
    Kind.SHRINK: _money("free > line") | _fresh("allotted > estimate") | _slot("free > estimate"),
    Kind.REALLOCATE: _money("free > line", "line > line", "line > free") | _fresh("allotted > allotted"),
    Kind.HOLD: _money("free > held") | _slot("free > held") | _TAKES,
    Kind.RELEASE: (
        _money("held > free", "committed > free", "due > free") | _slot("held > free", "committed > free") | _GIVES_BACK
    ),
    Kind.EXPIRE: _money("held > free") | _slot("held > free") | _GIVES_BACK,
    Kind.COMMIT: _money("held > committed", "held > free") | _slot("held > committed") | _GIVES_BACK,
    Kind.FUND: _money("free > committed") | _slot("free > committed") | _TAKES,
    Kind.CONFIRM: _money("committed > due", "committed > free") | _GIVES_BACK,
    Kind.PREPARE: _money("due > reserved"),
    Kind.VOID: _money("reserved > due"),
    Kind.INSTRUCT: _money("reserved > in_transit"),
    Kind.PAY: _money("in_transit > paid") | _slot("committed > paid"),
    Kind.PAY_ADVANCE: _money("in_transit > advanced") | _slot("committed > paid"),
    Kind.RETURN: _money("in_transit > due", "paid > due", "advanced > due") | _slot("paid > committed"),
    Kind.SETTLE: _money("advanced > paid"),
    Kind.SPEND: _money("free > paid"),
    Kind.DEMAND: (_money("paid > to_recover", "advanced > to_recover", "committed > free", "due > free") | _GIVES_BACK),
    Kind.ANNUL: _money("to_recover > paid", "to_recover > advanced"),
    Kind.RECEIVE: _money("to_recover > recovered") | _slot("paid > free") | _GIVES_BACK,
    Kind.RESTORE: _money("recovered > free"),
    Kind.WRITE_OFF: _money("to_recover > written_off"),
    Kind.CARRY_OVER: (
        _money(*(f"{place} > carried_out" for place in _CARRIED), *(f"carried_in > {place}" for place in _CARRIED))
        | _slot(*(f"{place} > carried_out" for place in _CARRIED_SLOTS))
        | _slot(*(f"carried_in > {place}" for place in _CARRIED_SLOTS))
    ),
    Kind.LAPSE: _money("free > lapsed") | _slot("free > lapsed"),
    Kind.ADJUST: (
        _money(*(f"{one} > {other}" for one in SETTLED for other in SETTLED))
        | _slot("paid > paid")
        | _TAKES
        | _GIVES_BACK
    ),
}
"""A reversal goes the ways of what it reverses, backwards; it has none of its own."""

REVERSIBLE = frozenset(
    {
        Kind.HOLD,
        Kind.RELEASE,
        Kind.COMMIT,
        Kind.FUND,
        Kind.CONFIRM,
        Kind.PREPARE,
        Kind.VOID,
        Kind.INSTRUCT,
        Kind.PAY,
        Kind.PAY_ADVANCE,
        Kind.RETURN,
        Kind.SETTLE,
        Kind.SPEND,
        Kind.DEMAND,
        Kind.ANNUL,
        Kind.RECEIVE,
        Kind.RESTORE,
        Kind.WRITE_OFF,
    }
)
"""The rest is undone by its opposite (allot, reallocate), or stands (carry over, expiry, the end of a year)."""
