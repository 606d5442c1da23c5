"""Every refusal and every word speaks both languages."""

from pathlib import Path

from nscl_grants.definitions.source import Finding
from nscl_grants.definitions.words import read_words, sentence, word, words
from nscl_grants.domain.actor import ROLES
from nscl_grants.domain.text import Text
from nscl_grants.domain.word import Word
from nscl_grants.domain.workflow import NotYourStep

STEP = Text("Duyệt hỗ trợ", "Approve support")


def test_a_refusal_is_worded_in_the_readers_language() -> None:
    refused = NotYourStep(STEP, (Word("role.approver"),))

    assert sentence(refused, "vi").startswith("Bước “Duyệt hỗ trợ” thuộc vai trò: Người quyết định.")
    assert sentence(refused, "en").startswith("“Approve support” belongs to: Approver.")


def test_every_role_has_a_name() -> None:
    assert all(word(f"role.{role}", language) for role in ROLES for language in ("vi", "en"))


def test_no_text_of_ours_is_empty() -> None:
    assert [key for key, text in words().items() if not (text.vi.strip() and text.en.strip())] == []


def test_a_missing_language_is_found(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text('[too_late]\nvi = "Quá muộn."\n', encoding="utf-8")
    findings: list[Finding] = []

    read_words(tmp_path, findings)

    assert findings == [Finding("a.toml", "too_late.en", "is missing")]


def test_a_key_given_in_two_files_is_found(tmp_path: Path) -> None:
    for name in ("a.toml", "b.toml"):
        (tmp_path / name).write_text('[money.held]\nvi = "Tạm giữ"\nen = "Held"\n', encoding="utf-8")
    findings: list[Finding] = []

    read_words(tmp_path, findings)

    assert [(finding.file, finding.key) for finding in findings] == [("b.toml", "money.held")]
