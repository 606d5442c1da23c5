"""What nobody would type into an address is refused or finds nothing, on either database: never a failure."""

from base64 import urlsafe_b64encode
from collections import Counter
from urllib.parse import quote

import pytest

from tests.builders.cases import a_case, a_confirmed_claim, a_payment
from tests.web.desk import Desk, config, desk

__all__ = ["config", "desk"]
ODD = ("１００", "9" * 31, "\x00", "‮é' OR 1=1 --{{7*7}}")
KEYS = ('["2026-01-01",' + "9" * 30 + "]", '["\\u0000",1]', '["x"]', "[true,null]", "[" * 5000)
LISTS = {
    "/cases": ("intake", "q state procedure line reviewer year late order col"),
    "/search": ("intake", "q"),
    "/decisions/made": ("approver", "q kind year col"),
    "/finance/payments": ("finance", "q state year col"),
    "/finance/ledger": ("finance", "line year place case until as_of"),
    "/organisations": ("finance", "q commune kind order col"),
    "/plan/records": ("plan_manager", "year q body kind task proved col"),
    "/plan/agency-reports": ("plan_manager", "period q state col"),
    "/admin": ("admin", "q role locked col"),
    "/audit": ("auditor", "who what case first last"),
    "/supported": ("auditor", "q year"),
    "/follow": ("auditor", "code tax_code"),
    "/intake/new": ("intake", "q"),
}
IDS = {
    "/finance/payments/{}": "finance",
    "/decisions/{}": "approver",
    "/papers/{}": "finance",
    "/plan/agency-reports/{}": "plan_manager",
    "/admin/accounts/{}": "admin",
    "/claims/{}": "finance",
}


@pytest.fixture(params=["postgres", pytest.param("sqlite", marks=pytest.mark.long)])
def database(request: pytest.FixtureRequest) -> str:
    """Each of them has its own idea of how large a number is, and what a text may hold."""
    kind: str = request.param
    return kind


def test_odd_values_keys_and_ids_are_refused_or_find_nothing(desk: Desk) -> None:
    case = a_case(desk.rows, desk.office, "issued")
    a_payment(desk.rows, desk.office, a_confirmed_claim(desk.rows, desk.office, case), "sent")
    desk.rows.commit()
    browsers = {
        role: desk.sign_in(role) for role in ("intake", "approver", "finance", "plan_manager", "admin", "auditor")
    }
    asked = [
        (role, f"{path}?{name}={quote(odd)}")
        for path, (role, names) in LISTS.items()
        for name in names.split()
        for odd in ODD
    ]
    asked += [
        (role, f"{path}?{way}={_key(key)}")
        for path, (role, _) in LISTS.items()
        for way in ("after", "before")
        for key in KEYS
    ]
    asked += [(role, path.format(quote(odd, safe=""))) for path, role in IDS.items() for odd in ODD]

    found = {address: browsers[role].get(address).status_code for role, address in asked}

    assert not {address: status for address, status in found.items() if status not in (200, 303, 400, 404)}
    assert Counter(found.values())[200] > len(asked) / 2


def _key(text: str) -> str:
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")
