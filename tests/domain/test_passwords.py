"""A password is long and not easily guessed; nothing else is asked of it."""

import pytest

from nscl_grants.definitions.common_passwords import common_passwords
from nscl_grants.domain.passwords import (
    PasswordIsGuessable,
    PasswordTooLong,
    PasswordTooShort,
    check_new_password,
)


@pytest.mark.parametrize(
    "password", ["bốn con mèo xanh", "demo-nscl-2026", "correct horse battery", "🦀🦀🐙🐙🐢🐢🐍🐍🦎🦎🐊🐊"]
)
def test_a_long_and_unlikely_password_is_taken_whatever_it_is_made_of(password: str) -> None:
    check_new_password(password, common=common_passwords(), about=("an@congty.vn", "Trần Thị Thử"))


def test_eleven_signs_are_too_few() -> None:
    with pytest.raises(PasswordTooShort):
        check_new_password("mèo xanh lá", common=())


def test_a_book_is_too_long() -> None:
    with pytest.raises(PasswordTooLong):
        check_new_password("mèo xanh " * 40, common=())


@pytest.mark.parametrize(
    "password",
    [
        "qwertyuiop123",
        "MatKhau123456",
        "password-2026-2026",
        "bacninh2026!!!",
        "aaaaaaaaaaaa",
        "abcabcabcabc",
        "vidu-xanh@congty.vn",
        "2026-congty-2026",
        "027093001234",
    ],
)
def test_a_password_that_is_guessed_first_is_refused(password: str) -> None:
    with pytest.raises(PasswordIsGuessable):
        check_new_password(password, common=common_passwords(), about=("vidu-xanh@congty.vn", "027093001234"))


def test_the_list_is_of_passwords_in_lower_case() -> None:
    assert len(common_passwords()) > 300
    assert all(password == password.lower() for password in common_passwords())
