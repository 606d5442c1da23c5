"""A password is long and not easily guessed; nothing else is asked of it."""

import pytest

from nscl_grants.actions.passwords import chosen, matches
from nscl_grants.definitions.common_passwords import common_passwords
from nscl_grants.domain.passwords import (
    PasswordIsGuessable,
    PasswordTooLong,
    PasswordTooShort,
    check_new_password,
)


@pytest.mark.parametrize(
    "password",
    ["bốn con mèo xanh", "bao giờ cho đến tháng mười", "correct horse battery", "🦀🦀🐙🐙🐢🐢🐍🐍🦎🦎🐊🐊🦂🦂🐝"],
)
def test_a_long_and_unlikely_password_is_taken_whatever_it_is_made_of(password: str) -> None:
    check_new_password(password, common=common_passwords(), about=("an@congty.vn", "Trần Thị Thử"))


def test_fourteen_signs_are_too_few() -> None:
    with pytest.raises(PasswordTooShort):
        check_new_password("mèo xanh lá to", common=())


def test_a_book_is_too_long() -> None:
    with pytest.raises(PasswordTooLong):
        check_new_password("mèo xanh " * 40, common=())


@pytest.mark.parametrize(
    "password",
    [
        "qwertyuiop12345",
        "MatKhau12345678",
        "password-2026-2026",
        "bacninh2026!!!!!",
        "aaaaaaaaaaaaaaaa",
        "abcabcabcabcabc",
        "vidu-xanh@congty.vn",
        "2026-congty-2026",
        "027093001234-12",
    ],
)
def test_a_password_that_is_guessed_first_is_refused(password: str) -> None:
    with pytest.raises(PasswordIsGuessable):
        check_new_password(password, common=common_passwords(), about=("vidu-xanh@congty.vn", "027093001234"))


def test_the_list_is_of_passwords_in_lower_case() -> None:
    assert len(common_passwords()) > 300
    assert all(password == password.lower() for password in common_passwords())


@pytest.mark.parametrize(
    "password",
    ["iloveyouforever2024", "zxcvbnm,./asdfghjkl", "jennifer.michael1", "1q2w3e4r5t6y7u8i", "sunshineprincess1"],
)
def test_what_the_lists_of_the_world_guess_in_a_night_is_refused_too(password: str) -> None:
    with pytest.raises(PasswordIsGuessable):
        chosen(password, ())


def test_what_nobody_guesses_is_kept_as_a_hash() -> None:
    assert matches("bốn con mèo xanh", chosen("bốn con mèo xanh", ("an@congty.vn",)))
