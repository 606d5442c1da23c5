"""Papers are asked for with the step, made once by the worker, numbered without gaps, and never changed."""

import io
from datetime import date, timedelta
from pathlib import Path

import pytest
from pypdf import PdfReader
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from nscl_grants.actions.attachments import Upload
from nscl_grants.actions.batches import gather, take_out
from nscl_grants.actions.decisions import Chosen, decide, issue
from nscl_grants.actions.paper_claims import ask_for_claim_paper
from nscl_grants.actions.paper_corrections import request_figures_correction
from nscl_grants.actions.paper_register import (
    NoLongerStands,
    NotToBeNumbered,
    NumberedAhead,
    PaperNumberTaken,
    register_paper,
    void_paper,
)
from nscl_grants.actions.paper_texts import NotToBeReworded, WordsMissing, reword_paper
from nscl_grants.actions.paper_worker import make_waiting_papers
from nscl_grants.db.acts import Proposal
from nscl_grants.db.decisions import Decision
from nscl_grants.db.papers import Paper, paper_by_code, papers_of_batches, papers_of_case, papers_of_decision
from nscl_grants.db.payments import Claim
from nscl_grants.documents.facts import digest_of
from nscl_grants.domain.actor import Actor
from nscl_grants.domain.money import Money
from nscl_grants.domain.workflow import MovedOn, NotYourStep
from nscl_grants.outside.storage import Storage
from tests.builders.cases import (
    HOUSE,
    Office,
    a_case,
    a_claim,
    a_confirmed_claim,
    a_payment,
    an_act,
    an_office,
    assess,
    take,
)
from tests.builders.pdfs import a_pdf
from tests.builders.people import MORNING
from tests.documents.samples import award, drawn

WEEK = timedelta(days=7)
on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
"""What differs on PostgreSQL – rows locked, written anew and kept by triggers – is tested on both elsewhere here."""


@pytest.fixture
def office(session: Session) -> Office:
    return an_office(session)


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return Storage(tmp_path / "papers")


def kinds(session: Session, case_id: int, state: str = "standing") -> list[str]:
    """The kinds of the papers of a case that are in that state."""
    return [paper.kind for paper in papers_of_case(session, case_id) if paper.state == state]


def the(session: Session, case_id: int, kind: str) -> Paper:
    """The newest paper of that kind."""
    return [paper for paper in papers_of_case(session, case_id) if paper.kind == kind][-1]


def made(session: Session, engine: Engine, storage: Storage) -> int:
    """Let the worker make what waits; the test's own session lets go of the database first."""
    session.commit()
    number = make_waiting_papers(engine, HOUSE, storage, now=MORNING, public_url="https://nscl.test/")
    session.expire_all()
    return number


def text_in(storage: Storage, paper: Paper) -> str:
    """What the paper says."""
    assert paper.stored_as is not None
    assert paper.sha256 is not None
    pdf = PdfReader(io.BytesIO(storage.read(paper.stored_as, paper.sha256, paper.code)))
    return " ".join(" ".join(page.extract_text() for page in pdf.pages).split()).replace("\u00a0", " ")


def register(
    session: Session, storage: Storage, paper: Paper, by: Actor, number: str = "15", on: date | None = None,
    signed: Upload | None = None,
) -> None:  # fmt: skip
    """The clerk enters a paper in the register."""
    day = on or MORNING.date()
    register_paper(session, storage, paper, number=number, on=day, signed=signed, actor=by, at=MORNING, act=an_act())


@on_sqlite
def test_each_step_of_a_case_asks_for_its_papers(session: Session, office: Office) -> None:
    case = a_case(session, office, "issued")
    claim = a_confirmed_claim(session, office, case)
    a_payment(session, office, claim, "paid")

    assert kinds(session, case.id) == [
        "application_paper",
        "receipt",
        "review_minutes",
        "proposal",
        "award_decision",
        "award_notice",
        "drawdown",
    ]


def test_all_papers_of_a_case_are_made_and_say_what_happened(
    session: Session, engine: Engine, office: Office, storage: Storage
) -> None:
    case = a_case(session, office, "issued")
    a_payment(session, office, a_confirmed_claim(session, office, case), "paid")

    assert made(session, engine, storage) == 7

    said = {paper.kind: text_in(storage, paper) for paper in papers_of_case(session, case.id)}
    assert case.code is not None
    assert all(case.code in each for each in said.values())
    assert "Trần Thị An" in said["receipt"]
    assert "14 ngày làm việc" in said["receipt"]
    assert "Đề xuất mức hỗ trợ: 40.000.000 đồng (Bốn mươi triệu đồng)" in said["review_minutes"]
    assert "Công ty TNHH Ví Dụ Xanh" in said["award_decision"]
    assert "phường Nếnh, tỉnh Bắc Ninh" in said["award_decision"]
    assert "Nguyễn Văn Dũng" in said["award_decision"]
    assert "0123456789" in said["drawdown"]


