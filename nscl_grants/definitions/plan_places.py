"""Where and when: agencies, communes, the working calendar, the office, and the dates of a budget year."""

from datetime import date
from typing import Any, cast

from nscl_grants.definitions.source import Table
from nscl_grants.domain.calendar import DayOff, WorkCalendar
from nscl_grants.domain.plan import Agency, BudgetCodes, Commune, Settings, YearDate

_AGENCY_KINDS = ("department", "board", "association", "press")

_CODES = (
    "unit_code",
    "account",
    "program_code",
    "program",
    "economic_code",
    "sector_code",
    "source_code",
    "tax_code",
    "tax_chapter",
    "tax_collector",
)


def agencies(top: Table) -> dict[str, Agency]:
    """The agencies by key, in the order of the file."""
    return {key: _agency(key, table) for key, table in top.named_tables("agencies")}


def _agency(key: str, table: Table) -> Agency:
    kind = cast(Any, table.one_of("kind", _AGENCY_KINDS))
    agency = Agency(key, table.text("name"), table.word("short"), kind, table.yes("reports", default=True))
    table.done()
    return agency


def communes(top: Table) -> dict[str, Commune]:
    """Wards, then communes, by code."""
    found: dict[str, Commune] = {}
    for key, kind in (("wards", "ward"), ("communes", "commune")):
        table = top.table(key)
        for code in table.values:
            if len(code) != 5 or not code.isdecimal() or code in found:
                table.find(code, "a commune has a code of its own, of five digits")
            found[code] = Commune(code, table.word(code), cast(Any, kind))
        table.done()
    return found


def calendar(top: Table) -> WorkCalendar:
    """The working calendar of all the years that the file covers."""
    days_off = {each.day: each for each in (_day_off(table) for table in top.tables("days_off"))}
    make_ups = frozenset(top.days("make_ups"))
    for day in sorted(make_ups):
        if day.weekday() < 5:
            top.find("make_ups", f"{day} is no weekend, so it is worked anyway")
    return WorkCalendar(top.day("first"), top.day("last"), days_off, make_ups)


def _day_off(table: Table) -> DayOff:
    day_off = DayOff(
        day=table.day("day"),
        name=table.both_languages(),
        swapped_for=table.day_or_none("swapped_for"),
        unsure=table.yes("unsure"),
    )
    table.done()
    return day_off


def settings(top: Table) -> Settings:
    """How the office is called and reached."""
    table = top.table("settings")
    found = Settings(
        office=table.text("office"),
        office_short=table.word("office_short"),
        office_code=table.word("office_code"),
        parent=table.text("parent"),
        province=table.text("province"),
        province_code=table.word("province_code"),
        place=table.word("place"),
        address=table.text("address"),
        phone=table.word("phone"),
        email=table.word("email"),
        receiving_points=table.texts("receiving_points"),
        budget_chapter=table.word("budget_chapter"),
        treasury=table.text("treasury"),
        approver_may_authorise=table.yes("approver_may_authorise"),
        report_days={key: _report_day(each) for key, each in table.named_tables("report_days")},
        bank_wait_days=table.number("bank_wait_days", 1),
        budget=_budget_codes(table.table("budget")),
        unsure=frozenset(table.names("unsure")),
    )
    table.done()
    return found


def _budget_codes(table: Table) -> BudgetCodes:
    codes = BudgetCodes(
        **{name: table.word(name) for name in _CODES},
        unsure=tuple(table.names("unsure")),
    )
    table.done()
    return codes


def year_dates(top: Table) -> dict[str, YearDate]:
    """The dates of a budget year by name, in the order of the file."""
    found = [_year_date(table) for table in top.tables("year_dates")]
    return {each.name: each for each in found}


def _year_date(table: Table) -> YearDate:
    month, day = _month_and_day(table)
    year_date = YearDate(
        name=table.word("name"),
        title=table.text("title"),
        month=month,
        day=day,
        next_year=table.yes("next_year"),
        basis=table.text("basis"),
        unsure=table.yes("unsure"),
    )
    table.done()
    return year_date


def _report_day(table: Table) -> tuple[int, int]:
    found = _month_and_day(table)
    table.done()
    return found


def _month_and_day(table: Table) -> tuple[int, int]:
    month, day = table.number("month"), table.number("day")
    try:
        date(2027, month, day)
    except ValueError:
        table.find("day", f"{day}/{month} is not in every calendar")
        return 1, 1
    return month, day
