"""Steps by the wrong person, in the wrong state, twice and at once; fields that nobody asked; duties in one hand."""

import re
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from nscl_grants.demo.people import DOMAIN
from tests.attacks.attacker import Attacker
from tests.attacks.conftest import TRIED, Target

pytestmark = pytest.mark.long
REFUSED = (400, 403, 404, 409, 422)
OWN_DRAFT = """
    SELECT a.reference FROM application a
    JOIN membership m ON m.organisation_id = a.organisation_id JOIN account c ON c.person_id = m.person_id
    WHERE c.email = ? AND a.state = 'draft' AND a.procedure = 'HTQL'
"""
PREPARED_BY = """
    SELECT m.person_id, c.email FROM move m JOIN account c ON c.person_id = m.person_id
    WHERE m.subject = 'payment' AND m.trigger = 'prepare' AND m.subject_id = ?
"""
OTHER_ROLES = """
    SELECT count(*) FROM account_role r JOIN account a ON a.id = r.account_id
    WHERE a.email = ? AND r.role <> 'applicant'
"""
WHAT_COUNTS = """
    SELECT state, approved, recommended, organisation_id, created_by, procedure, line, reviewer_id, budget_year
    FROM application WHERE reference = ?
"""
STEPS = {
    "receive": "submitted", "start_review": "submitted", "recommend": "in_review", "approve": "recommended",
    "reject": "in_review", "cancel": "approved", "close": "approved", "settle": "approved",
}  # fmt: skip


def test_no_step_is_taken_by_a_role_that_has_no_part_in_it(target: Target) -> None:
    taken = []
    with target.nothing_changes(but=TRIED):
        for trigger, state in STEPS.items():
            reference, version = target.ask("SELECT reference, version FROM application WHERE state = ?", state)[0]
            for who in ("auditor", "coordinator", "plan-manager", "admin", "account-holder", "applicant", "applicant2"):
                answer = _step(target.as_(who), f"/cases/{reference}/{trigger}", version)
                if answer not in REFUSED:
                    taken.append(f"{trigger} by {who}: {answer}")

    assert not taken, taken


def test_no_step_is_taken_in_a_state_it_does_not_lead_from(target: Target) -> None:
    taken = []
    with target.nothing_changes(but=TRIED):
        for state in ("draft", "waitlisted", "rejected", "disbursed", "closed", "withdrawn", "recovered"):
            for reference, version in target.ask(
                "SELECT reference, version FROM application WHERE state = ? LIMIT 1", state
            ):
                for trigger in ("receive", "recommend", "approve", "issue", "supplement", "resume"):
                    for who in ("intake", "reviewer", "approver", "clerk"):
                        answer = _step(target.as_(who), f"/cases/{reference}/{trigger}", version)
                        if answer not in REFUSED:
                            taken.append(f"{trigger} in {state} by {who}: {answer}")

    assert not taken, taken


def test_a_payment_step_is_taken_by_its_own_person_alone_and_once(target: Target) -> None:
    payment, version = target.ask("SELECT id, version FROM payment WHERE state = 'checked'")[0]
    with target.nothing_changes(but=TRIED):
        for who in ("finance", "finance2", "chief-accountant", "approver", "admin", "auditor", "applicant"):
            for trigger in ("authorise", "send", "confirm"):
                answer = _step(target.as_(who), f"/finance/payments/{payment}/{trigger}", version)
                assert answer in REFUSED, (who, trigger, answer)
        for trigger in ("authorise", "confirm", "return"):
            wrong = _step(
                target.as_("account-holder"), f"/finance/payments/{payment}/{trigger}", version, password="sai mật khẩu"
            )
            assert wrong in (*REFUSED, 429), trigger


def test_a_form_sent_many_times_at_once_is_done_once(target: Target) -> None:
    browser, draft = target.as_("applicant"), draft_of(target)
    page = f"/my/applications/{draft}/form/costs"
    sent = {**browser.hidden(page), **typed(browser.get(page).text)}
    before = target.one("SELECT count(*) FROM act")

    with ThreadPoolExecutor(8) as pool:
        answers = list(
            pool.map(lambda _: Attacker(target.address, cookies=dict(browser.cookies)).post(page, sent), range(8))
        )

    assert {answer.status for answer in answers} <= {302, 303}
    assert target.one("SELECT count(*) FROM act") <= before + 1


