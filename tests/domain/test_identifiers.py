"""Codes, addresses and names have one written form, however they were typed."""

from collections.abc import Callable

import pytest

from nscl_grants.domain.identifiers import (
    NotEmail,
    NotIdentityNumber,
    NotName,
    NotPhone,
    NotTaxCode,
    check_digit_fits,
    read_email,
    read_identity_number,
    read_name,
    read_phone,
    read_tax_code,
)
from nscl_grants.domain.refused import Refused


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("0100233488", "0100233488"),
        (" 0100 233 488 ", "0100233488"),
        ("0314409058-002", "0314409058-002"),
        ("0314409058002", "0314409058-002"),
    ],
)
def test_a_tax_code_has_one_form(typed: str, stored: str) -> None:
    assert read_tax_code(typed) == stored


@pytest.mark.parametrize(
    "typed", ["", "010023348", "027123456789", "0314409058-000", "０１００２３３４８８", "01002x3488"]
)
def test_what_is_no_tax_code_of_an_organisation_is_refused(typed: str) -> None:
    with pytest.raises(NotTaxCode):
        read_tax_code(typed)


@pytest.mark.parametrize(
    ("code", "fits"), [("0100233488", True), ("0100112437", True), ("0314409058-002", True), ("0100233480", False)]
)
def test_the_check_digit_follows_from_the_nine_before(code: str, fits: bool) -> None:
    assert check_digit_fits(code) is fits


@pytest.mark.parametrize(
    ("read", "typed", "stored"),
    [
        (read_identity_number, "027 093 001 234", "027093001234"),
        (read_email, " An.Tran@CongTy.VN ", "an.tran@congty.vn"),
        (read_phone, "0912 345 678", "0912345678"),
        (read_phone, "+84 912.345.678", "0912345678"),
        (read_phone, "(0222) 3868-686", "02223868686"),
        (read_name, "  Trần   Thị\u200b Thử ", "Trần Thị Thử"),
        (read_name, "Tra\u0302\u0300n", "Trần"),
    ],
)
def test_what_was_typed_is_kept_in_one_form(read: Callable[[str], str], typed: str, stored: str) -> None:
    assert read(typed) == stored


@pytest.mark.parametrize(
    ("read", "typed", "refusal"),
    [
        (read_identity_number, "12345678901", NotIdentityNumber),
        (read_identity_number, "02709300123x", NotIdentityNumber),
        (read_email, "an@", NotEmail),
        (read_email, "аn@congty.vn", NotEmail),  # The first letter is Cyrillic.
        (read_email, "an tran@congty.vn", NotEmail),
        (read_email, "an@congty.vn\nbcc: x@y.vn", NotEmail),
        (read_email, "=?utf-8?q?=2c=0a?=@congty.vn", NotEmail),  # A mail would read it as encoded words.
        (read_email, ".an@congty.vn", NotEmail),
        (read_email, "an.@congty.vn", NotEmail),
        (read_email, "a" * 250 + "@congty.vn", NotEmail),
        (read_phone, "1234", NotPhone),
        (read_phone, "0612345678", NotPhone),
        (read_name, "\u200b\u202e", NotName),
        (read_name, "x" * 201, NotName),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_was_typed(
    read: Callable[[str], str], typed: str, refusal: type[Refused]
) -> None:
    with pytest.raises(refusal) as refused:
        read(typed)

    assert refused.value.values == {"typed": typed}
