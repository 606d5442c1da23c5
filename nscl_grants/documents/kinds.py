"""The kinds of paper, each with every version of its template: an old paper is drawn again as it was.

A form that changes by law is a new version with its own function (and facts, when these change); versions are
never edited once papers were made from them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from pikepdf.pdfa import PdfaError
from reportlab.platypus.doctemplate import LayoutError

from nscl_grants.documents.facts import digest_of, from_json
from nscl_grants.documents.layout import Story
from nscl_grants.documents.papers import claims, decisions, filed, review, slips, treasury
from nscl_grants.documents.sheet import Mark, render
from nscl_grants.domain.text import Text


class PaperFailed(Exception):
    """A paper cannot be laid out, or would not be fit for the archive."""


Book = Literal["own", "register", "none"]
"""Whose number a paper carries: that of our own gapless books, that of the office's register, or none."""


@dataclass(frozen=True, slots=True)
class Template:
    """One version of a kind: the class of its facts, and how they are laid out."""

    facts: type[Any]
    draw: Callable[[Any], Story]


@dataclass(frozen=True, slots=True)
class PaperKind:
    """A kind of paper."""

    key: str
    title: Text
    book: Book
    versions: Mapping[int, Template]
    for_the_firm: bool = True
    """Whether the organisation of the case may open it."""
    unsure: bool = False
    """Drawn from a list of fields: "cần đối chiếu mẫu gốc"."""
    symbol: str = ""
    """Of the register's book that its number comes from: TB, TTr, QĐ; each book gives a number once a year."""

    @property
    def newest(self) -> int:
        """The version that a paper asked for today is made from."""
        return max(self.versions)


def _kind(
    key: str,
    vi: str,
    en: str,
    book: Book,
    facts: type[Any],
    draw: Callable[[Any], Story],
    *,
    for_the_firm: bool = True,
    unsure: bool = False,
    symbol: str = "",
) -> PaperKind:
    return PaperKind(key, Text(vi, en), book, {1: Template(facts, draw)}, for_the_firm, unsure, symbol)


_ALL = (
    _kind(
        "receipt",
        "Giấy tiếp nhận hồ sơ và hẹn trả kết quả",
        "Receipt with the date of the result",
        "own",
        slips.Receipt,
        slips.receipt,
    ),
    _kind(
        "supplement_slip",
        "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ",
        "Request for a supplement",
        "own",
        slips.SupplementSlip,
        slips.supplement_slip,
    ),
    _kind(
        "refusal_slip",
        "Phiếu từ chối tiếp nhận giải quyết hồ sơ",
        "Refusal slip",
        "own",
        slips.RefusalSlip,
        slips.refusal_slip,
    ),
    _kind(
        "apology_slip",
        "Phiếu xin lỗi và đề nghị gia hạn",
        "Apology with a new date",
        "own",
        slips.ApologySlip,
        slips.apology_slip,
        unsure=True,
    ),
    _kind(
        "stop_notice",
        "Thông báo dừng giải quyết hồ sơ",
        "Notice that the case has stopped",
        "register",
        slips.StopNotice,
        slips.stop_notice,
        symbol="TB",
    ),
    _kind(
        "application_paper",
        "Hồ sơ như đã nộp",
        "Application as filed",
        "none",
        filed.ApplicationPaper,
        filed.application_paper,
    ),
    _kind(
        "review_minutes",
        "Biên bản thẩm định",
        "Minutes of the review",
        "own",
        review.ReviewMinutes,
        review.review_minutes,
        for_the_firm=False,
    ),
    _kind(
        "proposal",
        "Tờ trình",
        "Proposal to who decides",
        "register",
        review.Proposal,
        review.proposal,
        for_the_firm=False,
        symbol="TTr",
    ),
    _kind(
        "award_decision",
        "Quyết định hỗ trợ",
        "Decision on support",
        "register",
        decisions.AwardDecision,
        decisions.award_decision,
        symbol="QĐ",
    ),
    _kind(
        "award_notice",
        "Thông báo hỗ trợ",
        "Notice of support",
        "register",
        decisions.AwardNotice,
        decisions.award_notice,
        symbol="TB",
    ),
    _kind(
        "rejection_notice",
        "Thông báo không hỗ trợ",
        "Notice of no support",
        "register",
        decisions.RejectionNotice,
        decisions.rejection_notice,
        symbol="TB",
    ),
    _kind(
        "recovery_decision",
        "Quyết định thu hồi kinh phí",
        "Decision to recover money",
        "register",
        decisions.RecoveryDecision,
        decisions.recovery_decision,
        symbol="QĐ",
    ),
    _kind(
        "acceptance_minutes",
        "Biên bản nghiệm thu",
        "Minutes of acceptance",
        "own",
        claims.AcceptanceMinutes,
        claims.acceptance_minutes,
    ),
    _kind("claim_paper", "Giấy đề nghị thanh toán", "Claim for payment", "none", claims.ClaimPaper, claims.claim_paper),
    _kind(
        "drawdown",
        "Giấy rút dự toán",
        "Draw-down slip",
        "none",
        treasury.Drawdown,
        treasury.drawdown,
        for_the_firm=False,
        unsure=True,
    ),
    _kind(
        "payment_order",
        "Ủy nhiệm chi",
        "Payment order",
        "none",
        treasury.PaymentOrder,
        treasury.payment_order,
        for_the_firm=False,
        unsure=True,
    ),
    _kind(
        "payee_list",
        "Danh sách thanh toán",
        "List of payees",
        "none",
        treasury.PayeeList,
        treasury.payee_list,
        for_the_firm=False,
        unsure=True,
    ),
    _kind(
        "repayment_slip",
        "Giấy nộp trả kinh phí",
        "Repayment slip",
        "own",
        treasury.RepaymentSlip,
        treasury.repayment_slip,
        unsure=True,
    ),
)

KINDS: Mapping[str, PaperKind] = {kind.key: kind for kind in _ALL}


def draw_paper(
    key: str, version: int, kept: dict[str, Any], *, code: str, address: str, author: str, made_at: datetime
) -> bytes:
    """The bytes of a paper from its kept facts; the same under the same renderer."""
    kind = KINDS[key]
    template = kind.versions[version]
    mark = Mark(code, address, digest_of(kept))
    try:
        story = template.draw(from_json(template.facts, kept))
        return render(story, title=kind.title.vi, author=author, mark=mark, made_at=made_at)
    except (PdfaError, LayoutError) as fault:
        raise PaperFailed(f"{key} {code}: {fault}") from fault
