"""The demo's year: what its cases are about, without telling it."""

from nscl_grants.db.organisations import BankAccount, Organisation
from nscl_grants.definitions.house import load_house
from nscl_grants.demo.answers import answers_of
from nscl_grants.demo.cases import CASES
from nscl_grants.domain.forms import missing

HOUSE = load_house()


def test_the_demo_has_cases_in_all_six_procedures() -> None:
    assert {case.procedure for case in CASES} == set(HOUSE.plan.procedures)


def test_every_form_of_the_demo_is_answered_in_full() -> None:
    firm = Organisation(name="A", tax_code="1", kind="enterprise", address="B", commune="07795", phone="1", email="e",
                        representative="C", representative_title="D")  # fmt: skip
    for case in CASES:
        form = HOUSE.form(HOUSE.procedure(case.procedure).form)
        answers = answers_of(case, firm, BankAccount(id=1), "E")
        lacking = [each.path for each in missing(form, answers, [document.name for document in form.documents])]
        assert lacking == [], case