@on_sqlite
def test_facts_are_those_of_the_step_even_when_the_case_has_moved_on(
    session: Session, engine: Engine, office: Office, storage: Storage
) -> None:
    case = a_case(session, office, "in_review")
    first_due = case.due_on
    assert first_due is not None
    later = first_due + WEEK
    take(session, case, "extend", office.reviewer, MORNING, due_on=later.isoformat(), reason="Cần xác minh")

    made(session, engine, storage)

    assert f"ngày {first_due.day:02d} tháng" in text_in(storage, the(session, case.id, "receipt"))
    apology = text_in(storage, the(session, case.id, "apology_slip"))
    assert f"ngày {first_due.day:02d} tháng" in apology
    assert f"ngày {later.day:02d} tháng" in apology


@on_sqlite
def test_the_worker_makes_each_paper_once(session: Session, engine: Engine, office: Office, storage: Storage) -> None:
    case = a_case(session, office, "in_review")

    assert made(session, engine, storage) == 2
    first = the(session, case.id, "receipt").sha256
    assert made(session, engine, storage) == 0

    assert the(session, case.id, "receipt").sha256 == first
    assert len(list(storage.folder.rglob("*/*"))) == 2


@on_sqlite
def test_a_step_that_is_refused_asks_for_nothing(session: Session, office: Office) -> None:
    case = a_case(session, office, "submitted")

    with pytest.raises(MovedOn):
        take(session, case, "extend", office.reviewer, MORNING, due_on="2026-04-01", reason="Chậm")

    assert kinds(session, case.id) == ["application_paper"]


@on_sqlite
def test_our_own_books_are_numbered_without_gaps(session: Session, office: Office) -> None:
    cases = [a_case(session, office, "in_review") for _ in range(3)]

    assert [the(session, case.id, "receipt").number for case in cases] == ["01/2026", "02/2026", "03/2026"]


@on_sqlite
def test_a_request_for_supplement_names_all_that_is_missing(
    session: Session, engine: Engine, office: Office, storage: Storage
) -> None:
    case = a_case(session, office, "submitted")
    take(
        session, case, "ask_supplement", office.intake, MORNING,
        sections=["costs"], documents=["invoices"], reason="Thiếu chứng từ chuyển khoản",
    )  # fmt: skip

    made(session, engine, storage)

    said = text_in(storage, the(session, case.id, "supplement_slip"))
    assert "1. Mục “Chi phí”" in said
    assert "2. Hóa đơn và chứng từ thanh toán không dùng tiền mặt" in said
    assert "Thiếu chứng từ chuyển khoản" in said
    assert "01/PBS-SKHCN" in said


@on_sqlite
def test_a_refusal_and_a_rejection_give_their_reasons_and_the_way_to_appeal(
    session: Session, engine: Engine, office: Office, storage: Storage
) -> None:
    refused = a_case(session, office, "submitted")
    take(session, refused, "refuse", office.intake, MORNING, reason="Ngoài địa bàn", article="khoản 1 Điều 2")
    rejected = a_case(session, office, "rejection_proposed")
    take(session, rejected, "reject", office.approver, MORNING, reason="Hết hiệu lực", article="Điều 3")

    made(session, engine, storage)

    slip = text_in(storage, the(session, refused.id, "refusal_slip"))
    notice = text_in(storage, the(session, rejected.id, "rejection_notice"))
    assert "Ngoài địa bàn" in slip
    assert "khiếu nại đến hết ngày 31 tháng 5 năm 2026" in slip
    assert "Điều kiện chưa đáp ứng: Điều 3." in notice
    assert "Đề xuất không hỗ trợ" in text_in(storage, the(session, rejected.id, "review_minutes"))


