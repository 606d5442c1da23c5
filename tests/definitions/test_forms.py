"""The questionnaires can be loaded, and a mistake in one is named with its place."""

from pathlib import Path

import pytest

from nscl_grants.definitions.forms import load_forms, read_form
from nscl_grants.definitions.source import DefinitionsAreWrong, Finding
from nscl_grants.definitions.workflows import load_workflows
from nscl_grants.domain.forms import Question, When, missing, read
from nscl_grants.domain.rules import RULES

FORMS = load_forms()
HTQL = FORMS["htql"]
SENT = {
    "tax_code": ["0100233488"],
    "organisation": ["Công ty TNHH Ví Dụ"],
    "organisation_kind": ["enterprise"],
    "address": ["Số 1, đường A"],
    "commune": ["07795"],
    "representative": ["Nguyễn Văn An"],
    "representative_title": ["Giám đốc"],
    "contact": ["Trần Thị Bình"],
    "phone": ["0912 345 678"],
    "email": ["an@vidu.test"],
    "standard": ["iso-22000"],
    "certificate_number": ["VN-22000-0001"],
    "scope": ["Chế biến rau quả tại Nếnh"],
    "certification_body": ["Tổ chức chứng nhận Ví Dụ"],
    "issued_on": ["05/01/2026"],
    "expires_on": ["04/01/2029"],
    "first_certificate": ["yes"],
    "costs.0.kind": ["consulting"],
    "costs.0.provider": ["Công ty Tư vấn Ví Dụ"],
    "costs.0.invoice_number": ["1C26TAA-00000123"],
    "costs.0.invoice_date": ["10/01/2026"],
    "costs.0.amount": ["68.000.000"],
    "costs.0.vat": ["6.800.000"],
    "costs.0.by_transfer": ["yes"],
    "bank_account": ["7"],
    "other_support": ["no"],
    "declared_true": ["yes"],
    "declared_once": ["yes"],
    "declared_back": ["yes"],
}
PAPERS = {"request", "contract", "invoices", "certificate", "no_double_support"}


def test_a_complete_application_is_read_without_a_word() -> None:
    reading = read(HTQL, SENT)

    assert reading.errors == {}
    assert missing(HTQL, reading.answers, PAPERS) == []
    assert reading.answers["costs"][0]["amount"] == 68_000_000


def test_the_details_of_other_support_are_asked_only_where_there_is_some() -> None:
    reading = read(HTQL, {**SENT, "other_support": ["yes"]})

    assert set(reading.errors) == {"other_programme", "other_amount", "other_details"}
    assert "other_decision" in [document.name for document in HTQL.documents_asked(reading.answers)]


def test_a_declaration_that_was_not_given_is_missing() -> None:
    reading = read(HTQL, {**SENT, "declared_once": ["no"]})

    assert set(reading.errors) == {"declared_once"}


def test_the_dossier_list_is_marked_until_the_office_confirms_it() -> None:
    assert all(document.unsure for document in HTQL.documents)


def test_every_step_that_asks_has_its_form() -> None:
    asked = {row.form for workflow in load_workflows(rules=RULES).values() for row in workflow.transitions}

    assert asked - {None} <= set(FORMS)


@pytest.mark.parametrize("name", sorted(FORMS))
def test_a_form_carries_the_name_of_its_file(name: str) -> None:
    assert FORMS[name].name == name


def every_question() -> list[Question]:
    outer = [question for form in FORMS.values() for question in form.questions]
    return outer + [row for question in outer for row in question.rows]


def test_no_question_ends_without_words() -> None:
    assert all(question.ask.vi and question.ask.en for question in every_question())


def findings_of(tmp_path: Path, sections: str) -> list[Finding]:
    text = 'name = "x"\nversion = 1\ntitle = {vi = "x", en = "x"}\n' + sections
    (tmp_path / "x.toml").write_text(text, encoding="utf-8")
    findings: list[Finding] = []
    read_form(tmp_path / "x.toml", findings)
    return findings


def a_section(*questions: str) -> str:
    return '[[sections]]\nname = "s"\ntitle = {vi = "s", en = "s"}\nquestions = [\n' + ",\n".join(questions) + "\n]\n"


