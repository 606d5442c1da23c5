"""The kinds of paper: what each is called, whose number it bears, who may open it, and the facts of every version.

A form that changes by law is a new version with its own facts and its own drawing (`press.py`); versions are
never edited once papers were made from them, so an old paper is drawn again as it was.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from nscl_grants.documents.facts import claims, decisions, filed, review, slips, treasury
from nscl_grants.domain.text import Text

Book = Literal["own", "register", "none"]
"""Whose number a paper carries: that of our own gapless books, that of the office's register, or none."""


@dataclass(frozen=True, slots=True)
class PaperKind:
    """A kind of paper."""

    key: str
    title: Text
    book: Book
    versions: Mapping[int, type[Any]]
    """The class of the facts of each version."""
    for_the_firm: bool = True
    """Whether the organisation of the case may open it."""
    for_who_pays: bool = False
    """Whether only who pays and who audits may open it."""
    unsure: bool = False
    """Drawn from a list of fields: "cần đối chiếu mẫu gốc"."""
    symbol: str = ""
    """Of the register's book that its number comes from: TB, TTr, QĐ; each book gives a number once a year."""
    texts: tuple[str, ...] = ()
    """The facts that are an officer's own words, and may be worded anew while the paper waits for its number."""

    @property
    def newest(self) -> int:
        """The version that a paper asked for today is made from."""
        return max(self.versions)

    @property
    def is_signed(self) -> bool:
        """Whether the office signs it in this system; vouchers are signed at the treasury's."""
        return self.book != "none" and not issubclass(self.versions[self.newest], treasury.RepaymentSlip)


def _kind(
    key: str,
    vi: str,
    en: str,
    book: Book,
    facts: type[Any],
    *,
    for_the_firm: bool = True,
    for_who_pays: bool = False,
    unsure: bool = False,
    symbol: str = "",
    texts: tuple[str, ...] = (),
) -> PaperKind:
    return PaperKind(key, Text(vi, en), book, {1: facts}, for_the_firm, for_who_pays, unsure, symbol, texts)


def _voucher(key: str, vi: str, en: str, facts: type[Any], *, for_who_pays: bool = False) -> PaperKind:
    return _kind(key, vi, en, "none", facts, for_the_firm=False, for_who_pays=for_who_pays, unsure=True)


_SLIPS = (
    _kind(
        "receipt",
        "Giấy tiếp nhận hồ sơ và hẹn trả kết quả",
        "Receipt with the date of the result",
        "own",
        slips.Receipt,
    ),
    _kind(
        "supplement_slip",
        "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ",
        "Request for a supplement",
        "own",
        slips.SupplementSlip,
    ),
    _kind("refusal_slip", "Phiếu từ chối tiếp nhận giải quyết hồ sơ", "Refusal slip", "own", slips.RefusalSlip),
    _kind(
        "apology_slip",
        "Phiếu xin lỗi và đề nghị gia hạn",
        "Apology with a new date",
        "own",
        slips.ApologySlip,
        unsure=True,
    ),
    _kind(
        "stop_notice",
        "Thông báo dừng giải quyết hồ sơ",
        "Notice that the case has stopped",
        "register",
        slips.StopNotice,
        symbol="TB",
        texts=("asked_for",),
    ),
    _kind("application_paper", "Hồ sơ như đã nộp", "Application as filed", "none", filed.ApplicationPaper),
)

_DECIDING = (
    _kind(
        "review_minutes",
        "Biên bản thẩm định",
        "Minutes of the review",
        "own",
        review.ReviewMinutes,
        for_the_firm=False,
    ),
    _kind(
        "proposal",
        "Tờ trình",
        "Proposal to who decides",
        "register",
        review.Proposal,
        for_the_firm=False,
        symbol="TTr",
        texts=("bases", "remarks"),
    ),
    _kind(
        "award_decision",
        "Quyết định hỗ trợ",
        "Decision on support",
        "register",
        decisions.AwardDecision,
        symbol="QĐ",
        texts=("bases", "remarks"),
    ),
    _kind(
        "award_notice",
        "Thông báo hỗ trợ",
        "Notice of support",
        "register",
        decisions.AwardNotice,
        symbol="TB",
        texts=("remarks",),
    ),
    _kind(
        "rejection_notice",
        "Thông báo không hỗ trợ",
        "Notice of no support",
        "register",
        decisions.RejectionNotice,
        symbol="TB",
        texts=("bases", "article", "reason"),
    ),
    _kind(
        "cancellation_notice",
        "Thông báo hủy hỗ trợ",
        "Notice that support is cancelled",
        "register",
        decisions.CancellationNotice,
        symbol="TB",
        texts=("bases", "reason"),
    ),
    _kind(
        "recovery_decision",
        "Quyết định thu hồi kinh phí",
        "Decision to recover money",
        "register",
        decisions.RecoveryDecision,
        symbol="QĐ",
        texts=("bases", "reason"),
    ),
)

_PAYING = (
    _kind("acceptance_minutes", "Biên bản nghiệm thu", "Minutes of acceptance", "own", claims.AcceptanceMinutes),
    _kind("claim_paper", "Giấy đề nghị thanh toán", "Claim for payment", "none", claims.ClaimPaper),
    _voucher("drawdown", "Giấy rút dự toán", "Draw-down slip", treasury.Drawdown),
    _voucher("drawdown_split", "Giấy rút dự toán có nộp thuế", "Draw-down slip with tax", treasury.SplitDrawdown),
    _voucher("payment_order", "Ủy nhiệm chi", "Payment order", treasury.PaymentOrder),
    _voucher("payment_order_split", "Ủy nhiệm chi có nộp thuế", "Payment order with tax", treasury.SplitPaymentOrder),
    _voucher("payee_list", "Danh sách thanh toán", "List of payees", treasury.PayeeList, for_who_pays=True),
    _voucher(
        "advance_settlement",
        "Giấy đề nghị thanh toán tạm ứng",
        "Request to settle an advance",
        treasury.AdvanceSettlement,
    ),
    _voucher(
        "figures_correction",
        "Phiếu điều chỉnh số liệu ngân sách",
        "Correction of budget figures",
        treasury.FiguresCorrection,
        for_who_pays=True,
    ),
    _kind(
        "repayment_slip",
        "Giấy nộp trả kinh phí",
        "Repayment slip",
        "own",
        treasury.RepaymentSlip,
        unsure=True,
    ),
)

KINDS: Mapping[str, PaperKind] = {kind.key: kind for kind in (*_SLIPS, *_DECIDING, *_PAYING)}
