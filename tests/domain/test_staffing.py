"""Roles are counted by person, and what nobody can fill is named before it is missed."""

import pytest

from nscl_grants.domain.staffing import RolesClash, check_together, gaps

FULL = {
    1: {"intake"},
    2: {"clerk"},
    3: {"reviewer"},
    4: {"approver"},
    5: {"finance"},
    6: {"chief_accountant"},
    7: {"account_holder"},
    8: {"reviewer"},
    9: {"admin"},
    10: {"admin"},
}


def missing(staff: dict[int, set[str]], *, setting: bool = False) -> set[tuple[str, str]]:
    """What the staff cannot fill, and why."""
    return {(gap.role, gap.why) for gap in gaps(staff, approver_may_authorise=setting)}


def test_a_full_office_has_no_gap() -> None:
    assert missing(FULL) == set()


def test_a_role_that_nobody_holds_is_named() -> None:
    assert missing({**FULL, 4: set()}) == {("approver", "gap.nobody")}


def test_two_duties_of_a_case_in_the_same_hands_are_a_gap() -> None:
    staff = {**FULL, 6: set(), 5: {"finance", "chief_accountant"}}

    assert {why for _, why in missing(staff)} == {"gap.same_hands"}
    assert len(missing(staff)) == 1


def test_duties_are_handed_out_so_that_as_many_as_possible_find_a_person() -> None:
    staff = {**FULL, 5: {"finance", "chief_accountant"}, 6: {"finance"}}

    assert missing(staff) == set()


def test_the_approver_may_authorise_only_where_the_setting_says_so() -> None:
    staff = {**FULL, 4: {"approver", "account_holder"}, 7: set()}

    assert {role for role, _ in missing(staff)} <= {"approver", "account_holder"}
    assert len(missing(staff)) == 1
    assert missing(staff, setting=True) == set()


def test_second_pairs_of_eyes_are_missed_too() -> None:
    staff = {**FULL, 8: set(), 10: set()}

    assert missing(staff) == {("reviewer", "gap.other_reviewer"), ("admin", "gap.other_admin")}


@pytest.mark.parametrize(("held", "wanted"), [("finance", "admin"), ("admin", "intake"), ("auditor", "clerk")])
def test_administrators_and_auditors_hold_no_second_role(held: str, wanted: str) -> None:
    with pytest.raises(RolesClash):
        check_together("Hoa", {held}, wanted)


def test_other_roles_may_come_together_and_an_applicant_may_work_for_the_office() -> None:
    check_together("Hoa", {"finance", "applicant"}, "chief_accountant")
    check_together("Hoa", {"applicant"}, "auditor")
