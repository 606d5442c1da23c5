"""The terms of a procedure change from a day to come; what was filed before keeps those of its own day."""

from datetime import date
from typing import Any

import pytest

from nscl_grants.definitions.house import load_house
from nscl_grants.domain.procedure_terms import TermsAreSo, TermsNotAhead, check_terms, procedures_after, terms_of
from nscl_grants.domain.refused import Refused

PROCEDURES = load_house().plan.procedures
TODAY, FROM, LATER = date(2026, 3, 3), date(2026, 9, 1), date(2027, 1, 1)
SO = {"key": "HTQL", **terms_of(PROCEDURES["HTQL"]), "from": FROM.isoformat()}
SHORTER = {**SO, "days": 10, "unsure": ["hold_days"]}
SHORTER_YET = {**SO, "days": 7, "from": LATER.isoformat()}


def test_each_filing_date_has_its_own_terms() -> None:
    procedure = procedures_after(PROCEDURES, [SHORTER, SHORTER_YET])["HTQL"]

    assert [procedure.on(day).days for day in (TODAY, FROM, LATER, None)] == [14, 10, 7, 7]
    assert procedure.on(FROM).name == PROCEDURES["HTQL"].name


def test_a_change_says_what_is_still_to_be_confirmed_and_leaves_other_marks_alone() -> None:
    before, after = PROCEDURES["TCSP"], procedures_after(PROCEDURES, [{**SHORTER, "key": "TCSP"}])["TCSP"]

    assert {"days", "contract"} <= before.unsure
    assert "days" not in after.unsure
    assert {"hold_days", "contract"} <= after.unsure


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        pytest.param({**SHORTER, "from": TODAY.isoformat()}, TermsNotAhead, id="today"),
        pytest.param(SO, TermsAreSo, id="as it is"),
    ],
)
def test_a_change_that_may_not_follow_is_refused(change: dict[str, Any], refused: type[Refused]) -> None:
    with pytest.raises(refused):
        check_terms(PROCEDURES, change, TODAY)


def test_the_next_change_comes_after_the_last_one() -> None:
    changed = procedures_after(PROCEDURES, [SHORTER])

    with pytest.raises(TermsNotAhead):
        check_terms(changed, {**SHORTER_YET, "from": FROM.isoformat()}, TODAY)
    check_terms(changed, SHORTER_YET, TODAY)
