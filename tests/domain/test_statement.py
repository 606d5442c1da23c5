"""A statement is read by its head, formulas are not believed, and every row finds its payment or says why not."""

from datetime import date, datetime

import pytest

from nscl_grants.domain.money import Money
from nscl_grants.domain.statement import Formula, NoColumns, Row, Sent, StatementTooLong, match_rows, read_rows

HEAD = ["Ngày", "Số chứng từ", "Số tài khoản", "Số tiền", "Nội dung", "Kết quả"]
ONE = Sent(1, "CT-2026-0001", "0123456789", Money(50_000_000), "sent")
TWO = Sent(2, "CT-2026-0002", "9876543210", Money(30_000_000), "sent")
DONE = Sent(3, "CT-2026-0003", "0123456789", Money(20_000_000), "paid")


def rows(*body: list[object]) -> tuple[Row, ...]:
    """The rows of a statement with the name of the bank above its head."""
    return read_rows([["Kho bạc Nhà nước"], HEAD, *body], "sao-ke.csv", most=100)  # type: ignore[list-item]


def test_dates_amounts_and_accounts_are_read_as_people_write_them() -> None:
    first, second = rows(
        ["05/01/2026", "ct-2026-0001", "0123 456 789", "50.000.000", "Hỗ trợ", "Thành công"],
        [datetime(2026, 1, 6, 8, 0), "", "9876.543.210", 30_000_000.0, "CT-2026-0002 trả lại", "Trả lại"],  # noqa: DTZ001 (as a workbook has it)
    )

    assert first == Row(3, "CT-2026-0001", "", date(2026, 1, 5), "0123456789", Money(50_000_000), "Hỗ trợ", "paid")
    assert (second.voucher, second.on, second.amount) == ("CT-2026-0002", date(2026, 1, 6), Money(30_000_000))
    assert second.outcome == "returned"
    assert Row.from_json(first.as_json()) == first


def test_a_formula_a_fraction_and_a_date_that_is_none_make_a_row_to_be_looked_at() -> None:
    found = rows(
        ["05/01/2026", "CT-2026-0001", "", Formula("=50*1000000"), "", ""],
        ["05/01/2026", "CT-2026-0001", "", 0.5, "", ""],
        ["31/02/2026", "CT-2026-0001", "", "50.000.000", "", ""],
        ["", "", "", "", "", ""],
    )

    assert [row.fault for row in found] == ["formula", "amount", "date"]
    assert {match.verdict for match in match_rows(found, [ONE])} == {"faulty"}


def test_a_row_finds_its_payment_by_number_or_by_the_only_one_with_account_and_amount() -> None:
    by_number, by_account = match_rows(
        rows(
            ["05/01/2026", "CT-2026-0001", "", "50.000.000", "", ""],
            ["05/01/2026", "", "9876543210", "30.000.000", "", ""],
        ),
        [ONE, TWO, DONE],
    )

    assert (by_number.verdict, by_number.payment) == ("matched", 1)
    assert (by_account.verdict, by_account.payment) == ("matched", 2)


def test_what_does_not_fit_says_why() -> None:
    twin = Sent(4, "CT-2026-0004", "9876543210", Money(30_000_000), "sent")
    verdicts = [
        match.verdict
        for match in match_rows(
            rows(
                ["05/01/2026", "CT-2026-0001", "", "49.000.000", "", ""],
                ["05/01/2026", "CT-2026-0001", "0999999999", "50.000.000", "", ""],
                ["05/01/2026", "CT-2026-0003", "", "20.000.000", "", ""],
                ["05/01/2026", "CT-2026-0099", "", "20.000.000", "", ""],
                ["05/01/2026", "", "9876543210", "30.000.000", "", ""],
                ["05/01/2026", "CT-2026-0001", "", "50.000.000", "", ""],
                ["05/01/2026", "CT-2026-0001", "", "50.000.000", "", ""],
            ),
            [ONE, TWO, DONE, twin],
        )
    ]

    assert verdicts == ["amount", "account", "settled", "unknown", "ambiguous", "matched", "twice"]


def test_a_file_without_a_head_or_with_too_many_rows_is_refused() -> None:
    with pytest.raises(NoColumns):
        read_rows([["a", "b"], ["1", "2"]], "x.csv", most=10)
    with pytest.raises(StatementTooLong):
        read_rows([HEAD, *[["05/01/2026", "", "", 1, "", ""]] * 3], "x.csv", most=2)  # type: ignore[list-item]


def test_what_was_paid_may_still_come_back_and_is_found_by_number_or_by_account_and_amount() -> None:
    verdicts = [
        (match.verdict, match.payment)
        for match in match_rows(
            rows(
                ["05/01/2026", "CT-2026-0003", "", "20.000.000", "", "trả lại"],
                ["05/01/2026", "", "0123456789", "20.000.000", "", "trả lại"],
                ["05/01/2026", "", "0123456789", "20.000.000", "", "đã chi"],
            ),
            [ONE, TWO, DONE],
        )
    ]

    assert verdicts == [("matched", 3), ("twice", 3), ("unknown", None)]