def a_question(more: str, name: str = "q") -> str:
    return f'{{name = "{name}", ask = {{vi = "q", en = "q"}}, {more}}}'


def test_a_misspelt_kind_is_found_with_the_one_that_was_meant(tmp_path: Path) -> None:
    (finding,) = findings_of(tmp_path, a_section(a_question('kind = "mony"')))

    assert (finding.key, finding.suggestion) == ("sections[0].questions[0].kind", "money")


def test_a_misspelt_key_is_found(tmp_path: Path) -> None:
    (finding,) = findings_of(tmp_path, a_section(a_question('kind = "text", reqired = false')))

    assert (finding.key, finding.suggestion) == ("sections[0].questions[0].reqired", "required")


def test_a_condition_on_a_later_question_is_found(tmp_path: Path) -> None:
    early = a_question('kind = "text", when = "later"', "early")
    late = a_question('kind = "yes_no"', "later")

    (finding,) = findings_of(tmp_path, a_section(early, late))

    assert finding.key == "sections[0].questions[0].when"


def test_a_choice_without_anything_to_choose_is_found(tmp_path: Path) -> None:
    (finding,) = findings_of(tmp_path, a_section(a_question('kind = "one_of"')))

    assert finding.key.endswith("options")


def test_a_name_given_twice_is_found(tmp_path: Path) -> None:
    (finding,) = findings_of(tmp_path, a_section(a_question('kind = "text"'), a_question('kind = "text"')))

    assert finding.problem == "'q' is there 2 times"


def test_a_missing_language_is_found(tmp_path: Path) -> None:
    (finding,) = findings_of(tmp_path, a_section('{name = "q", kind = "text", ask = {vi = "q"}}'))

    assert (finding.key, finding.problem) == ("sections[0].questions[0].ask.en", "is missing")


def test_a_fraction_is_refused_whole(tmp_path: Path) -> None:
    (finding, *_) = findings_of(tmp_path, a_section(a_question('kind = "money", least = 0.5')))

    assert "0.5 is not a whole number" in finding.problem


def test_a_condition_may_name_values(tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_text(
        'name = "x"\nversion = 1\ntitle = {vi = "x", en = "x"}\n'
        + a_section(
            a_question('kind = "yes_no"', "full"),
            a_question('kind = "text", when = {question = "full", value = [false]}', "why"),
        ),
        encoding="utf-8",
    )

    assert load_forms(tmp_path)["x"].questions[1].when == When("full", (False,))


def test_forms_with_mistakes_are_not_loaded(tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_text("name = 5", encoding="utf-8")

    with pytest.raises(DefinitionsAreWrong, match=r"x\.toml: name: has to be a string, not 5\."):
        load_forms(tmp_path)


@pytest.mark.parametrize("name", ["gtcl", "tccs", "cbhc", "txng", "tcsp"])
def test_who_applies_and_what_is_declared_is_asked_everywhere_alike(name: str) -> None:
    for section in ("organisation", "bank", "support", "declaration"):
        assert FORMS[name].section(section) == HTQL.section(section)


@pytest.mark.parametrize(("kind", "first"), [("certificate", "certificate_number"), ("invoice", "invoice_number")])
def test_a_certificate_and_an_invoice_are_rows_of_the_questions_that_belong_to_them(kind: str, first: str) -> None:
    rows = [each for form in FORMS.values() for each in form.questions if each.rows and each.rows[0].name == first]

    assert rows, kind
    assert all(each.kind == "rows" for each in rows)


def test_a_part_that_is_the_same_as_nothing_is_found(tmp_path: Path) -> None:
    (tmp_path / "more.toml").write_text(
        'name = "more"\nversion = 1\ntitle = {vi = "a", en = "a"}\n[[sections]]\nname = "bnak"\nsame_as = "htql"\n',
        encoding="utf-8",
    )
    findings: list[Finding] = []

    read_form(tmp_path / "more.toml", findings)

    assert "'htql' has no 'bnak' among its sections" in [finding.problem for finding in findings]
