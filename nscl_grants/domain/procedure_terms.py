"""The terms of a procedure (who decides, its days) as two people change them; a case keeps those of its filing date.

What the law leaves open about a procedure is data marked "cần xác nhận": a change says which terms it settles.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from nscl_grants.domain.plan import Procedure
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.text import Text

Change = Mapping[str, Any]
DAYS = ("days", "supplement_days", "hold_days", "claim_days", "appeal_days", "obligation_months")
TERMS = ("authority", *DAYS, "on_supplement", "tthc_code")


@dataclass(eq=False)
class TermsNotAhead(Refused):
    """What was filed up to today keeps the terms it was filed under."""

    wanted: date
    earliest: date


@dataclass(eq=False)
class TermsAreSo(Refused):
    """The procedure says that already."""

    name: Text


def terms_of(procedure: Procedure) -> Mapping[str, Any]:
    """The terms as a change says them."""
    authority = procedure.authority or Text("", "")
    plain = {name: getattr(procedure, name) for name in TERMS if name != "authority"}
    unsure = sorted(procedure.unsure & set(TERMS))
    return {**plain, "authority": {"vi": authority.vi, "en": authority.en}, "unsure": unsure}


def changed_terms(change: Change) -> tuple[str, ...]:
    """The terms that it says otherwise than those before it; "unsure" among them when other marks stay."""
    return tuple(name for name in (*TERMS, "unsure") if change[name] != change["before"][name])


def procedures_after(procedures: Mapping[str, Procedure], changes: Iterable[Change]) -> Mapping[str, Procedure]:
    """The procedures after these changes in their order."""
    after = dict(procedures)
    for change in changes:
        before = after[change["key"]]
        after[change["key"]] = replace(
            before,
            **{name: change[name] for name in TERMS if name != "authority"},
            authority=Text(**change["authority"]),
            unsure=(before.unsure - set(TERMS)) | set(change["unsure"]),
            since=date.fromisoformat(change["from"]),
            before=before,
        )
    return after


def check_terms(procedures: Mapping[str, Procedure], change: Change, today: date) -> None:
    """A change begins on a day to come, after the last one of the procedure, and changes something."""
    known, day = procedures[change["key"]], date.fromisoformat(change["from"])
    last = max(today, known.since or today)
    if day <= last:
        raise TermsNotAhead(day, date.fromordinal(last.toordinal() + 1))
    if terms_of(known) == {name: change[name] for name in (*TERMS, "unsure")}:
        raise TermsAreSo(known.name)