def test_fields_that_were_never_asked_change_nothing(target: Target) -> None:
    browser, draft = target.as_("applicant"), draft_of(target)
    asked = WHAT_COUNTS
    before = target.ask(asked, draft)
    page = f"/my/applications/{draft}/form/costs"
    extra = {
        "state": "approved", "approved": "999999999", "recommended": "999999999", "organisation_id": "2",
        "organisation": "2", "created_by": "1", "procedure": "TCSP", "line": "I.1", "role": "admin", "roles": "admin",
        "owner": "1", "costs.0.allowed": "999999999", "reviewer_id": "3", "budget_year": "2030", "answers": "{}",
    }  # fmt: skip

    answer = browser.send(page, {**typed(browser.get(page).text), **extra})

    assert answer.status in (302, 303, 400, 422)
    assert target.ask(asked, draft) == before
    assert target.one(OTHER_ROLES, f"applicant@{DOMAIN}") == 0


def test_administrators_touch_no_money_no_role_of_their_own_and_no_audit(target: Target) -> None:
    admin = target.as_("admin")
    own = target.one("SELECT id FROM account WHERE email = ?", f"admin@{DOMAIN}")
    with target.nothing_changes(but=TRIED):
        for path in (
            "/finance",
            "/finance/payments",
            "/finance/ledger",
            "/finance/allotments",
            "/audit",
            "/audit/export.csv",
            "/cases",
            "/decisions",
        ):
            assert admin.get(path).status in (403, 404), path
        for role in ("finance", "approver", "auditor", "account_holder", "clerk"):
            admin.send(f"/admin/accounts/{own}/roles", {"role": role, "roles": role}, page="/admin/accounts/new")
        for path in ("/finance/allotments/propose", "/finance/plan/adjust", "/finance/reverse/1"):
            assert admin.post(
                path, {"csrf_token": admin.hidden("/account")["csrf_token"], "act": uuid.uuid4().hex}
            ).status in (403, 404, 405)


def test_a_delegation_gives_no_second_duty_in_one_case(target: Target) -> None:
    """Who drew a payment up does not check it either, not even in the name of the chief accountant."""
    payment, version = target.ask("SELECT id, version FROM payment WHERE state = 'prepared'")[0]
    person, email = target.ask(PREPARED_BY, payment)[0]
    asked = {
        "role": "chief_accountant", "delegate": str(person), "since": "20/11/2026", "until": "30/12/2026",
        "decision_number": "12/QĐ-SKHCN", "decided_on": "20/11/2026",
    }  # fmt: skip
    assert (
        target.as_("chief-accountant").send("/account/duties/delegation", asked, page="/account/duties").status == 303
    )
    proposal = target.one("SELECT max(id) FROM proposal WHERE kind = 'delegation'")
    confirm = f"/account/duties/proposals/{proposal}/confirm"
    assert target.as_("admin2").send(confirm, {}, page="/account/duties").status == 303
    assert target.one("SELECT count(*) FROM delegation WHERE delegate_id = ?", person) >= 1

    preparer = target.as_(email.partition("@")[0])
    with target.nothing_changes(but=TRIED):
        assert _step(preparer, f"/finance/payments/{payment}/check", version) == 403
    assert "nên không kiểm tra chứng từ được" in preparer.get(f"/finance/payments/{payment}/check").text


def _step(browser: Attacker, path: str, version: int, **more: str) -> int:
    token = browser.hidden("/account")["csrf_token"]
    return browser.post(
        path, {"csrf_token": token, "act": uuid.uuid4().hex, "version": str(version), "reason": "thử", **more}
    ).status


def draft_of(target: Target) -> str:
    """The draft of the first firm."""
    return str(target.one(OWN_DRAFT, f"applicant@{DOMAIN}"))


def typed(page: str) -> dict[str, str]:
    """What a browser would send of the fields of a form as they stand."""
    main = page[page.find("<main") : page.find("</main>")]
    found = {}
    for tag in re.findall(r"<input[^>]*>", main):
        kind, name, value = (re.search(rf'\b{each}="([^"]*)"', tag) for each in ("type", "name", "value"))
        if (
            name
            and name[1] not in ("csrf_token", "act", "version")
            and (not kind or kind[1] not in ("radio", "checkbox", "file") or "checked" in tag)
        ):
            found[name[1]] = value[1] if value else ""
    for name, inner in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', main, re.S):
        chosen = re.search(r'<option[^>]*selected[^>]*value="([^"]*)"|<option[^>]*value="([^"]*)"[^>]*selected', inner)
        found[name] = (chosen[1] or chosen[2] or "") if chosen else ""
    return found
