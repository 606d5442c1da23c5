"""How values read in a sentence: money, dates, times and words, in Vietnamese or English.

Texts may break inside neither a number nor an amount, so their parts are joined by no-break spaces.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime

from nscl_grants.domain.calendar import ICT
from nscl_grants.domain.money import Money
from nscl_grants.domain.text import Text
from nscl_grants.domain.word import Word

NO_BREAK = "\u00a0"
_ENGLISH_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def money_words(amount: Money, language: str) -> str:
    """50.000.000 đồng; VND 50,000,000."""
    if language == "en":
        return f"VND{NO_BREAK}{amount.dong:,}"
    return f"{amount}{NO_BREAK}đồng"


def date_words(day: date, language: str) -> str:
    """05/01/2026; 5 January 2026."""
    if language == "en":
        return f"{day.day}{NO_BREAK}{_ENGLISH_MONTHS[day.month - 1]}{NO_BREAK}{day.year}"
    return f"{day:%d/%m/%Y}"


def moment_words(moment: datetime, language: str) -> str:
    """09:05 ngày 05/01/2026; 09:05 on 5 January 2026; always the time of day in Việt Nam."""
    local = moment.astimezone(ICT)
    on = "on" if language == "en" else "ngày"
    return f"{local:%H:%M}{NO_BREAK}{on}{NO_BREAK}{date_words(local.date(), language)}"


def show(value: object, language: str, words: Mapping[str, Text]) -> str:
    """A value as it stands in a sentence; a collection is its members, joined by commas."""
    match value:
        case Money():
            return money_words(value, language)
        case datetime():
            return moment_words(value, language)
        case date():
            return date_words(value, language)
        case Text():
            return value.in_language(language)
        case Word():
            return words[value.key].in_language(language) if value.key in words else value.key
        case str():
            return value
        case Collection():
            return ", ".join(show(member, language, words) for member in value)
        case None:
            return "–"
        case _:
            return str(value)
