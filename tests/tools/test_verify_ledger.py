"""A program that shares nothing with ours recomputes the exported books, and finds whatever was done to them."""

import copy
import json
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from nscl_grants.db import ledger, ledger_export
from nscl_grants.db.ledger_heads import daily_heads
from nscl_grants.domain.ledger import budget
from nscl_grants.domain.ledger.accounts import STATES, Place
from nscl_grants.domain.ledger.posting import Kind
from nscl_grants.paths import TOP
from tests.db.books import NEXT_MARCH, Books, a_product, an_award, funded_books, million
from tools.verify_ledger import board, seal_of, verify

Records = list[dict[str, Any]]
TOOL = TOP / "tools" / "verify_ledger.py"


@pytest.fixture
def database() -> str:
    """Only SQLite: what PostgreSQL exports is verified at the end of every story in tests/model."""
    return "sqlite"


@pytest.fixture
def books(session: Session) -> Books:
    """Money in most states, a reversal, and on the second day a little more."""
    books = funded_books(session)
    an, product = an_award(), a_product(item='Bún "khô" | 100%')
    books.hold(an, million(50))
    books.commit(an, million(40))
    session.flush()
    mirror = ledger.reversal_of(session, books.last, id="mirror", person="8", effective_on=books.now.date(), memo={})
    ledger.post(session, mirror, recorded_at=books.now)
    books.commit(an, million(45))
    books.now += timedelta(days=1)
    books.hold(product, million(50))
    books.commit(product, million(50))
    books.pay(product, million(20))
    return books


@pytest.fixture
def exported(books: Books) -> Records:
    """The export, record by record."""
    return [json.loads(line) for line in ledger_export.export_json(books.session)]


@pytest.fixture
def heads(books: Books) -> Records:
    """What was published on each day."""
    return [{"day": f"{head.day}", "seq": head.seq, "hash": head.hash} for head in daily_heads(books.session)]


def found(records: Records, heads: Records | None = None) -> str:
    """What the verifier says, in one text."""
    return "\n".join(verify(records, heads or [])[0])


def test_books_that_nobody_changed_verify(exported: Records, heads: Records) -> None:
    assert found(exported, heads) == ""
    assert [head["day"] for head in heads] == ["2026-03-02", "2026-03-03"]


def test_every_figure_of_the_board_follows_from_the_entries(books: Books, exported: Records) -> None:
    figures = board(verify(exported)[2])

    for row in ledger.board(books.session):
        line = figures.get(f"{row.line}/{row.year}", {})
        assert {place: line.get(f"VND {place}", 0) for place in STATES} == {
            place: row.states[place].dong for place in STATES
        }
        assert line.get("FRESH allotted", 0) == row.allotted.dong
        assert line.get("SLOT free", 0) == row.slots.get(Place.FREE, 0)


def test_an_edited_posting_is_found(exported: Records) -> None:
    posting_of(exported, 8)["person"] = "9"

    assert found(exported) == "posting 8 (" + posting_of(exported, 8)["id"] + "): was changed after it was sealed"


def test_an_edited_amount_is_found_even_with_a_seal_that_fits(exported: Records) -> None:
    posting = posting_of(exported, 9)
    posting["entries"][0][2] -= 1
    posting["hash"] = seal_of(posting)

    said = found(exported)
    assert "posting 10" in said
    assert "is not sealed together with the one before" in said
    assert "does not follow from its entries" in said


def test_a_removed_posting_is_found(exported: Records) -> None:
    exported.remove(next(record for record in exported if record.get("posting", {}).get("seq") == 8))

    assert "comes after number 7; one is missing" in found(exported)


def test_two_postings_that_changed_places_are_found(exported: Records) -> None:
    exported[7], exported[8] = exported[8], exported[7]

    assert "two changed places" in found(exported)


def test_a_posting_that_is_there_twice_is_found(exported: Records) -> None:
    exported.insert(9, copy.deepcopy(exported[8]))

    assert "has the id of an earlier posting" in found(exported)


def test_books_whose_end_was_cut_off_give_themselves_away_by_a_published_head(
    exported: Records, heads: Records
) -> None:
    cut = made_again(exported, keep=lambda posting: posting["seq"] <= heads[0]["seq"] + 1)

    assert found(cut) == "", "nothing in the books themselves can tell"
    assert found(cut, heads) == f"the head published for 2026-03-03, number {heads[1]['seq']}, is not in these books"


def test_books_written_anew_with_seals_that_fit_give_themselves_away_too(exported: Records, heads: Records) -> None:
    def change(posting: dict[str, Any]) -> bool:
        posting["memo"] = {"note": "forged"} if posting["seq"] == 9 else posting["memo"]
        return True

    forged = made_again(exported, keep=change)

    assert found(forged) == ""
    assert "2026-03-02" in found(forged, heads)


