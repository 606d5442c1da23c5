"""What draws, signs and reads papers takes seconds to load; the pages of papers start without it."""

import subprocess
import sys

ROOMS = (
    "papers",
    "paper_texts",
    "paper_signing",
    "paper_scans",
    "paper_bundles",
    "check",
    "cases",
    "decisions",
    "batches",
)
HEAVY = {"reportlab", "pikepdf", "pyhanko", "PIL"}


def test_the_rooms_of_papers_load_nothing_that_draws_or_signs() -> None:
    loading = "; ".join(f"import nscl_grants.web.{room}" for room in ROOMS)
    told = subprocess.run(
        [sys.executable, "-c", f"{loading}; import sys; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    assert HEAVY.isdisjoint(told.split())