@on_sqlite
def test_a_paper_sent_back_is_voided_and_the_next_one_stands(session: Session, office: Office) -> None:
    case = a_case(session, office, "recommended")
    take(session, case, "send_back", office.approver, MORNING, reason="Xem lại")
    assess(session, office, case, MORNING)
    take(session, case, "recommend", office.reviewer, MORNING, conditions_met=True, remarks="Đủ")

    assert kinds(session, case.id, "voided") == ["review_minutes", "proposal"]
    assert kinds(session, case.id)[-2:] == ["review_minutes", "proposal"]
    assert the(session, case.id, "review_minutes").number == "02"


@on_sqlite
def test_a_voucher_of_a_payment_that_came_back_is_void(session: Session, office: Office) -> None:
    case = a_case(session, office, "issued")
    payment = a_payment(session, office, a_confirmed_claim(session, office, case), "sent")
    take(
        session,
        payment,
        "record_return",
        office.other_finance,
        MORNING,
        reason="Sai số tài khoản",
        returned_on="2026-03-02",
    )

    voucher = the(session, case.id, "drawdown")
    assert voucher.state == "voided"
    assert voucher.state_reason == "Ghi nhận bị trả lại"


@on_sqlite
def test_a_repayment_has_its_slip_and_a_recovery_its_decision(
    session: Session, engine: Engine, office: Office, storage: Storage
) -> None:
    case = a_case(session, office, "issued")
    a_payment(session, office, a_confirmed_claim(session, office, case), "paid")
    take(
        session, case, "recover", office.approver, MORNING,
        amount=40_000_000, article="khoản 3 Điều 10", reason="Vi phạm", pay_by="2026-06-30",
    )  # fmt: skip
    for amount in (15_000_000, 25_000_000):
        take(session, case, "receive_repayment", office.other_finance, MORNING, amount=amount, restore=True)

    made(session, engine, storage)

    assert "40.000.000 đồng (Bốn mươi triệu đồng)" in text_in(storage, the(session, case.id, "recovery_decision"))
    assert kinds(session, case.id).count("repayment_slip") == 2
    assert "25.000.000" in text_in(storage, the(session, case.id, "repayment_slip"))


@on_sqlite
def test_the_organisation_prints_its_claim_to_sign_it(
    session: Session, engine: Engine, office: Office, storage: Storage
) -> None:
    case = a_case(session, office, "issued")
    claim = a_claim(session, office, case)
    act = an_act()

    for _ in range(2):
        ask_for_claim_paper(session, claim, actor=office.applicant, at=MORNING, act=act)
    made(session, engine, storage)

    assert kinds(session, case.id).count("claim_paper") == 1
    assert "40.000.000 đồng" in text_in(storage, the(session, case.id, "claim_paper"))
    assert session.get_one(Claim, claim.id).amount.dong == 40_000_000


def test_the_clerk_gives_a_notice_its_number_and_the_draft_is_replaced(
    session: Session, engine: Engine, office: Office, storage: Storage
) -> None:
    case = a_case(session, office, "issued")
    draft = the(session, case.id, "award_notice")
    signed = Upload("thong-bao.pdf", io.BytesIO(drawn("award_decision", award())))

    register(session, storage, draft, office.clerk, signed=signed)
    made(session, engine, storage)

    final = the(session, case.id, "award_notice")
    session.refresh(draft)
    assert (draft.state, draft.replaced_by) == ("replaced", final.id)
    assert (final.number, final.numbered_on) == ("15/TB-SKHCN", MORNING.date())
    assert final.code != draft.code
    assert final.signed_sha256 is not None
    assert "Số: 15/TB-SKHCN" in text_in(storage, final)


@on_sqlite
def test_one_decision_on_many_cases_is_one_paper_that_gets_its_number_when_issued(
    session: Session, engine: Engine, office: Office, storage: Storage
) -> None:
    cases = [a_case(session, office, "recommended", standard=each) for each in ("iso-22000", "iso-14001", "iso-50001")]
    chosen = [Chosen(case, Money.read("40.000.000"), "", case.version) for case in cases]
    decision_id = decide(session, chosen, actor=office.approver, at=MORNING, act=an_act())
    assert decision_id is not None
    made(session, engine, storage)
    draft = the(session, cases[0].id, "award_decision")
    drafted = text_in(storage, draft)

    signed = Upload("quyet-dinh.pdf", io.BytesIO(a_pdf("signed")))
    issue(
        session, storage, session.get_one(Decision, decision_id),
        number="05/QĐ-SKHCN", issued_on=MORNING.date(), signed=signed, actor=office.clerk, at=MORNING, act=an_act(),
    )  # fmt: skip
    made(session, engine, storage)

    final = the(session, cases[2].id, "award_decision")
    said = text_in(storage, final)
    assert len(papers_of_decision(session, decision_id)) == 2
    assert final.application_id is None
    assert "120.000.000 đồng (Một trăm hai mươi triệu đồng)" in drafted
    assert all(case.code is not None and case.code in said for case in cases)
    assert "05/QĐ-SKHCN" not in drafted
    assert "Số: 05/QĐ-SKHCN" in said
    assert (draft.state, final.state, final.number) == ("replaced", "standing", "05/QĐ-SKHCN")
    assert all("05/QĐ-SKHCN" in text_in(storage, the(session, case.id, "award_notice")) for case in cases)


