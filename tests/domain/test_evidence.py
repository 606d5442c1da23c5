"""Two dossiers hold the same paper when its number is the same, however it is written."""

import pytest

from nscl_grants.definitions.forms import load_forms
from nscl_grants.domain.evidence import evidence_in, number_key
from nscl_grants.domain.identifiers import NotGtin, read_gtin

FORMS = load_forms()


@pytest.mark.parametrize("written", ["1C26TAA-00000123", "1c26taa 00000123", "1C26TAA.00000123 "])
def test_a_number_is_one_number_however_it_is_written(written: str) -> None:
    assert number_key(written) == "1c26taa00000123"


def test_certificates_and_invoices_are_found_in_rows_and_outside_them() -> None:
    costs = [{"invoice_number": "1C26-7", "invoice_date": "2026-01-20", "amount": 5}, {"amount": 1}]
    answers = {"notice_number": "12/TB", "certificates": [{"certificate_number": "HC-1"}], "costs": costs}

    assert list(evidence_in(FORMS["cbhc"], answers)) == [
        ("certificate", "hc1", "HC-1"),
        ("certificate", "12tb", "12/TB"),
        ("invoice", "1c267/2026-01-20", "1C26-7"),
    ]


@pytest.mark.parametrize("typed", ["8934588012228", "8 934588 012228", "96385074"])
def test_the_number_under_a_bar_code_is_read(typed: str) -> None:
    assert read_gtin(typed) == typed.replace(" ", "")


@pytest.mark.parametrize("typed", ["8934588012229", "893", "abc", "12345678901234567"])
def test_a_number_whose_check_digit_is_another_is_no_gtin(typed: str) -> None:
    with pytest.raises(NotGtin):
        read_gtin(typed)
