"""Help: every role has its guide, everything a guide names is there, and no word of money stays unexplained."""

from html import unescape

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient

from nscl_grants.definitions.guides import guides
from nscl_grants.definitions.protections import protections
from nscl_grants.definitions.words import words
from nscl_grants.domain.actor import ROLES
from nscl_grants.domain.ledger.accounts import STATES
from nscl_grants.paths import STATIC
from tests.web.conftest import SignIn

MOST_BYTES = 60_000


def test_every_role_has_a_guide_that_leads_to_pages(app: Flask) -> None:
    assert set(guides()) == set(ROLES)
    with app.test_request_context():
        for guide in guides().values():
            assert guide.steps
            assert guide.refusals
            assert all(url_for(step.page) for step in guide.steps)


def test_every_protection_leads_to_a_page_that_its_readers_may_enter(app: Flask, sign_in: SignIn) -> None:
    with app.test_request_context():
        pages = [(each, url_for(each.page)) for each in protections()]
    browsers = {role: sign_in(role) for role in ("auditor", "admin", "finance")}

    for each, address in pages:
        entering = [browser for role, browser in browsers.items() if not each.by or role in each.by]
        assert {browser.get(address).status_code for browser in entering} <= {200}, address
    shown = browsers["auditor"].get("/help/protection").text
    assert 'href="/audit/verify"' in shown
    assert 'href="/admin/accounts"' not in shown


def test_files_members_forms_the_provider_keeping_and_backups_stand_among_the_protections() -> None:
    told = " ".join(f"{each.what.vi} {each.what.en}" for each in protections())

    for words_of_it in ("quét mã độc", "Quyền của từng người", "no other site sends them", "OpenID Connect",
                        "Each kind of data has its time", "A backup is one file"):  # fmt: skip
        assert words_of_it in told


def test_every_state_of_money_is_explained() -> None:
    assert {f"money_means.{place.value}" for place in STATES} <= set(words())


def test_the_guide_of_the_firm_leads_the_office_to_no_page_that_is_closed_to_it(sign_in: SignIn) -> None:
    assert 'href="/my' not in sign_in("reviewer").get("/help/applicant").text


@pytest.mark.parametrize("language", ["vi", "en"])
def test_whoever_visits_reads_every_guide(client: FlaskClient, language: str) -> None:
    index = client.get(f"/help?lang={language}")

    for role, guide in guides().items():
        assert f'href="/help/{role}"' in index.text
        page = client.get(f"/help/{role}")
        assert guide.does.in_language(language) in unescape(page.text)
    assert client.get("/help/khong-co").status_code == 404


def test_ones_own_guide_stands_first_and_its_steps_are_links(sign_in: SignIn) -> None:
    clerk = sign_in("clerk")

    index, own, other = clerk.get("/help").text, clerk.get("/help/clerk").text, clerk.get("/help/finance").text

    assert index.index("/help/clerk") < index.index("/help/intake")
    assert 'href="/papers"' in own.split("<main", 1)[1]
    assert 'href="/finance/statements"' not in other


def test_the_page_of_words_explains_money_and_states(client: FlaskClient) -> None:
    page = client.get("/help/words").text

    assert "Tạm giữ" in page
    assert words()["money_means.held"].vi in page
    assert "Đang thẩm định" in page


def test_an_empty_inbox_leads_to_the_guides(sign_in: SignIn) -> None:
    assert 'href="/help"' in sign_in("finance").get("/work").text.split("<main", 1)[1]


def test_the_pictures_are_small() -> None:
    for role in ROLES:
        assert (STATIC / "help" / f"{role}.png").stat().st_size <= MOST_BYTES
