"""One run names all that is wrong with the definitions, and what was perhaps meant."""

import importlib
import pkgutil
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

import nscl_grants
from nscl_grants.actions.effects import EFFECTS
from nscl_grants.definitions.check import all_refusals, check
from nscl_grants.definitions.plan import DEFAULT_PLAN
from nscl_grants.definitions.source import Finding
from nscl_grants.domain.refused import Refused
from nscl_grants.paths import FORMS, WORDS, WORKFLOWS


def every_refusal() -> set[type[Refused]]:
    """Those of the whole house, after every room has been entered."""
    for room in pkgutil.walk_packages(nscl_grants.__path__, "nscl_grants."):
        if "migrations" not in room.name and not room.name.endswith("__main__"):
            importlib.import_module(room.name)
    return all_refusals()


def test_our_definitions_are_sound() -> None:
    assert check(effects=EFFECTS, refusals=every_refusal()) == []


@pytest.fixture
def folders(tmp_path: Path) -> dict[str, Path]:
    """Copies of all definitions, for a test to spoil; without the lives that are based on another one."""
    sources = {"workflows": WORKFLOWS, "forms": FORMS, "words": WORDS, "plan": DEFAULT_PLAN}
    copies = {name: Path(shutil.copytree(source, tmp_path / name)) for name, source in sources.items()}
    for path in copies["workflows"].glob("*.toml"):
        if "\nbased_on" in path.read_text(encoding="utf-8"):
            path.unlink()
    procedures = copies["plan"] / "procedures.toml"
    without = procedures.read_text(encoding="utf-8").replace('"product_support"', '"firm_support"')
    procedures.write_text(without.replace('["advance", "acceptance"]', '["claim"]'), encoding="utf-8")
    return copies


def after(folders: dict[str, Path], file: str, old: str, new: str) -> list[Finding]:
    """What is found once one thing in one file was changed."""
    path = folders[file.split("/")[0]] / file.split("/")[1]
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return check(**folders, effects=EFFECTS, refusals=set())


LIFE = "workflows/claim.toml"


@pytest.mark.parametrize(
    ("old", "new", "key", "suggestion"),
    [
        ('dest = "confirmed"', 'dest = "confimed"', "transitions[1].dest", "confirmed"),
        ('initial = "draft"', 'initial = "darft"', "initial", "draft"),
        ('tone = "office"', 'tone = "offise"', "states.claimed.tone", "office"),
        ('by = "reviewer"', 'by = "revewer"', "transition 'confirm' from 'claimed'", "reviewer"),
        ('by = "reviewer", ', "", "transition 'confirm' from 'claimed'", None),
        ('guards = ["claim_fits"]', 'guards = ["claim_fit"]', "transition 'claim' from 'draft'", "claim_fits"),
        ('"confirm_claim", "notify', '"confirm_clam", "notify', "transition 'confirm' from 'claimed'", "confirm_claim"),
        ('form = "return_claim"', 'form = "return_clam"', "transition 'return' from 'claimed'", "return_claim"),
        ('duty = "review"', 'duty = "revue"', "transition 'confirm' from 'claimed'", "review"),
        ("final = true", "", "states.confirmed", None),
        ('by = "reviewer"', 'by = "system"', "transition 'confirm' from 'claimed'", None),
        (
            'by = "reviewer"',
            'by = "system", event = "clock:no_clam"',
            "transition 'confirm' from 'claimed'",
            "clock:no_claim",
        ),
        (
            'dest = "claimed", by',
            'dest = "claimed", when = "fits_and_frst", by',
            "transition 'claim' from 'draft'",
            None,
        ),
        ("[moves.return]\nlabel", "[moves.retrun]\nlabel", "moves.retrun", None),
        ('en = "Draft"', 'eng = "Draft"', "states.draft.label.en", None),
        ('trigger = "claim"', 'triger = "claim"', "transitions[0].triger", "trigger"),
        ('name = "claim"', 'name = "claims"', "name", "claims.toml"),
    ],
)
def test_a_mistake_in_a_life_is_found(
    folders: dict[str, Path], old: str, new: str, key: str, suggestion: str | None
) -> None:
    findings = [finding for finding in after(folders, LIFE, old, new) if finding.key == key]

    assert findings
    assert suggestion is None or suggestion in [finding.suggestion for finding in findings]


