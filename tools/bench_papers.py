"""How fast papers are made on one core, and how much memory a thousand take: python -m tools.bench_papers."""

import resource
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime

from nscl_grants.documents.facts import Case, Firm, Letterhead, Signature, to_json
from nscl_grants.documents.facts.decisions import RejectionNotice
from nscl_grants.documents.press import draw_paper, draw_preview

ASKED_FINISHED, ASKED_DRAWN = 8, 25
"""Papers a second that are promised: ready for the archive, and drawn only."""
_OFFICE = Letterhead("Ủy ban nhân dân tỉnh Bắc Ninh", "Sở Khoa học và Công nghệ", "Bắc Ninh", "SKHCN")
_FIRM = Firm("Công ty TNHH Ví Dụ Xanh", "0100233488", "Số 1, đường Thử Nghiệm, phường Nếnh, tỉnh Bắc Ninh")


def main(papers: int = 1_000) -> None:
    """One-page papers a second of one core's time, drawn only and for the archive, and the memory over all of them."""
    _finished(0)
    drawn = _rate(_preview, 200)
    began, before = time.process_time(), _memory_megabytes()
    halfway = before
    for nth in range(papers):
        _finished(nth)
        if nth == papers // 2:
            halfway = _memory_megabytes()
    rate = papers / (time.process_time() - began)
    print(f"{'papers a second of one core':<34} measured   asked")
    print(f"{'drawn only':<34} {drawn:8.1f}   {ASKED_DRAWN}")
    print(f"{'for the archive, checked (PDF/A)':<34} {rate:8.1f}   {ASKED_FINISHED}")
    grown = _memory_megabytes() - halfway
    print(f"memory: {before:.0f} MB at first, {grown:+.1f} MB over the second half of {papers} papers")
    if drawn < ASKED_DRAWN or rate < ASKED_FINISHED:
        sys.exit("Papers are made more slowly than promised; measure again on a quiet machine.")


def _rate(make: Callable[[int], None], many: int) -> float:
    began = time.process_time()
    for nth in range(many):
        make(nth)
    return many / (time.process_time() - began)


def _finished(nth: int) -> None:
    draw_paper(
        "rejection_notice",
        1,
        _facts(nth),
        code="7K3M-9QXT-2HBD",
        address="https://nscl.test/check/7K3M-9QXT-2HBD",
        author=_OFFICE.agency,
        made_at=datetime(2026, 3, 2, 2, 5, tzinfo=UTC),
    )


def _preview(nth: int) -> None:
    draw_preview("rejection_notice", 1, _facts(nth))


def _facts(nth: int) -> dict[str, object]:
    notice = RejectionNotice(
        letterhead=_OFFICE,
        case=Case(f"H05.15-260302-{nth:04d}", "Hỗ trợ tổ chức áp dụng tiêu chuẩn", "ISO 22000:2018"),
        firm=_FIRM,
        bases=("Căn cứ Nghị quyết 43/2022/NQ-HĐND ngày 09/12/2022 của HĐND tỉnh Bắc Giang",),
        article="Điều 3 Nghị quyết 43/2022/NQ-HĐND",
        reason="Giấy chứng nhận hết hiệu lực trước ngày nộp hồ sơ.",
        appeal_by=date(2026, 5, 31),
        signature=Signature(("Giám đốc",), "Nguyễn Văn Dũng"),
        year=2026,
        number=f"{nth + 1}/TB-SKHCN",
        on=date(2026, 3, 2),
    )
    return to_json(notice)


def _memory_megabytes() -> float:
    """The most that the process ever held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
