"""Reference lists: what a change does to a list, and which change is refused."""

from dataclasses import replace
from datetime import date

import pytest

from nscl_grants.definitions.house import load_house
from nscl_grants.domain.listed import (
    Change,
    EntryIsSo,
    EntryNotAhead,
    EntryTaken,
    agencies_after,
    check_agency,
    check_standard,
    standards_after,
)
from nscl_grants.domain.plan import PlanDefinition

PLAN = load_house().plan
TODAY, FROM = date(2026, 3, 3), date(2026, 9, 1)
BEFORE = date(2026, 8, 31)
NEXT = {
    "key": "iso-9001",
    "what": "edition",
    "code": "ISO 9001",
    "edition": "2026",
    "vi": "Hệ thống quản lý chất lượng",
    "en": "Quality management",
    "evidence": "certificate",
    "valid_months": 36,
    "from": FROM.isoformat(),
    "family": None,
}
END = {"key": "iso-9001", "what": "end", "code": "ISO 9001", "from": FROM.isoformat()}
ANTI_BRIBERY = {**NEXT, "key": "iso-37001", "what": "new", "code": "ISO 37001", "edition": "2025", "family": "HTQL-1"}
RENAMED = {"key": "skhcn", "vi": "Sở Khoa học, Công nghệ và Số", "en": "Department", "short": "Sở KHCNS", "kind": "x"}


def plan_after(*changes: Change) -> PlanDefinition:
    standards, families = standards_after(PLAN.standards, PLAN.families, changes)
    return replace(PLAN, standards=standards, families=families)


def test_a_case_keeps_the_edition_of_its_filing_date() -> None:
    plan = plan_after(NEXT)

    assert plan.item_label("iso-9001", BEFORE) == "ISO 9001:2015"
    assert plan.item_label("iso-9001", FROM) == "ISO 9001:2026"
    assert plan.item_label("iso-9001") == "ISO 9001:2026"
    assert plan.item_label("Bún khô", FROM) == "Bún khô"
    assert plan.norm_for("HTQL", "iso-9001", BEFORE) == plan.norm_for("HTQL", "iso-9001", FROM)


def test_what_is_closed_is_not_offered_from_its_day_on() -> None:
    plan = plan_after(END)

    assert plan.norm_for("HTQL", "iso-9001", BEFORE) is not None
    assert plan.norm_for("HTQL", "iso-9001", FROM) is None
    assert "iso-9001" not in [each.key for each in plan.standards_of("HTQL", FROM)]
    assert plan.item_label("iso-9001", FROM) == "ISO 9001:2015"


def test_what_is_closed_and_listed_again_is_not_offered_in_between() -> None:
    again = {**NEXT, "from": "2027-01-01"}
    plan = plan_after(END, again)

    listed = [plan.norm_for("HTQL", "iso-9001", day) is not None for day in (BEFORE, FROM, date(2027, 1, 1))]

    assert listed == [True, False, True]


def test_a_new_standard_is_offered_from_its_day_on_under_its_norm() -> None:
    plan = plan_after(ANTI_BRIBERY)
    after = plan.norm_for("HTQL", "iso-37001", FROM)

    assert plan.norm_for("HTQL", "iso-37001", BEFORE) is None
    assert after is not None
    assert after.family == "HTQL-1"
    assert "ISO 37001:2025" in [each.label for each in plan.standards_of("HTQL", FROM)]


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        pytest.param({**NEXT, "from": TODAY.isoformat()}, EntryNotAhead, id="today"),
        pytest.param({**NEXT, "edition": "2015"}, EntryIsSo, id="as it is"),
        pytest.param({**ANTI_BRIBERY, "code": "iso 9001"}, EntryTaken, id="code taken"),
    ],
)
def test_a_change_is_ahead_says_something_new_and_takes_no_code(change: dict[str, str], refused: type) -> None:
    with pytest.raises(refused):
        check_standard(PLAN.standards, change, TODAY)


def test_a_change_comes_after_the_last_one_of_its_entry() -> None:
    check_standard(PLAN.standards, NEXT, TODAY)

    with pytest.raises(EntryNotAhead):
        check_standard(plan_after(NEXT).standards, END, TODAY)


def test_an_agency_gets_a_new_name_or_is_added_and_no_two_have_one_name() -> None:
    renamed = agencies_after(PLAN.agencies, [RENAMED])
    added = agencies_after(PLAN.agencies, [{**RENAMED, "key": "moi", "kind": "press"}])

    assert renamed["skhcn"].short == "Sở KHCNS"
    assert renamed["skhcn"].kind == PLAN.agencies["skhcn"].kind
    assert list(added)[-1] == "moi"
    with pytest.raises(EntryIsSo):
        check_agency(renamed, RENAMED)
    with pytest.raises(EntryTaken):
        check_agency(renamed, {**RENAMED, "key": "moi"})
