"""When two organisations may be one."""

import pytest

from nscl_grants.domain.same_name import bare_name
from nscl_grants.domain.vietnamese import fold


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Công ty TNHH Minh Họa", "CÔNG TY CỔ PHẦN MINH HOẠ"),
        ("HTX Rau Sạch", "Hợp tác xã rau-sạch"),
        ("Công ty TNHH MTV Ví Dụ", "Công ty Trách nhiệm hữu hạn một thành viên Ví Dụ"),
    ],
)
def test_a_name_is_the_same_whatever_the_legal_form_and_spelling(one: str, other: str) -> None:
    assert bare_name(fold(one)) == bare_name(fold(other))


def test_another_name_is_another_and_a_name_of_forms_alone_stays_whole() -> None:
    assert bare_name(fold("Công ty Minh Họa")) != bare_name(fold("Công ty Minh Họa Xanh"))
    assert bare_name(fold("Công ty TNHH")) == {"cong", "ty", "tnhh"}
