"""Values read in a sentence as the glossary writes them."""

from datetime import UTC, date, datetime

import pytest

from nscl_grants.domain.money import Money
from nscl_grants.domain.text import Text
from nscl_grants.domain.word import Word
from nscl_grants.domain.wording import show

WORDS = {"money.held": Text("Tạm giữ", "Held"), "money.due": Text("Chờ thanh toán", "Due")}


@pytest.mark.parametrize(
    ("value", "vi", "en"),
    [
        (Money(50_000_000), "50.000.000\u00a0đồng", "VND\u00a050,000,000"),
        (date(2026, 1, 5), "05/01/2026", "5\u00a0January\u00a02026"),
        (
            datetime(2026, 1, 5, 2, 5, tzinfo=UTC),
            "09:05\u00a0ngày\u00a005/01/2026",
            "09:05\u00a0on\u00a05\u00a0January\u00a02026",
        ),
        (Text("Bản nháp", "Draft"), "Bản nháp", "Draft"),
        (Word("money.held"), "Tạm giữ", "Held"),
        ((Word("money.held"), Word("money.due")), "Tạm giữ, Chờ thanh toán", "Held, Due"),
        ("III.1", "III.1", "III.1"),
        (2026, "2026", "2026"),
        (None, "–", "–"),
    ],
)
def test_a_value_is_shown_in_the_readers_language(value: object, vi: str, en: str) -> None:
    assert show(value, "vi", WORDS) == vi
    assert show(value, "en", WORDS) == en


def test_a_word_nobody_wrote_shows_its_key_rather_than_nothing() -> None:
    assert show(Word("money.lost"), "vi", WORDS) == "money.lost"
