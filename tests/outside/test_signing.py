"""A paper is signed as PAdES with the office's key, two validators agree on it, and one changed byte is found."""

import io
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pyhanko.pdf_utils.generic import NameObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from nscl_grants.documents.signature_block import signature_block
from nscl_grants.outside.signing import roots_in, sign, signatures_of
from nscl_grants.outside.signing_key import SigningFailed, SigningKey
from tests.builders.keys import SECRET, invented_keys
from tests.documents.measure import reader
from tests.documents.samples import pressed, samples

NOON = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("keys")


@pytest.fixture(scope="module")
def key(folder: Path) -> SigningKey:
    return SigningKey(invented_keys().pkcs12_in(folder), None, "", "", SECRET)


@pytest.fixture(scope="module")
def signed(key: SigningKey) -> bytes:
    drawn = pressed("award_notice", samples()["award_notice"])
    return sign(drawn.content, key, drawn.place, at=NOON, block=signature_block)


def test_a_signed_paper_is_the_issued_one_with_a_signature_behind_it(signed: bytes) -> None:
    issued = pressed("award_notice", samples()["award_notice"]).content

    assert signed.startswith(issued)
    assert b"/ETSI.CAdES.detached" in signed[len(issued) :]


def test_the_validator_names_the_signer_and_trusts_our_root_only(signed: bytes, folder: Path) -> None:
    (found,) = signatures_of(signed, roots_in(invented_keys().root_in(folder)))
    (unasked,) = signatures_of(signed, ())

    assert found.signer == "Sở Khoa học và Công nghệ Giả Định"
    assert (found.intact, found.trusted) == (True, True)
    assert (unasked.intact, unasked.trusted) == (True, None)


def test_pdfsig_finds_the_signature_valid(signed: bytes, tmp_path: Path) -> None:
    (tmp_path / "signed.pdf").write_bytes(signed)

    told = subprocess.run(
        ["pdfsig", "-nocert", str(tmp_path / "signed.pdf")], capture_output=True, text=True, check=True
    ).stdout

    assert "Signature is Valid" in told
    assert "Total document signed" in told


def test_one_flipped_byte_is_found(signed: bytes) -> None:
    for place in (200, len(signed) // 3, len(signed) - 300):
        changed = bytearray(signed)
        changed[place] ^= 1

        assert not all(each.intact for each in signatures_of(bytes(changed), ())), place


def test_a_change_behind_the_signature_is_found(signed: bytes) -> None:
    writer = IncrementalPdfFileWriter(io.BytesIO(signed))
    writer.root["/PageMode"] = NameObject("/UseOutlines")
    writer.root["/Perms2"] = NameObject("/Changed")
    writer.update_root()  # type: ignore[no-untyped-call]  # pyHanko types it not.
    grown = io.BytesIO()
    writer.write(grown)  # type: ignore[no-untyped-call]  # As above.

    assert grown.getvalue().startswith(signed)
    assert [each.intact for each in signatures_of(grown.getvalue(), ())] == [False]


def test_a_second_signature_leaves_the_first_intact(signed: bytes, key: SigningKey) -> None:
    drawn = pressed("award_notice", samples()["award_notice"])
    twice = sign(signed, key, drawn.place, at=NOON, block=signature_block)

    assert [each.intact for each in signatures_of(twice, ())] == [True, True]


def test_the_visible_block_stands_between_position_and_name(signed: bytes) -> None:
    drawn = pressed("award_notice", samples()["award_notice"])
    assert drawn.place is not None
    page, left, bottom, right, top = drawn.place
    field = next(each for each in reader(signed).pages[page].annotations or () if each.get_object()["/FT"] == "/Sig")
    x1, y1, x2, y2 = (float(edge) for edge in field.get_object()["/Rect"])

    assert left <= x1 < x2 <= right
    assert bottom <= y1 < y2 <= top


def test_a_file_without_signatures_has_none_to_judge() -> None:
    assert signatures_of(pressed("receipt", samples()["receipt"]).content, ()) == ()


def test_a_wrong_passphrase_is_told_and_not_the_passphrase_itself(key: SigningKey) -> None:
    wrong = SigningKey(key.pkcs12, None, "", "", "not the passphrase")
    drawn = pressed("receipt", samples()["receipt"])

    with pytest.raises(SigningFailed) as told:
        sign(drawn.content, wrong, drawn.place, at=NOON, block=signature_block)

    assert "not the passphrase" not in str(told.value)
    assert "not the passphrase" not in repr(wrong)