@on_sqlite
def test_a_number_of_the_register_is_given_once_a_year(session: Session, office: Office, storage: Storage) -> None:
    one, other = a_case(session, office, "issued"), a_case(session, office, "issued")
    register(session, storage, the(session, one.id, "award_notice"), office.clerk)

    with pytest.raises(PaperNumberTaken):
        register(session, storage, the(session, other.id, "award_notice"), office.clerk, number="15/TB-SKHCN")


@on_sqlite
def test_only_the_clerk_numbers_only_what_waits_and_never_ahead(
    session: Session, office: Office, storage: Storage
) -> None:
    case = a_case(session, office, "issued")
    notice, receipt = the(session, case.id, "award_notice"), the(session, case.id, "receipt")

    with pytest.raises(NotYourStep):
        register(session, storage, notice, office.intake)
    with pytest.raises(NotToBeNumbered):
        register(session, storage, receipt, office.clerk)
    with pytest.raises(NumberedAhead):
        register(session, storage, notice, office.clerk, on=MORNING.date() + WEEK)

    assert the(session, case.id, "award_notice").number is None


@on_sqlite
def test_a_paper_is_voided_with_its_reason_and_only_once(session: Session, office: Office) -> None:
    case = a_case(session, office, "in_review")
    receipt = the(session, case.id, "receipt")

    void_paper(session, receipt, reason="In nhầm", actor=office.clerk, at=MORNING, act=an_act())

    assert (receipt.state, receipt.state_reason) == ("voided", "In nhầm")
    with pytest.raises(NoLongerStands):
        void_paper(session, receipt, reason="Lần nữa", actor=office.clerk, at=MORNING, act=an_act())


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE paper SET sha256 = 'x' WHERE kind = 'receipt'",
        "UPDATE paper SET digest = 'x' WHERE kind = 'receipt'",
        "UPDATE paper SET code = 'x' WHERE kind = 'receipt'",
        "DELETE FROM paper WHERE kind = 'receipt'",
    ],
)
def test_the_database_keeps_what_was_made(
    session: Session, engine: Engine, office: Office, storage: Storage, change: str
) -> None:
    a_case(session, office, "in_review")
    made(session, engine, storage)

    with pytest.raises(DatabaseError):
        session.execute(text(change))


@on_sqlite
def test_a_paper_that_cannot_be_made_stops_no_other_and_is_given_up_after_a_few_tries(
    session: Session, engine: Engine, office: Office, storage: Storage
) -> None:
    case = a_case(session, office, "in_review")
    broken = the(session, case.id, "application_paper")
    # A head that fills more than a page can be drawn on none.
    broken.facts = {**(broken.facts or {}), "form_title": "Dài " * 4000}
    session.commit()

    assert made(session, engine, storage) == 1
    assert [made(session, engine, storage) for _ in range(3)] == [0, 0, 0]

    session.refresh(broken)
    assert broken.tries == 3
    assert broken.code in broken.fault
    assert the(session, case.id, "receipt").made_at is not None


@on_sqlite
def test_the_digest_is_that_of_the_facts_and_the_code_finds_the_paper(session: Session, office: Office) -> None:
    case = a_case(session, office, "in_review")
    receipt = the(session, case.id, "receipt")

    assert receipt.facts is not None
    assert receipt.digest == digest_of(receipt.facts)
    assert paper_by_code(session, receipt.code) is receipt
    assert len(set(session.scalars(select(Paper.code)))) == 2


