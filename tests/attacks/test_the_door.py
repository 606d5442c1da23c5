"""Guessing at the door: passwords sprayed, codes tried, letters asked for without end, and who is registered here."""

import statistics
import time

import pyotp
import pytest

from nscl_grants.demo import PASSWORD
from nscl_grants.demo.people import DOMAIN
from tests.attacks.attacker import Attacker
from tests.attacks.conftest import Target

pytestmark = pytest.mark.long
KNOWN = ("intake", "reviewer", "approver2", "clerk", "finance2", "auditor", "admin2")


def test_one_account_is_not_guessed_at_from_one_place(target: Target) -> None:
    stranger = target.visitor(source="127.0.0.2")
    statuses = [stranger.sign_in(f"approver@{DOMAIN}", f"mật khẩu số {nth}").status for nth in range(8)]

    assert statuses[-1] == 429
    assert 302 not in statuses
    assert target.fresh("approver").get("/work").status == 200, "its owner comes in from elsewhere all the same"


def test_many_accounts_are_not_sprayed_from_one_place(target: Target) -> None:
    stranger = target.visitor(source="127.0.0.3")
    statuses = [stranger.sign_in(f"nguoi{nth}@vidu.test", "Mùa xuân 2026!").status for nth in range(55)]

    assert statuses[-1] == 429


def test_neither_words_nor_time_tell_who_is_registered(target: Target) -> None:
    def tried(email: str, source: str) -> tuple[str, float]:
        stranger = target.visitor(source=source)
        carried = stranger.hidden("/login")
        begun = time.perf_counter()
        answer = stranger.post("/login", {**carried, "email": email, "password": "không phải mật khẩu này"})
        return _words(answer.text, email), time.perf_counter() - begun

    known = [tried(f"{name}@{DOMAIN}", f"127.0.1.{nth}") for nth, name in enumerate(KNOWN, 1)]
    unknown = [tried(f"khong{nth}@{DOMAIN}", f"127.0.2.{nth}") for nth in range(1, len(KNOWN) + 1)]

    assert {words for words, _ in known} == {words for words, _ in unknown}
    middle = [statistics.median(took for _, took in tries) for tries in (known, unknown)]
    assert 0.5 < middle[0] / middle[1] < 2, middle


def test_a_letter_for_a_new_password_tells_nobody_who_is_registered_and_is_not_sent_without_end(target: Target) -> None:
    stranger = target.visitor(source="127.0.0.4")
    first, second = (
        stranger.send("/login/forgot", {"email": email}) for email in (f"clerk@{DOMAIN}", f"ai-do@{DOMAIN}")
    )
    assert first.status == second.status
    assert first.headers.get("Location") == second.headers.get("Location")

    before = target.one("SELECT count(*) FROM letter")
    statuses = [stranger.send("/login/forgot", {"email": f"clerk@{DOMAIN}"}).status for _ in range(60)]
    assert target.one("SELECT count(*) FROM letter") - before < 10
    assert statuses[-1] in (302, 303, 429, 200)


def test_codes_of_papers_cases_and_invitations_are_not_guessed(target: Target) -> None:
    stranger = target.visitor(source="127.0.0.5")
    for guess in ("0000-0000", "AAAA-AAAA-AAAA", "1", "' OR 1=1", "%00"):
        for path in (f"/check/{guess}", f"/invitation/{guess}", f"/login/reset/{guess}"):
            assert stranger.get(path.replace(" ", "%20")).status in (200, 302, 303, 400, 404, 410), path
    code = target.one("SELECT code FROM application WHERE code IS NOT NULL LIMIT 1")
    for tax_code in ("0100233488", "9900000001", "1"):
        page = stranger.get(f"/follow?code={code}&tax_code={tax_code}").text
        name = target.one(
            "SELECT o.name FROM organisation o JOIN application a ON a.organisation_id = o.id WHERE a.code = ?", code
        )
        assert name not in page


def test_who_says_to_come_from_elsewhere_is_still_counted_where_he_is(target: Target) -> None:
    stranger = Attacker(target.address, source="127.0.0.6")
    statuses = []
    for nth in range(8):
        carried = stranger.hidden("/login")
        said = {"email": f"chief-accountant@{DOMAIN}", "password": f"lần {nth}", **carried}
        forged = {"X-Forwarded-For": f"10.0.0.{nth}", "Forwarded": f"for=10.1.0.{nth}", "X-Real-IP": f"10.2.0.{nth}"}
        statuses.append(stranger.post("/login", said, headers=forged).status)
    assert statuses[-1] == 429
    noted = [source for (source,) in target.ask("SELECT DISTINCT source_address FROM sign_in_attempt")]
    assert not [source for source in noted if source.startswith("10.")]


def test_a_one_time_code_is_not_guessed_and_counts_once(target: Target) -> None:
    owner = target.fresh("firm9")
    shown = owner.send("/account/security/app", {}, page="/account/security")
    page = owner.get(shown.headers["Location"]).text
    app = pyotp.TOTP(page.rpartition("<code>")[2].partition("</code>")[0].replace(" ", ""))
    code = app.now()
    owner.send("/account/security/app/confirm", {"code": code}, page="/account/security/app")

    thief = target.visitor(source="127.0.0.7")
    first = thief.sign_in(f"firm9@{DOMAIN}", PASSWORD)
    assert thief.get("/my").status in (302, 303), "a password alone is not enough"
    second = first.headers["Location"]
    statuses = [thief.send(second, {"code": tried}).status for tried in (code, *(f"{nth:06d}" for nth in range(9)))]
    assert not {302, 303} & set(statuses), "neither the code that was used nor a guess lets anybody in"
    assert statuses[-1] == 429
    assert thief.get("/my").status in (302, 303)


def _words(page: str, email: str) -> str:
    main = page[page.find("<main") : page.find("</form>", page.find("<main"))].replace(email, "")
    return "".join(part.partition(">")[2] for part in main.split("<"))
