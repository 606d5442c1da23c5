"""Works out every indicator of the plan for a year, from the books, the task records and what others gave."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy.orm import Session

from nscl_grants.db.indicators import IndicatorInput, inputs_until
from nscl_grants.db.plan_support import Support, span_of, support_in_all
from nscl_grants.db.records import TaskRecord, as_record, records_at
from nscl_grants.definitions.house import house_of
from nscl_grants.domain.indicators import Quantity, Value, work_out
from nscl_grants.domain.plan import Indicator
from nscl_grants.domain.results import CutOff, Record, counted, matches

_TEN_THOUSAND = 10_000
"""Đồng in a hundredth of a million."""

Known = dict[tuple[int, ...], Support]
"""All support of some years, as far as it was added up already."""


def indicator_values(session: Session, year: int, cut_off: CutOff) -> Mapping[str, Value]:
    """Every indicator of the plan for a year, those of the whole plan since its beginning."""
    return values_of(session, year, cut_off, records_until(session, year, cut_off), {})


def records_until(session: Session, year: int, cut_off: CutOff) -> Sequence[Record]:
    """What agencies did from the first year of the plan until the end of this one, as it was known at the cut-off."""
    first, last = date(house_of(session).plan.first_year, 1, 1), date(year, 12, 31)
    return [as_record(row) for row in records_at(session, first=first, last=last, at=cut_off.at)]


def values_of(
    session: Session, year: int, cut_off: CutOff, records: Sequence[Record], known: Known
) -> Mapping[str, Value]:
    """The same from records that were read already; `known` keeps what was added up, for the next who asks."""
    plan, inputs = house_of(session).plan, inputs_until(session, year, cut_off.at)

    def value_of(indicator: Indicator) -> Value:
        years = tuple(range(plan.first_year, year + 1)) if indicator.period == "plan" else (year,)
        counts = indicator.counts
        if counts is not None and counts.what in ("paid_organisations", "paid_millions"):
            if years not in known:
                known[years] = support_in_all(session, span_of(years), cut_off)
            return _from_books(indicator, known[years])
        here = [record for record in records if record.year in years]
        return _from_records(indicator, here, inputs.get(indicator.key, {}))

    return {indicator.key: value_of(indicator) for indicator in plan.indicators}


def _from_records(indicator: Indicator, records: Sequence[Record], inputs: Mapping[str, IndicatorInput]) -> Value:
    quantities = {part: row.quantity for part, row in inputs.items()}
    if indicator.counts is None:
        return work_out(indicator, quantities)
    count, matching = counted(indicator.counts, records)
    whole = None if indicator.of is None else counted(indicator.of, records)[0]
    return work_out(indicator, quantities, count=count, whole=whole, records=matching)


def _from_books(indicator: Indicator, together: Support) -> Value:
    value = work_out(indicator, {}, count=together.organisations)
    if indicator.counts is not None and indicator.counts.what == "paid_millions":
        return Value(indicator, Quantity(together.spent.dong // _TEN_THOUSAND), value.how)
    return value


def records_behind(session: Session, indicator: Indicator, year: int, cut_off: CutOff) -> Sequence[TaskRecord]:
    """The records that an indicator's value rests on, the latest event first; none when it is from elsewhere."""
    countings = [each for each in (indicator.counts, indicator.of) if each is not None and each.kinds]
    if not countings:
        return ()
    first = house_of(session).plan.first_year if indicator.period == "plan" else year
    rows = records_at(session, first=date(first, 1, 1), last=date(year, 12, 31), at=cut_off.at)
    return [row for row in rows if any(matches(counting, as_record(row)) for counting in countings)]
