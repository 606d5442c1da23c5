"""The page of the reconciliation: what is no amount is told at its field, both sides stand side by side."""

from tests.builders.cases import a_case, a_confirmed_claim, a_payment
from tests.web.desk import Desk, config, desk
from tests.web.pages import send

__all__ = ["config", "desk"]
PAGE = "/finance/years/2026/reconciliation"
MINUTES = {"number": "01/ĐC-KBNN", "dated_on": "03/03/2026", "as_of": "03/03/2026", "remarks": "Hạch toán ngày sau"}
THEIRS = {"III.1.given": "2.000.000.000", "III.1.spent": "0", "III.1.advanced": "0", "III.1.left": "2.000.000.000"}


def test_the_accountant_enters_and_the_chief_accountant_confirms_what_stands_side_by_side(desk: Desk) -> None:
    case = a_case(desk.rows, desk.office, "issued")
    a_payment(desk.rows, desk.office, a_confirmed_claim(desk.rows, desk.office, case), "paid")
    desk.rows.commit()
    finance, chief = desk.of(desk.office.finance), desk.of(desk.office.chief)
    others = {
        f"{line}.{name}": "0"
        for line in ("I.1", "I.2", "I.3", "II.1", "III.2", "IV")
        for name in ("given", "spent", "advanced", "left")
    }

    wrong = send(finance, PAGE, {**MINUTES, **others, **THEIRS, "III.1.spent": "một triệu"})
    assert wrong.status_code == 422
    assert 'value="một triệu"' in wrong.text
    assert "Nhập số tiền bằng đồng" in wrong.text
    assert send(finance, PAGE, {**MINUTES, **others, **THEIRS, "remarks": ""}).status_code == 422
    assert send(finance, PAGE, {**MINUTES, **others, **THEIRS}).status_code == 303

    shown = chief.get(PAGE).text
    assert "Kho bạc 0" in shown
    assert "Kho bạc khớp" in shown
    assert "Đối chiếu với Kho bạc" in chief.get("/work").text
    address = shown.partition(f'action="{PAGE}/')[2].partition('"')[0]
    assert send(chief, f"{PAGE}/{address}", page=PAGE).status_code == 303
    assert "Đã xác nhận" in finance.get(PAGE).text
    file = finance.get(f"{PAGE}/{address.partition('/')[0]}.csv").get_data(as_text=True)
    assert "40000000" in file
    assert "cần đối chiếu mẫu gốc" in file
    assert desk.sign_in("reviewer").get(PAGE).status_code == 403