def test_a_state_nobody_reaches_is_found(folders: dict[str, Path]) -> None:
    extra = '[states.lost]\nlabel = {vi = "x", en = "x"}\ntone = "bad"\nfinal = true\nnext = {vi = "x", en = "x"}\n'

    (finding,) = after(folders, LIFE, "[states.draft]", f"{extra}\n[states.draft]")

    assert (finding.key, finding.problem) == ("states.lost", "nobody ever gets there from 'draft'")


def test_a_step_without_words_on_its_consequence_is_found(folders: dict[str, Path]) -> None:
    findings = after(folders, LIFE, "[moves.confirm.consequence]", "[moves.confirm.outcome]")

    assert "transition 'confirm' from 'claimed'" in {finding.key for finding in findings}


def test_a_row_that_hides_another_is_found(folders: dict[str, Path]) -> None:
    findings = after(
        folders,
        "workflows/firm_support.toml",
        'dest = "recommended", when = "fits_and_first",',
        'dest = "recommended",',
    )

    assert [finding.problem for finding in findings] == ["a row without `when` hides the rows after it"]


def test_a_condition_without_its_counterpart_is_found(folders: dict[str, Path]) -> None:
    findings = after(folders, LIFE, 'dest = "confirmed", by', 'dest = "confirmed", when = "something_was_paid", by')

    assert [finding.problem for finding in findings] == ["there is no row for when 'something_was_paid' does not hold"]


def test_two_files_with_one_version_of_a_life_are_found(folders: dict[str, Path]) -> None:
    shutil.copy(folders["workflows"] / "claim.toml", folders["workflows"] / "claim_1.toml")

    (finding,) = check(**folders, effects=EFFECTS, refusals=set())

    assert (finding.file, finding.key) == ("claim_1.toml", "version")


def test_a_new_version_beside_the_old_one_is_sound(folders: dict[str, Path]) -> None:
    text = (folders["workflows"] / "claim.toml").read_text(encoding="utf-8")
    (folders["workflows"] / "claim_2.toml").write_text(text.replace("version = 1", "version = 2"), encoding="utf-8")

    assert check(**folders, effects=EFFECTS, refusals=set()) == []


def test_an_open_procedure_without_its_form_is_found(folders: dict[str, Path]) -> None:
    (finding,) = after(folders, "plan/procedures.toml", 'form = "htql"', 'form = "htqI"')

    assert (finding.key, finding.suggestion) == ("procedures.HTQL.form", "htql")


def test_mistakes_of_all_files_come_in_one_run(folders: dict[str, Path]) -> None:
    after(folders, LIFE, 'dest = "confirmed"', 'dest = "confimed"')
    after(folders, "forms/appeal.toml", 'kind = "long_text"', 'kind = "longtext"')
    findings = after(folders, "plan/plan.toml", "total = 400", "total = 401")

    assert {"claim.toml", "appeal.toml", "plan.toml"} <= {finding.file for finding in findings}


@dataclass(eq=False)
class TooMuchRain(Refused):
    """Only here to be left without words."""

    inches: int


def test_a_refusal_without_words_is_found(folders: dict[str, Path]) -> None:
    findings = check(**folders, effects=EFFECTS, refusals={TooMuchRain})

    assert [finding.key for finding in findings] == ["too_much_rain"]


def test_words_that_name_a_value_the_refusal_has_not_are_found(folders: dict[str, Path]) -> None:
    (folders["words"] / "rain.toml").write_text(
        '[too_much_rain]\nvi = "Mưa {inch} inch."\nen = "{inches} inches of rain."\n', encoding="utf-8"
    )

    (finding,) = check(**folders, effects=EFFECTS, refusals={TooMuchRain})

    assert (finding.key, finding.suggestion) == ("too_much_rain.vi", "inches")


def test_a_finding_reads_as_a_sentence() -> None:
    finding = Finding("claim.toml", "initial", "'darft' is not one of: draft, claimed", "draft")

    assert str(finding) == "claim.toml: initial: 'darft' is not one of: draft, claimed. Perhaps 'draft' was meant."