@pytest.mark.parametrize("what", ["balance", "floor", "ceiling"])
def test_a_balance_or_limit_that_does_not_follow_is_found(exported: Records, what: str) -> None:
    account = next(record for record in exported if record.get("account", "").startswith("VND|free|III.1"))
    account[what] += 1

    assert "VND|free|III.1|2026" in found(exported)


def test_an_account_that_is_missing_is_found(exported: Records) -> None:
    exported.remove(next(record for record in exported if record.get("account", "").startswith("VND|paid")))

    assert "is missing, 20000000 should stand there" in found(exported)


def test_an_account_beyond_its_limit_is_found_though_every_seal_fits(exported: Records) -> None:
    def overspend(posting: dict[str, Any]) -> bool:
        if posting["kind"] == "hold" and "ns-an" in posting["case"]:
            posting["entries"] = [[source, dest, 100 * amount] for source, dest, amount in posting["entries"]]
        return True

    said = found(made_again(exported, keep=overspend))

    assert "leaves VND|free|III.1|2026|||| at -3000000000" in said
    assert "leaves ENTITLEMENT|quota" in said


def test_a_second_reversal_is_found_though_every_seal_fits(exported: Records) -> None:
    mirror = next(record for record in exported if record.get("posting", {}).get("kind") == "reverse")
    again = copy.deepcopy(mirror)
    again["posting"]["id"] = "mirror-2"
    exported.insert(exported.index(mirror) + 1, again)

    assert "reverses what cannot be reversed, or a second time" in found(made_again(exported, keep=lambda _: True))


def test_what_moves_in_a_closed_year_is_found_though_every_seal_fits(session: Session) -> None:
    books = funded_books(session)
    for line, amount, products in (("I.1", 100, 0), ("III.1", 2000, 0), ("III.2", 250, 5)):
        books.post(Kind.LAPSE, budget.lapse(line, 2026, million(amount), products))
    books.now = NEXT_MARCH
    books.post(Kind.CLOSE_YEAR, year=2026)
    records: Records = [json.loads(line) for line in ledger_export.export_json(session)]
    assert found(records) == ""
    closing, lapse = (
        next(n for n, record in enumerate(records) if record.get("posting", {}).get("kind") == kind)
        for kind in ("close_year", "lapse")
    )
    records.insert(closing, records.pop(lapse))

    said = found(made_again(records, keep=lambda _: True))

    assert "is booked in 2026, which is closed" in said
    assert "moves free of 2026, which is closed" in said
    assert "closes 2026 though VND|free|I.1|2026|||| holds 100000000" in said


def test_it_runs_alone_and_ends_with_a_status(exported: Records, heads: Records, tmp_path: Path) -> None:
    alone = tmp_path / "verify_ledger.py"
    alone.write_bytes(TOOL.read_bytes())
    written(tmp_path / "books.json", exported)
    written(tmp_path / "heads.json", heads)

    sound = run(tmp_path, "books.json", "--heads", "heads.json", "--board")
    assert (sound.returncode, json.loads(sound.stdout)["III.2/2026"]["VND paid"]) == (0, 20_000_000)
    assert "postings verify" in sound.stderr

    posting_of(exported, 4)["memo"] = {"number": "99"}
    written(tmp_path / "books.json", exported)
    assert run(tmp_path, "books.json").returncode == 1


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The tool as an auditor runs it: isolated from our code and from every installed package."""
    command = [sys.executable, "-I", "-S", "verify_ledger.py", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def written(path: Path, records: Records) -> None:
    """One JSON object a line."""
    path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), encoding="utf-8")


def posting_of(records: Records, seq: int) -> dict[str, Any]:
    """The posting of that number."""
    return next(record["posting"] for record in records if record.get("posting", {}).get("seq") == seq)


def made_again(records: Records, *, keep: Callable[[dict[str, Any]], bool]) -> Records:
    """What somebody with the whole database and our code would write: numbered, sealed and added up anew."""
    again: Records = []
    previous = "0" * 64
    for record in copy.deepcopy(records):
        posting = record.get("posting")
        if posting is not None and keep(posting):
            posting |= {"seq": len(again) + 1, "prev_hash": previous}
            posting["hash"] = previous = seal_of(posting)
            again.append({"posting": posting})
    balances, limits = verify(again)[2], verify(again)[1].limits_of
    accounts = sorted({*balances, *(key for each in again for key, *_ in each["posting"]["limits"])})
    return again + [
        {"account": key, "balance": balances.get(key, 0), "floor": limits(key)[0], "ceiling": limits(key)[1]}
        for key in accounts
    ]
