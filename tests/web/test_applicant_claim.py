"""A firm claims what was approved, with its papers and to a confirmed account, and claims again when it is returned."""

from typing import Any

from nscl_grants.db.applications import Application
from nscl_grants.db.payments import Claim
from nscl_grants.domain.money import Money
from tests.builders.cases import a_case, take
from tests.builders.people import MORNING
from tests.web.firm import ELSEWHERE, Firm, a_file, config, firm, post

__all__ = ["config", "firm"]


def address(case: Application, tail: str = "") -> str:
    return f"/my/applications/{case.reference}{tail}"


def the_claim(firm: Firm) -> Claim:
    return firm.all(Claim)[-1]


def begun(firm: Firm) -> Application:
    """An award with a claim that was begun."""
    case = a_case(firm.rows, firm.office, "issued")
    answer = post(firm.an, address(case), to=address(case, "/claims"))
    assert answer.headers["Location"].endswith("/claims/1")
    return case


def answers(firm: Firm, amount: str = "40.000.000", **more: Any) -> dict[str, Any]:
    return {"amount": amount, "is_final": "yes", "bank_account": str(firm.office.bank.id), **more}


def add_the_paper(firm: Firm, case: Application) -> None:
    papers = address(case, "/claims/1/papers")
    assert post(firm.an, papers, {"files": a_file("de-nghi.pdf")}, to=f"{papers}/claim_paper").status_code == 303


def sent(firm: Firm) -> Application:
    """An award whose claim was sent."""
    case = begun(firm)
    post(firm.an, address(case, "/claims/1"), answers(firm))
    add_the_paper(firm, case)
    assert post(firm.an, address(case, "/claims/1/send")).status_code == 303
    return case


def test_an_award_asks_the_firm_to_claim(firm: Firm) -> None:
    page = firm.an.get(address(a_case(firm.rows, firm.office, "issued"))).text

    assert "Việc của ông/bà: lập đề nghị thanh toán" in page


def test_a_claim_begins_with_the_unpaid_award_and_the_confirmed_account(firm: Firm) -> None:
    page = firm.an.get(address(begun(firm), "/claims/1")).text

    assert 'value="40.000.000"' in page
    assert "0123456789" in page


def test_a_double_click_begins_one_claim(firm: Firm) -> None:
    case = a_case(firm.rows, firm.office, "issued")
    act = "c" * 32

    post(firm.an, address(case), to=address(case, "/claims"), act=act)
    post(firm.an, address(case), to=address(case, "/claims"), act=act)

    assert firm.count(Claim) == 1


def test_a_claim_is_sent_with_its_papers(firm: Firm) -> None:
    case = sent(firm)

    claim = the_claim(firm)
    assert (claim.state, claim.amount) == ("claimed", Money(40_000_000))
    assert "Đã đề nghị thanh toán" in firm.an.get(address(case)).text
    assert "de-nghi.pdf" in firm.an.get(address(case, "/claims/1")).text


def test_a_claim_without_its_paper_is_not_sent(firm: Firm) -> None:
    case = begun(firm)
    post(firm.an, address(case, "/claims/1"), answers(firm))

    answer = post(firm.an, address(case, "/claims/1/send"))

    assert answer.status_code == 422
    assert "Giấy đề nghị thanh toán đã ký" in answer.text
    assert the_claim(firm).state == "draft"


def test_more_than_was_approved_cannot_be_claimed(firm: Firm) -> None:
    case = begun(firm)
    post(firm.an, address(case, "/claims/1"), answers(firm, "40.000.001"))
    add_the_paper(firm, case)

    answer = post(firm.an, address(case, "/claims/1/send"))

    assert answer.status_code == 422
    assert "cao hơn số đã duyệt, chưa chi" in answer.text
    assert the_claim(firm).state == "draft"


def test_only_a_confirmed_account_of_the_own_organisation_is_paid_to(firm: Firm) -> None:
    case = begun(firm)

    for account in ("999", "", "0123456789"):
        assert post(firm.an, address(case, "/claims/1"), answers(firm, bank_account=account)).status_code == 422
    assert the_claim(firm).answers == {}


def test_fields_that_no_question_asks_for_are_ignored(firm: Firm) -> None:
    case = begun(firm)

    post(firm.an, address(case, "/claims/1"), answers(firm, accepted="1", state="confirmed", n="9"))

    claim = the_claim(firm)
    assert (claim.accepted, claim.state, claim.n) == (None, "draft", 1)
    assert set(claim.answers) == {"amount", "is_final", "bank_account"}


def test_a_returned_claim_says_why_and_is_sent_again(firm: Firm) -> None:
    case = sent(firm)
    take(
        firm.rows,
        firm.rows.get_one(Claim, the_claim(firm).id),
        "return",
        firm.office.reviewer,
        MORNING,
        reason="Thiếu chữ ký.",
    )

    assert "sửa đề nghị thanh toán bị trả lại" in firm.an.get(address(case)).text
    assert "Thiếu chữ ký." in firm.an.get(address(case, "/claims/1")).text
    post(firm.an, address(case, "/claims/1"), answers(firm, "39.000.000"))
    answer = post(firm.an, address(case, "/claims/1/send"))

    claim = the_claim(firm)
    assert answer.status_code == 303
    assert (claim.state, claim.amount) == ("claimed", Money(39_000_000))


def test_a_sent_claim_cannot_be_changed(firm: Firm) -> None:
    case = sent(firm)

    answer = post(firm.an, ELSEWHERE, {**answers(firm, "1"), "version": "9"}, to=address(case, "/claims/1"))

    assert answer.status_code == 422
    assert the_claim(firm).amount == Money(40_000_000)


def test_another_firm_finds_no_claim_and_changes_none(firm: Firm) -> None:
    case = begun(firm)

    for tail in ("/claims/1", "/claims/1/papers", "/claims/1/send"):
        assert firm.binh.get(address(case, tail)).status_code == 404
    sent_in = {**answers(firm, "1"), "version": "1"}
    assert post(firm.binh, ELSEWHERE, sent_in, to=address(case, "/claims/1")).status_code == 404
    upload = post(firm.binh, ELSEWHERE, {"files": a_file()}, to=address(case, "/claims/1/papers/claim_paper"))
    assert upload.status_code == 404
    assert the_claim(firm).answers == {}


def test_the_claim_can_be_had_as_a_paper_to_sign(firm: Firm) -> None:
    case = begun(firm)
    papers = address(case, "/claims/1/papers")
    assert "Lập Giấy đề nghị thanh toán để ký" not in firm.an.get(papers).text
    post(firm.an, address(case, "/claims/1"), answers(firm))

    post(firm.an, papers, to=f"/papers/claims/{the_claim(firm).id}")

    assert "Giấy đề nghị thanh toán" in firm.an.get(address(case)).text
