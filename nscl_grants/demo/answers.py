"""What the firms of the demo answer in each questionnaire: who they are, what it is about, and what it cost."""

from datetime import date
from typing import Any

from nscl_grants.db.organisations import BankAccount, Organisation
from nscl_grants.demo.cases import Case

_LINES = {
    "HTQL": (("consulting", "Công ty Tư vấn Mô Phỏng"), ("certification", "Tổ chức chứng nhận Giả Định")),
    "TCCS": (("consulting", "Công ty Tư vấn Mô Phỏng"), ("testing", "Phòng thử nghiệm Ước Lệ")),
    "CBHC": (("testing", "Phòng thử nghiệm Ước Lệ"), ("certification", "Tổ chức chứng nhận Giả Định")),
    "TXNG": (("software", "Công ty Phần mềm Tưởng Tượng"), ("consulting", "Công ty Tư vấn Mô Phỏng")),
    "TCSP": (("consulting", "Công ty Tư vấn Mô Phỏng"), ("testing", "Phòng thử nghiệm Ước Lệ")),
}
"""What is spent on, and with whom; the first takes seven tenths of it."""


def answers_of(case: Case, firm: Organisation, bank: BankAccount, contact: str) -> dict[str, Any]:
    """Everything that any of the forms asks; each takes what is its own."""
    return {
        **_organisation(firm, contact),
        **_subject(case, firm),
        **_by_procedure(case),
        "costs": _costs(case),
        "bank_account": str(bank.id),
        "other_support": False,
        "declared_true": True,
        "declared_once": True,
        "declared_back": True,
    }


def _organisation(firm: Organisation, contact: str) -> dict[str, Any]:
    return {
        "tax_code": firm.tax_code,
        "organisation": firm.name,
        "organisation_kind": firm.kind,
        "address": firm.address,
        "commune": firm.commune,
        "representative": firm.representative,
        "representative_title": firm.representative_title,
        "contact": contact,
        "phone": firm.phone,
        "email": firm.email,
    }


def _subject(case: Case, firm: Organisation) -> dict[str, Any]:
    year, about = case.begins.year, case.product or case.standard
    named = {"standard": case.standard} if case.standard else {}
    mark = case.standard.upper() or f"{case.procedure}-{case.begins:%m%d}"
    return {
        **named,
        "product": case.product,
        "certificate_number": f"GĐ-{mark}-{case.firm:02d}",
        "scope": f"Hoạt động sản xuất của {firm.name} tại {firm.address}",
        "certification_body": "Tổ chức chứng nhận Giả Định",
        "issued_on": date(year - 1, 12, 1).isoformat(),
        "expires_on": date(year + 2, 11, 30).isoformat(),
        "first_certificate": True,
        "standard_title": f"{about}: yêu cầu kỹ thuật",
        "declared_on": date(year - 1, 12, 8).isoformat(),
        "risk_level": "medium",
    }


def _by_procedure(case: Case) -> dict[str, Any]:
    year = case.begins.year
    return {
        "award_year": year - 1,
        "on_market_since": date(year - 3, 3, 1).isoformat(),
        "award_field": "small_production",
        "conforms_to": "TCVN 5107:2018",
        "way": "self",
        "notice_number": f"{case.firm:02d}/TB-SKHCN",
        "notice_on": date(year - 1, 12, 15).isoformat(),
        "company_prefix": f"893{case.firm:07d}",
        "carrier": ["qr"],
        "lookup": "https://truyxuat.vidu.test/sp",
        "national_portal": True,
        "steps": 6,
        "running_since": date(year - 1, 11, 2).isoformat(),
        "system": "Ghi sáu công đoạn, một bước trước một bước sau, từ nguyên liệu đến cửa hàng.",
        "output": "120 tấn",
        "norms_applied": ["tcvn", "qcvn"],
        "norms_named": f"TCVN và QCVN áp dụng cho {case.product}",
        "plan_of_work": "Khảo sát\nXây dựng tiêu chuẩn\nThử nghiệm\nChứng nhận",
        "starts_on": case.begins.isoformat(),
        "ends_on": date(year, 12, 15).isoformat(),
    }


def _costs(case: Case) -> list[dict[str, Any]]:
    if case.procedure not in _LINES:
        return []
    cost = case.cost_million * 1_000_000
    first = cost * 7 // 10
    # One firm hands in the same invoices for its second traceability system: what an officer is shown as a duplicate.
    series = f"{case.firm:03d}TX" if case.procedure == "TXNG" else f"{case.firm:03d}{case.begins:%m%d}"
    return [
        {
            "kind": kind,
            "provider": provider,
            "invoice_number": f"1C25TAA-{series}{nth}",
            "invoice_date": date(case.begins.year - 1, 11, 20).isoformat(),
            "amount": amount,
            "vat": amount * 8 // 100,
            "by_transfer": True,
        }
        for nth, ((kind, provider), amount) in enumerate(
            zip(_LINES[case.procedure], (first, cost - first), strict=True), start=1
        )
    ]
