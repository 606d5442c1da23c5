"""A programme small enough that everything soon runs out: three lines, three years, two products a year, six cases."""

from datetime import date

from tests.model.world import Case

MILLION = 1_000_000
YEARS = (2026, 2027, 2028)
LINES = ("I.1", "III.1", "III.2")
START = date(2026, 3, 2)

PLANNED = {
    **{("I.1", year): 40 * MILLION for year in YEARS},
    **{("III.1", year): 120 * MILLION for year in YEARS},
    **{("III.2", year): 100 * MILLION for year in YEARS},
}
COUNTED = {("III.2", year): 2 for year in YEARS}

CASES = {
    case.name: case
    for case in (
        Case("ns-an", "III.1", ("HTQL-1", "0100233488", "iso-14001"), 50 * MILLION),
        # The same firm again for the same standard, under a newer norm that gives less.
        Case("ns-an-2", "III.1", ("HTQL-1", "0100233488", "iso-14001"), 30 * MILLION),
        Case("ns-binh", "III.1", ("HTQL-1", "0100112437", "iso-14001"), 50 * MILLION),
        Case("ns-bun", "III.2", ("TCSP", "0100233488", "bún khô"), 50 * MILLION, counted=True),
        Case("ns-banh", "III.2", ("TCSP", "0100112437", "bánh đa | 100%"), 50 * MILLION, counted=True),
        Case("ns-tra", "III.2", ("TCSP", "0100112437", "trà"), 50 * MILLION, counted=True),
    )
}
