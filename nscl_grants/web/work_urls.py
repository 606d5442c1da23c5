"""Where each piece of work leads: straight to the act, or to the page that holds it; else to the case."""

from collections.abc import Callable, Mapping

from flask import url_for

from nscl_grants.db.absences import DELEGATION
from nscl_grants.db.acts import Proposal
from nscl_grants.db.members import MEMBERSHIP
from nscl_grants.db.personal_data import ERASURE
from nscl_grants.db.proposals import BUDGET
from nscl_grants.db.reconciliations import RECONCILE
from nscl_grants.db.references import REFERENCES
from nscl_grants.db.second_factors import FACTORS
from nscl_grants.db.staff import ROLE
from nscl_grants.reports.kinds_of_work import Work


def url_of(work: Work) -> str:
    """The page to act on; a step that has no kind of its own is taken on the page of all steps."""
    if work.step is not None:
        return _step_url(work.step.trigger)(work)
    return _URLS.get(work.kind, _CASE_URL)(work)


def _step_url(trigger: str) -> Callable[[Work], str]:
    def url(work: Work) -> str:
        assert work.application is not None, "a step is taken in a case"
        return url_for("cases.step", reference=work.application.reference, trigger=trigger)

    return url


def _page_of_case(endpoint: str) -> Callable[[Work], str]:
    def url(work: Work) -> str:
        assert work.application is not None, "the page is one of a case"
        return url_for(endpoint, reference=work.application.reference)

    return url


_CASE_URL = _page_of_case("cases.show")


def _decide_url(work: Work) -> str:
    """Awards are put together in one list; a proposed rejection is decided by itself."""
    assert work.application is not None, "a case is decided"
    if work.amount is None:
        return _CASE_URL(work)
    return url_for("decisions.compose", c=work.application.reference)


def _payment_url(work: Work) -> str:
    return url_for("payments.show", payment_id=work.subject.id)


def _proposal_url(work: Work) -> str:
    """The page on which that kind of proposal is answered."""
    return ANSWERED_ON[work.subject.kind](work.subject)


def _order_url(work: Work) -> str:
    return url_for("science.show", science_id=work.subject.id)


def _report_url(work: Work) -> str:
    return url_for("agency_reports.show", report_id=int(work.subject.key))


def _plan_report_url(work: Work) -> str:
    return url_for("plan_reports.show", report_id=int(work.subject.key))


ANSWERED_ON: Mapping[str, Callable[[Proposal], str]] = {
    **dict.fromkeys(BUDGET, lambda it: url_for("allotments.show", proposal_id=it.id)),
    **dict.fromkeys(REFERENCES, lambda it: url_for("references.show", proposal_id=it.id)),
    RECONCILE: lambda it: url_for("reconciliation.show", year=int(it.content["year"])),
    ROLE: lambda it: url_for("roles.proposal", proposal_id=it.id),
    DELEGATION: lambda _it: url_for("duties.show"),
    FACTORS: lambda it: url_for("factor_resets.show", account_id=int(it.content["account"])),
    ERASURE: lambda _it: url_for("data_requests.index"),
    MEMBERSHIP: lambda it: url_for("memberships.show", proposal_id=it.id),
}
_URLS: Mapping[str, Callable[[Work], str]] = {
    "receive": _page_of_case("intake_check.show"),
    "continue": _page_of_case("drafts.show"),
    "review": _page_of_case("review.show"),
    "promote": lambda work: url_for("lists.waitlist"),
    "decide": _decide_url,
    "issue": lambda work: url_for("decisions.show", decision_id=work.subject.id),
    "confirm_claim": lambda work: url_for("claims.show", claim_id=work.subject.id),
    "prepare": lambda work: url_for("payments.prepare", claim_id=work.subject.id),
    "check": _payment_url,
    "authorise": _payment_url,
    "send": _payment_url,
    "confirm_paid": _payment_url,
    "confirm_bank": lambda work: url_for("banks.show", details_id=work.subject.id),
    "fund": _step_url("fund"),
    "receive_repayment": _step_url("receive_repayment"),
    "opinion": _page_of_case("opinions.show"),
    "agency_opinion": _step_url("record_agency_opinion"),
    "answer_message": _page_of_case("talk.office"),
    "supplement": _page_of_case("drafts.show"),
    "answer_data_request": lambda _work: url_for("data_requests.index"),
    "confirm_proposal": _proposal_url,
    **dict.fromkeys(
        (
            "approve_science_order",
            "select_science_lead",
            "draft_science_contract",
            "sign_science_contract",
            "sign_science_amendment",
            "accept_science_task",
            "settle_science_task",
            "confirm_science_settlement",
        ),
        _order_url,
    ),
    "send_agency_report": _report_url,
    "amend_agency_report": _report_url,
    "read_agency_report": _report_url,
    "add_evidence": lambda work: url_for("record_lists.index", body=work.subject.key, proved="no"),
    "call_for_reports": lambda work: url_for("agency_reports.new"),
    "remind_agencies": lambda work: url_for("agency_reports.index", period=work.subject.key),
    "find_coordinators": lambda work: url_for("coordinators.index"),
    "draft_plan_report": lambda work: url_for("plan_reports.new"),
    "finish_plan_report": _plan_report_url,
    "sign_plan_report": _plan_report_url,
    "send_plan_report": _plan_report_url,
}
