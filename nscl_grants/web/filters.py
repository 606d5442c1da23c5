"""How values look on a page: money, days, moments, texts and refusals, in the reader's language.

A value that is not there is a dash, a zero is a zero.
"""

from datetime import date, datetime
from typing import Any

from flask import Flask
from markupsafe import Markup, escape

from nscl_grants.definitions.words import sentence as sentence_in
from nscl_grants.definitions.words import words
from nscl_grants.domain.money import Money
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.text import Text
from nscl_grants.domain.word import Word
from nscl_grants.domain.wording import NO_BREAK, date_words, moment_words, money_words, show
from nscl_grants.web.clock import local
from nscl_grants.web.language import language

NOTHING = "–"
MILLION = 1_000_000
_WEEKDAYS = {
    "vi": ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}


def init_filters(app: Flask) -> None:
    """Give the templates their filters."""
    app.jinja_env.filters.update(_FILTERS)


def money(amount: Money | None) -> str:
    """An amount in a text: 50.000.000 đồng."""
    return NOTHING if amount is None else money_words(amount, language())


def figure(amount: Money | int | None) -> str:
    """An amount or a number in a column, without its unit: 50.000.000."""
    if amount is None:
        return NOTHING
    return number(amount.dong if isinstance(amount, Money) else amount)


def million(amount: Money | None) -> str:
    """An amount in million đồng, for boards and public pages: 1.250 or 12,5; what is less than that is shown too."""
    if amount is None:
        return NOTHING
    whole, rest = divmod(abs(amount.dong), MILLION)
    decimals = f"{rest:06d}".rstrip("0")
    sign = "−" if amount.dong < 0 else ""
    return sign + number(whole) + (f"{_decimal_sign()}{decimals}" if decimals else "")


def number(value: int | None) -> str:
    """A whole number with its groups: 1.240; 1,240."""
    if value is None:
        return NOTHING
    grouped = f"{abs(value):,}"
    shown = grouped if language() == "en" else grouped.replace(",", ".")
    return f"−{shown}" if value < 0 else shown


def percent(value: int | str) -> str:
    """A percentage that may have decimals: 12,5 %; 12.5%."""
    text = str(value)
    return f"{text}%" if language() == "en" else f"{text.replace('.', ',')}{NO_BREAK}%"


def day(value: date | None) -> str:
    """05/01/2026; 5 January 2026; of a moment, its day in Bắc Ninh."""
    if value is None:
        return NOTHING
    return date_words(_as_day(value), language())


def iso_day(kept: str) -> str:
    """A day as content of JSON keeps it: 2026-01-05."""
    return day(date.fromisoformat(kept))


def weekday_day(value: date | None) -> str:
    """A day that is a deadline: thứ Năm, 26/11/2026."""
    if value is None:
        return NOTHING
    on = _as_day(value)
    return f"{_WEEKDAYS[language()][on.weekday()]}, {date_words(on, language())}".replace("thứ ", f"thứ{NO_BREAK}")


def moment(value: datetime | None) -> str:
    """09:05 ngày 05/01/2026."""
    return NOTHING if value is None else moment_words(value, language())


def clock_time(value: datetime | None) -> str:
    """Only the time of day: 14:32."""
    return NOTHING if value is None else f"{local(value):%H:%M}"


def in_language(value: Text | Word | str | None) -> str:
    """A text, or the word with that key, in the reader's language; a plain string is what it is."""
    if value is None:
        return NOTHING
    if isinstance(value, Text):
        return value.in_language(language())
    return show(value, language(), words())


def word(key: str) -> str:
    """The word with that key, as "role.reviewer", in the reader's language."""
    return in_language(Word(key))


def role_word(role: str) -> str:
    """What a role is called."""
    return word(f"role.{role}")


def sentence(refused: Refused) -> str:
    """What a refusal says."""
    return sentence_in(refused, language())


def width(part: Money | int, total: Money | int) -> str:
    """How wide a part of a bar is: "43.25%", rounded down so that parts never outgrow their whole."""
    of, all_of = (value.dong if isinstance(value, Money) else value for value in (part, total))
    hundredths = 0 if all_of <= 0 else min(of * 10_000 // all_of, 10_000)
    return f"{hundredths // 100}.{hundredths % 100:02d}%"


def phone(stored: str | None) -> str:
    """A stored phone number as it is read out: 0912 345 678, 0222 3868 686."""
    if not stored:
        return NOTHING
    digits = f"0{stored[3:]}" if stored.startswith("+84") else stored
    end = 7 if len(digits) == _MOBILE_DIGITS else 8
    return NO_BREAK.join(part for part in (digits[:4], digits[4:end], digits[end:]) if part)


def last_three(identity_number: str | None) -> str:
    """A personal number in a list shows only its end."""
    return NOTHING if not identity_number else "•••" + identity_number[-3:]


def last_four(account_number: str | None) -> str:
    """An account number in a list shows only its end; who needs it whole opens it, and that is noted."""
    return NOTHING if not account_number else "•••" + account_number[-4:]


def lines(text: str) -> Markup:
    """A text of several lines, escaped, with its line ends kept."""
    return Markup("<br>").join(escape(line) for line in text.splitlines())


def _as_day(value: date) -> date:
    return local(value).date() if isinstance(value, datetime) else value


def _decimal_sign() -> str:
    return "." if language() == "en" else ","


_MOBILE_DIGITS = 10
_FILTERS: dict[str, Any] = {
    "money": money,
    "figure": figure,
    "million": million,
    "number": number,
    "percent": percent,
    "day": day,
    "weekday_day": weekday_day,
    "iso_day": iso_day,
    "moment": moment,
    "clock_time": clock_time,
    "in_language": in_language,
    "word": word,
    "role_word": role_word,
    "sentence": sentence,
    "width": width,
    "phone": phone,
    "last_three": last_three,
    "last_four": last_four,
    "lines": lines,
}
