"""How papers write dates, times and amounts in Vietnamese."""

from datetime import date, datetime

from nscl_grants.domain.calendar import ICT
from nscl_grants.domain.money import Money
from nscl_grants.domain.number_words import amount_in_words
from nscl_grants.domain.wording import NO_BREAK, money_words


def decree_date(day: date) -> str:
    """ngày 05 tháng 01 năm 2026: days below 10 and the months 1 and 2 have a leading zero."""
    month = f"{day.month:02d}" if day.month <= 2 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def open_date(year: int) -> str:
    """A date to be filled in by hand."""
    return f"ngày{NO_BREAK * 6}tháng{NO_BREAK * 6}năm {year or NO_BREAK * 6}"


def short_date(day: date | None) -> str:
    """05/01/2026."""
    return "" if day is None else f"{day:%d/%m/%Y}"


def hour_and_date(moment: datetime) -> str:
    """09 giờ 05 phút, ngày 05 tháng 01 năm 2026, as clocks in Việt Nam show it."""
    local = moment.astimezone(ICT)
    return f"{local:%H} giờ {local:%M} phút, {decree_date(local.date())}"


def amount(money: Money) -> str:
    """50.000.000 đồng."""
    return money_words(money, "vi")


def amount_with_words(money: Money) -> str:
    """50.000.000 đồng (Năm mươi triệu đồng)."""
    return f"{amount(money)} ({amount_in_words(money)})"


def phone(stored: str) -> str:
    """0912 345 678; 0222 3123 456: as it is read out."""
    digits = f"0{stored[3:]}" if stored.startswith("+84") else stored
    if not digits.isdecimal():
        return stored
    end = 7 if len(digits) == 10 else 8
    return NO_BREAK.join(part for part in (digits[:4], digits[4:end], digits[end:]) if part)


def stopped(text: str) -> str:
    """The text with a full stop, unless it ends with a mark already."""
    said = text.strip()
    return said if not said or said[-1] in ".!?;:…/" else f"{said}."


def decision_words(number: str, on: date | None) -> str:
    """Quyết định số 05/QĐ-SKHCN ngày 05 tháng 01 năm 2026; what is not known is left out."""
    named = f"Quyết định số {number}" if number else "Quyết định"
    return f"{named} {decree_date(on)}" if on else named