@on_sqlite
def test_an_officer_words_a_draft_anew_and_nothing_but_the_words_changes(session: Session, office: Office) -> None:
    case = a_case(session, office, "rejection_proposed")
    take(session, case, "reject", office.approver, MORNING, article="Điều 3", reason="Hết hạn")
    draft = the(session, case.id, "rejection_notice")
    words = {"reason": "Giấy chứng nhận hết hạn trước ngày nộp.", "bases": "Căn cứ A\nCăn cứ B", "year": "1999"}

    reword_paper(session, draft, words, actor=office.approver, at=MORNING, act=an_act())

    changed, before = the(session, case.id, "rejection_notice"), draft.facts or {}
    assert (draft.state, changed.state) == ("replaced", "standing")
    assert changed.facts == {**before, "reason": words["reason"], "bases": ["Căn cứ A", "Căn cứ B"]}
    with pytest.raises(WordsMissing):
        reword_paper(session, changed, {"reason": " "}, actor=office.approver, at=MORNING, act=an_act())
    with pytest.raises(NotYourStep):
        reword_paper(session, changed, words, actor=office.finance, at=MORNING, act=an_act())


@on_sqlite
def test_words_stay_once_the_paper_has_its_number(session: Session, office: Office, storage: Storage) -> None:
    case = a_case(session, office, "issued")
    register(session, storage, the(session, case.id, "award_notice"), office.clerk)

    with pytest.raises(NotToBeReworded):
        reword_paper(
            session, the(session, case.id, "award_notice"), {"remarks": "Thêm"}, actor=office.clerk, at=MORNING,
            act=an_act(),
        )  # fmt: skip


@on_sqlite
def test_a_cancelled_award_takes_its_notice_with_it_and_is_told(session: Session, office: Office) -> None:
    case = a_case(session, office, "issued")
    take(session, case, "cancel", office.approver, MORNING, reason="Đơn vị giải thể", article="Điều 5")

    assert "award_notice" in kinds(session, case.id, "voided")
    facts = the(session, case.id, "cancellation_notice").facts or {}
    assert facts["reason"] == "Đơn vị giải thể"
    assert (facts["awarded"], facts["paid"]) == (40_000_000, 0)


@on_sqlite
def test_a_batch_has_one_list_of_payees_that_follows_it(session: Session, office: Office) -> None:
    payments = [
        a_payment(session, office, a_confirmed_claim(session, office, a_case(session, office, "issued")), "prepared")
        for _ in range(2)
    ]
    batch = gather(session, payments, remarks="", actor=office.finance, at=MORNING, act=an_act())
    assert batch is not None
    take_out(session, batch, payments[0], actor=office.finance, at=MORNING, act=an_act())

    lists = papers_of_batches(session, [batch.id])
    assert [paper.state for paper in lists] == ["replaced", "standing"]
    assert [len((paper.facts or {})["payees"]) for paper in lists] == [2, 1]
    assert "payee_list" not in kinds(session, payments[0].application_id)


@on_sqlite
def test_the_list_of_payees_follows_a_payment_that_is_voided_alone(session: Session, office: Office) -> None:
    payments = [
        a_payment(session, office, a_confirmed_claim(session, office, a_case(session, office, "issued")), "prepared")
        for _ in range(2)
    ]
    batch = gather(session, payments, remarks="", actor=office.finance, at=MORNING, act=an_act())
    assert batch is not None

    take(session, payments[0], "void", office.finance, MORNING, reason="Lập nhầm")
    lists = papers_of_batches(session, [batch.id])
    assert [(paper.state, len((paper.facts or {})["payees"])) for paper in lists] == [("replaced", 2), ("standing", 1)]

    take(session, payments[1], "void", office.finance, MORNING, reason="Lập nhầm")
    assert [paper.state for paper in papers_of_batches(session, [batch.id])] == ["replaced", "voided"]


@on_sqlite
def test_an_adjusted_figure_of_a_case_has_its_form_for_the_treasury(session: Session, office: Office) -> None:
    wrong, right = a_case(session, office, "issued"), a_case(session, office, "issued")
    content = {
        "line": "III.1", "year": 2026, "wrong_case": wrong.reference, "wrong_place": "paid",
        "right_case": right.reference, "right_place": "paid", "amount": 20, "number": "09-1", "dated_on": "2027-02-03",
    }  # fmt: skip
    proposal = Proposal(act=an_act(), kind="adjust", content=content, reason="Ghi nhầm hồ sơ")

    request_figures_correction(session, proposal, office.finance, MORNING)

    facts = the(session, right.id, "figures_correction").facts or {}
    (row,) = facts["rows"]
    assert (facts["number"], facts["reason"], row["amount"]) == ("09-1", "Ghi nhầm hồ sơ", 20)
    assert str(wrong.code) in row["from_codes"]
    assert str(right.code) in row["to_codes"]
