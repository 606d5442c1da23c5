"""The lists that the plan's questionnaires choose from."""

from nscl_grants.db.records import bodies_of_account
from nscl_grants.definitions.house import house_of
from nscl_grants.domain.actor import PLAN_MANAGER
from nscl_grants.domain.forms import Choices
from nscl_grants.domain.indicators import PARTS, needed_parts
from nscl_grants.domain.plan import Indicator
from nscl_grants.domain.reporting import PURPOSES, bodies_of
from nscl_grants.domain.results import RECORD_KINDS, SETTINGS
from nscl_grants.domain.text import Text
from nscl_grants.web.access import db, me

MOST_TASK_SIGNS = 90


def record_choices() -> Choices:
    """Kinds, settings, tasks, lines, and the bodies that the reader may write for."""
    plan = house_of(db()).plan
    mine = bodies_of_account(db(), me().account_id)
    return {
        "record_kinds": RECORD_KINDS,
        "settings": SETTINGS,
        "bodies": {body.key: body.name for body in bodies_of(plan) if me().holds(PLAN_MANAGER) or body.key in mine},
        "tasks": {task.key: _short(task.key, task.text) for task in plan.tasks},
        "lines": {line.key: _short(line.key, line.short) for line in plan.lines},
    }


def year_choices() -> Choices:
    """The years of the plan, and the kinds of report."""
    years = {str(year): Text(str(year), str(year)) for year in house_of(db()).plan.years}
    return {"years": years, "purposes": PURPOSES}


def part_choices(indicator: Indicator) -> Choices:
    """What has to come from outside for an indicator."""
    parts = {part: PARTS[part] for part in needed_parts(indicator)}
    if "denominator" in parts and indicator.denominator:
        parts["denominator"] = indicator.denominator
    return {**year_choices(), "parts": parts}


def _short(key: str, text: Text) -> Text:
    return Text(*(f"{key} {_cut(text.in_language(language))}" for language in ("vi", "en")))


def _cut(text: str) -> str:
    return text if len(text) <= MOST_TASK_SIGNS else text[:MOST_TASK_SIGNS].rsplit(" ", 1)[0] + " …"
