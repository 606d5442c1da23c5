"""Both annexes as they stand in the source, typed from it and not from our file."""

from nscl_grants.definitions.plan import load_plan

PLAN = load_plan()
MILLION = 1_000_000
SO = "Sở Khoa học và Công nghệ"

PHU_LUC_II = {
    "I.1": (500, 100, 100, 100, 100, 100),
    "I.2": (400, 80, 80, 80, 80, 80),
    "I.3": (1200, 300, 300, 300, 300, None),
    "II.1": (7000, 1400, 1400, 1400, 1400, 1400),
    "III.1": (10000, 2000, 2000, 2000, 2000, 2000),
    "III.2": (1250, 250, 250, 250, 250, 250),
    "IV": (60, None, None, None, None, 60),
}

PHU_LUC_I = [
    ("1.1", SO, "2025"),
    ("1.2", SO, "2026"),
    ("1.3", SO, "Hằng năm"),
    ("1.3b", SO, "Hằng năm"),
    ("2.1", SO, "Hằng năm"),
    ("2.2", "Sở Khoa học và Công nghệ, Báo và PTTH Bắc Ninh", "Hằng năm"),
    ("2.3", SO, "Hằng năm"),
    ("2.4", SO, "Hằng năm"),
    ("2.5", "Sở Nội vụ", "2030 hoặc đột xuất"),
    ("3.1", SO, "Hằng năm"),
    ("3.2", SO, "2027-2028"),
    ("3.3", SO, "Hằng năm"),
    ("3.4", SO, "Hằng năm"),
    ("4.1", SO, "Hằng năm"),
    ("4.2", SO, "2027-2030"),
    ("4.3", SO, "2026-2027"),
    ("4.4", SO, "2026-2030"),
    ("4.5", "Sở Giáo dục và Đào tạo", "2026-2030"),
    ("4.6", SO, "Hằng năm"),
    ("4.7", SO, ""),
    ("4.8", SO, "2027-2030"),
    ("5.1", SO, "Hằng năm"),
    ("5.2", SO, ""),
    ("5.3", SO, ""),
    ("6.1", SO, "Hằng năm"),
    ("6.2", SO, "Hằng năm"),
    ("6.3", SO, "Hằng năm"),
    ("7.1", SO, "Hằng năm"),
    ("7.2", SO, "Hằng năm"),
]


def test_every_cell_of_the_budget_table_is_that_of_the_source() -> None:
    ours = {
        line.key: (
            line.total.dong // MILLION,
            *(line.amounts[year].dong // MILLION if year in line.amounts else None for year in PLAN.years),
        )
        for line in PLAN.lines
    }

    assert ours == PHU_LUC_II


def test_every_task_has_the_lead_and_period_of_the_source() -> None:
    assert [(task.key, task.lead, task.period) for task in PLAN.tasks] == PHU_LUC_I


def test_the_blanks_of_the_source_stay_blank() -> None:
    assert next(task for task in PLAN.tasks if task.key == "4.7").partners == ""
    assert [line.key for line in PLAN.lines if not line.lead] == ["III.1", "III.2"]


def test_every_objective_shows_how_far_it_is() -> None:
    assert {objective.key for objective in PLAN.objectives} == {one.objective for one in PLAN.indicators}
