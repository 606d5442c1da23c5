"""Vietnamese text is kept in one form, found without marks, and sorted as in a dictionary."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nscl_grants.domain.vietnamese import clean, clean_lines, fold, person_sort_key, sort_key


def test_two_ways_to_type_a_letter_are_kept_as_one() -> None:
    assert clean(unicodedata.normalize("NFD", "Đường Nguyễn Huệ")) == "Đường Nguyễn Huệ"


@pytest.mark.parametrize("unseen", ["\u200b", "\u202e", "\ufeff", "\u2066", "\x00", "\x1b"])
def test_what_cannot_be_seen_is_not_kept(unseen: str) -> None:
    assert clean(f"Công{unseen} ty") == "Công ty"


def test_spaces_of_every_kind_become_one() -> None:
    assert clean("  Công\u00a0\u00a0ty\tA\n") == "Công ty A"


def test_a_long_text_keeps_its_lines() -> None:
    assert clean_lines(" một \r\n\r\n\r\n\r\nhai\u200b\rba ") == "một\n\nhai\nba"


@pytest.mark.parametrize("typed", ["duong", "Đường", "DUONG", unicodedata.normalize("NFD", "đường")])
def test_a_search_needs_no_marks(typed: str) -> None:
    assert fold(typed) == "duong"


def test_a_search_ignores_dots_and_hyphens() -> None:
    assert fold("H05.15-261020-0007") == "h05 15 261020 0007"


def test_letters_come_before_tones() -> None:
    names = ["Dũng", "Ân", "An", "Đạt", "Ẩn", "Ăn", "Dung", "Bình", "Dạt"]

    assert sorted(names, key=sort_key) == ["An", "Ăn", "Ân", "Ẩn", "Bình", "Dạt", "Dung", "Dũng", "Đạt"]


def test_people_are_sorted_by_given_name() -> None:
    assert sorted(["Trần Văn Bình", "Lê Thị An", "Nguyễn An"], key=person_sort_key) == [
        "Lê Thị An",
        "Nguyễn An",
        "Trần Văn Bình",
    ]


@given(st.text())
def test_cleaning_twice_changes_nothing_more(typed: str) -> None:
    assert clean(clean(typed)) == clean(typed)
    assert clean_lines(clean_lines(typed)) == clean_lines(typed)


@given(st.text())
def test_every_text_can_be_sorted_and_folded(text: str) -> None:
    assert sort_key(text) == sort_key(text)
    assert fold(fold(text)) == fold(text)
