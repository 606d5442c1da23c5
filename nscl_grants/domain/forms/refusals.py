"""What is wrong with an answer, said of one field."""

from dataclasses import dataclass
from datetime import date

from nscl_grants.domain.refused import Refused
from nscl_grants.domain.text import Text


@dataclass(eq=False)
class AnswerMissing(Refused):
    """A question that has to be answered was left open."""

    question: Text


@dataclass(eq=False)
class AnsweredTwice(Refused):
    """One question, two answers: nobody can know which was meant."""

    question: Text


@dataclass(eq=False)
class TooLong(Refused):
    """The text has more signs than there is room for."""

    question: Text
    signs: int
    most: int


@dataclass(eq=False)
class NotNumber(Refused):
    """What was typed is not a whole number."""

    typed: str


@dataclass(eq=False)
class BelowLeast(Refused):
    """The number or amount is too small."""

    question: Text
    least: object


@dataclass(eq=False)
class AboveMost(Refused):
    """The number or amount is too large."""

    question: Text
    most: object


@dataclass(eq=False)
class NotDate(Refused):
    """What was typed is not a day of the calendar."""

    typed: str


@dataclass(eq=False)
class NotTime(Refused):
    """What was typed is not a time of day."""

    typed: str


@dataclass(eq=False)
class DateAhead(Refused):
    """The day has not come yet."""

    question: Text
    day: date
    today: date


@dataclass(eq=False)
class DatePast(Refused):
    """The day is over."""

    question: Text
    day: date
    today: date


@dataclass(eq=False)
class NotAfter(Refused):
    """The second of two dates comes first."""

    question: Text
    day: date
    earlier: date


@dataclass(eq=False)
class NotAnOption(Refused):
    """What was sent is not among the choices."""

    question: Text
    typed: str


@dataclass(eq=False)
class TooFewRows(Refused):
    """The group has fewer rows than it needs."""

    question: Text
    least: int


@dataclass(eq=False)
class TooManyRows(Refused):
    """The group has more rows than there is room for."""

    question: Text
    most: int


@dataclass(eq=False)
class TaxCodeLooksWrong(Refused):
    """The check digit differs; said, but in nobody's way: the circular does not give its formula."""

    typed: str
