"""The plan is what the source says, and a plan that contradicts itself is not loaded."""

import shutil
from datetime import date, timedelta
from pathlib import Path

import holidays
import pytest

from nscl_grants.definitions.plan import DEFAULT_PLAN, load_plan, read_plan
from nscl_grants.definitions.source import DefinitionsAreWrong, Finding
from nscl_grants.domain.identifiers import read_phone
from nscl_grants.domain.money import ZERO, Money

PLAN = load_plan()
MILLION = 1_000_000


def test_the_plan_has_ten_objectives_twenty_nine_tasks_and_seven_lines() -> None:
    assert (len(PLAN.objectives), len(PLAN.tasks), len(PLAN.lines), len(PLAN.line_groups)) == (10, 29, 7, 4)


def test_the_plan_may_cost_twenty_thousand_four_hundred_and_ten_million() -> None:
    assert PLAN.total == Money(20_410 * MILLION)
    assert [PLAN.in_year(year).dong // MILLION for year in PLAN.years] == [4130, 4130, 4130, 4130, 3890]


def test_the_row_without_a_number_counts_as_a_task() -> None:
    assert [task.key for task in PLAN.tasks[:4]] == ["1.1", "1.2", "1.3", "1.3b"]


def test_blank_cells_stay_blank() -> None:
    tasks = {task.key: task for task in PLAN.tasks}

    assert [tasks[key].period for key in ("4.7", "5.2", "5.3")] == ["", "", ""]
    assert [line.key for line in PLAN.lines if not line.lead] == ["III.1", "III.2"]
    assert 2030 not in PLAN.line("I.3").amounts
    assert PLAN.line("I.3").in_year(2030) == ZERO


def test_line_iii_2_counts_twenty_five_products_of_fifty_million() -> None:
    line = PLAN.line("III.2")

    assert line.products is not None
    assert line.products.in_all * line.products.most_each.dong == line.total.dong
    assert line.products.a_year * line.products.most_each.dong == line.in_year(2026).dong
    assert line.products.unsure


def test_all_six_procedures_are_open() -> None:
    assert [key for key, each in PLAN.procedures.items() if each.open] == list(PLAN.procedures)
    assert set(PLAN.procedures) == {"HTQL", "GTCL", "TCCS", "CBHC", "TXNG", "TCSP"}


def test_the_line_of_a_company_standard_and_who_decides_are_to_be_confirmed() -> None:
    assert "line" in PLAN.procedures["TCCS"].unsure
    assert all("authority" in procedure.unsure for procedure in PLAN.procedures.values())


@pytest.mark.parametrize("family", ["GTCL-vang", "GTCL-bac", "TCCS", "CBHC", "TXNG"])
def test_a_level_that_nobody_could_read_is_a_stand_in_and_says_so(family: str) -> None:
    norm = next(norm for norm in PLAN.norms if norm.family == family)

    assert norm.unsure & {"ceiling", "lump_sum"}
    assert norm.note is not None


def test_a_product_is_given_what_the_plan_counts_for_one() -> None:
    products = PLAN.line("III.2").products
    norm = next(norm for norm in PLAN.norms if norm.family == "TCSP")

    assert products is not None
    assert norm.ceiling == products.most_each


def test_what_nobody_could_read_is_marked() -> None:
    norms = {norm.key: norm for norm in PLAN.norms}

    assert "ceiling" not in norms["HTQL-1/1"].unsure
    assert "ceiling" in norms["HTQL-2/1"].unsure
    assert {"authority", "days"} <= PLAN.procedures["HTQL"].unsure
    assert "office_code" in PLAN.settings.unsure


def test_a_standard_finds_its_norm() -> None:
    first = PLAN.norm_for("HTQL", "iso-22000", date(2026, 5, 1))
    second = PLAN.norm_for("HTQL", "iso-9001", date(2026, 5, 1))

    assert (first and first.family, second and second.family) == ("HTQL-1", "HTQL-2")
    assert PLAN.norm_for("HTQL", "5s", date(2026, 5, 1)) is None


def test_only_standards_with_a_norm_can_be_applied_for() -> None:
    offered = {standard.key for standard in PLAN.standards_of("HTQL", date(2026, 5, 1))}

    assert "iso-9001" in offered
    assert offered.isdisjoint({"5s", "lean", "brcgs"})
    assert PLAN.standards_of("HTQL", date(2031, 1, 1)) == ()


def test_the_province_has_thirty_three_wards_and_sixty_six_communes() -> None:
    kinds = [commune.kind for commune in PLAN.communes.values()]

    assert (kinds.count("ward"), kinds.count("commune")) == (33, 66)
    assert PLAN.communes["07795"].label.vi == "phường Nếnh"


def test_the_calendar_says_what_the_library_computes() -> None:
    known = holidays.country_holidays("VN", years=range(2025, 2032))

    assert set(PLAN.calendar.days_off) == set(known)


def test_every_swapped_day_is_paid_for_by_a_make_up_day() -> None:
    swapped = {each.swapped_for for each in PLAN.calendar.days_off.values() if each.swapped_for}

    assert swapped == set(PLAN.calendar.make_ups)
    assert date(2026, 8, 22) in swapped


def test_the_new_holiday_is_marked() -> None:
    assert PLAN.calendar.days_off[date(2026, 11, 24)].unsure


def test_every_day_of_the_plan_and_the_month_after_can_be_counted() -> None:
    day, last = date(2025, 1, 1), date(2031, 2, 28)
    while day <= last:
        PLAN.calendar.is_working(day)
        day += timedelta(days=1)


def test_books_of_a_year_close_in_january_of_the_next() -> None:
    assert PLAN.year_dates["last_to_treasury"].of(2026) == date(2026, 12, 30)
    assert PLAN.year_dates["books_close"].of(2026) == date(2027, 1, 31)


def test_agencies_report_before_the_province_does() -> None:
    assert PLAN.settings.report_days == {"agency": (11, 20), "province": (11, 30)}


def test_the_offices_phone_can_be_rung() -> None:
    assert read_phone(PLAN.settings.phone)


def test_both_languages_say_something_everywhere() -> None:
    texts = [
        *(objective.text for objective in PLAN.objectives),
        *(task.text for task in PLAN.tasks),
        *(line.text for line in PLAN.lines),
    ]

    assert all(text.vi.strip() and text.en.strip() for text in texts)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the plan that a test may spoil."""
    return Path(shutil.copytree(DEFAULT_PLAN, tmp_path / "plan"))


def findings_after(folder: Path, file: str, old: str, new: str) -> list[Finding]:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    findings: list[Finding] = []
    read_plan(folder, findings)
    return findings


def test_a_cell_that_breaks_the_sums_is_found_at_line_year_and_total(folder: Path) -> None:
    findings = findings_after(folder, "plan.toml", "years = {2026 = 80,", "years = {2026 = 81,")

    assert {finding.key for finding in findings} == {"lines[1].total", "sum.total", "sum.years.2026"}


@pytest.mark.parametrize(
    ("file", "old", "new", "key", "suggestion"),
    [
        ("plan.toml", 'leads = ["snv"]', 'leads = ["svn"]', "tasks[8].leads", "snv"),
        ("plan.toml", 'objective = "2"', 'objective = "22"', "indicators[2].objective", "2"),
        ("procedures.toml", 'line = "III.2"', 'line = "III.3"', "procedures.TCSP.line", "III.2"),
        ("procedures.toml", '"hold_days"', '"holding_days"', "procedures.HTQL.unsure", "hold_days"),
        ("procedures.toml", "hold_days = 30", "", "procedures.HTQL.hold_days", None),
        ("norms.toml", '"iso-22000"', '"iso-2200"', "families[0].standards", "iso-22000"),
        ("norms.toml", '"iso-9001"', '"iso-15189"', "families[1].standards", None),
        ("norms.toml", "percent = 50", "percent = 150", "norms[0].percent", None),
        ("norms.toml", 'family = "HTQL-2"', 'family = "HTQL-1"', "norms[1].valid_from", None),
        ("norms.toml", "valid_until = 2031-01-01", "valid_until = 2022-01-01", "norms[0].valid_until", None),
        ("standards.toml", '"accreditation"', '"acreditation"', "standards.iso-iec-17025.evidence", "accreditation"),
        ("communes.toml", "07210", "7210", "wards.7210", None),
        ("calendar.toml", "make_ups = [2025-04-26", "make_ups = [2025-04-25", "make_ups", None),
        ("settings.toml", "office_short", "office_shrt", "settings.office_shrt", "office_short"),
        ("settings.toml", "month = 12\nday = 31", "month = 13\nday = 31", "year_dates[2].day", None),
    ],
)
def test_a_contradiction_is_found_where_it_stands(
    folder: Path, file: str, old: str, new: str, key: str, suggestion: str | None
) -> None:
    findings = {finding.key: finding for finding in findings_after(folder, file, old, new)}

    assert findings[key].file == file
    assert findings[key].suggestion == suggestion


def test_a_missing_file_is_one_finding(folder: Path) -> None:
    (folder / "communes.toml").unlink()

    with pytest.raises(DefinitionsAreWrong) as wrong:
        load_plan(folder)

    assert str(wrong.value) == "communes.toml: the file is missing."


def test_a_fraction_of_money_is_refused(folder: Path) -> None:
    (finding, *_) = findings_after(folder, "norms.toml", "percent = 50", "percent = 12.5")

    assert "12.5 is not a whole number" in finding.problem
