"""The definitions that an installation runs under, and how a database session carries them.

Every version of a workflow or a form stays readable: a case keeps the one it began with.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol, cast

from sqlalchemy.orm import Session

from nscl_grants.definitions.forms import form_files, read_form
from nscl_grants.definitions.plan import load_plan
from nscl_grants.definitions.source import Finding, refuse_if_any
from nscl_grants.definitions.workflows import read_workflow, workflow_files
from nscl_grants.domain.case import CaseFacts
from nscl_grants.domain.forms import Form
from nscl_grants.domain.norms import Norm
from nscl_grants.domain.plan import PlanDefinition, Procedure
from nscl_grants.domain.rules import RULES
from nscl_grants.domain.workflow import Workflow
from nscl_grants.paths import FORMS, PLANS, WORKFLOWS

DEFAULT_PLAN = PLANS / "bac_ninh_2026_2030"


class _HasLife(Protocol):
    """What has a life: an application, a claim or a payment."""

    @property
    def life(self) -> tuple[str, int]: ...


class _Filed(Protocol):
    """A case: its procedure, and the day whose law holds for it."""

    @property
    def procedure(self) -> str: ...

    @property
    def filed_on(self) -> date | None: ...


@dataclass(frozen=True)
class House:
    """The plan, the lives and the questionnaires, all versions of them."""

    plan: PlanDefinition
    workflows: Mapping[tuple[str, int], Workflow[CaseFacts]]
    forms: Mapping[tuple[str, int], Form]

    @property
    def approver_may_authorise(self) -> bool:
        """Whether the account holder may be the approver of the case."""
        return self.plan.settings.approver_may_authorise

    def procedure(self, key: str) -> Procedure:
        """The procedure of that key; a case's procedure is always there."""
        return self.plan.procedures[key]

    def procedure_of(self, case: _Filed) -> Procedure:
        """The case's procedure with the terms of its filing date; the newest ones for what is not filed yet."""
        return self.plan.procedures[case.procedure].on(case.filed_on)

    def norm(self, key: str) -> Norm:
        """The norm of that key; a norm that a case is pinned to is never removed."""
        return next(norm for norm in self.plan.norms if norm.key == key)

    def workflow_of(self, subject: _HasLife) -> Workflow[CaseFacts]:
        """The life in the version that the subject began with."""
        return self.workflows[subject.life]

    def workflow(self, name: str) -> Workflow[CaseFacts]:
        """The newest version, for what begins today."""
        return self.workflows[name, max(version for known, version in self.workflows if known == name)]

    @property
    def case_lives(self) -> list[Workflow[CaseFacts]]:
        """The lives that applications have, every version: ours, then what the plan brings along."""
        return [life for life in self.workflows.values() if life.subject == "application"]

    def form(self, name: str, version: int | None = None) -> Form:
        """The questionnaire in that version, or the newest one."""
        newest = version or max(known for each, known in self.forms if each == name)
        return self.forms[name, newest]

    def budget_year(self, today: date) -> int:
        """The year whose money a new hold draws on: from 1 January the new one."""
        return today.year


def load_house(plan: Path = DEFAULT_PLAN, workflows: Path = WORKFLOWS, forms: Path = FORMS) -> House:
    """Read all definitions; raises DefinitionsAreWrong that names everything that is wrong.

    A plan brings lives and questionnaires of its own in folders beside its tables.
    """
    findings: list[Finding] = []
    lives = [read_workflow(path, findings, RULES) for path in workflow_files(workflows, plan / "workflows")]
    questionnaires = [read_form(path, findings) for path in form_files(forms, plan / "forms")]
    refuse_if_any(findings)
    return House(
        load_plan(plan),
        {(life.name, life.version): life for life in lives},
        {(form.name, form.version): form for form in questionnaires},
    )


def enter(session: Session, house: House) -> Session:
    """Let the session carry the definitions it acts under."""
    session.info["house"] = house
    return session


def house_of(session: Session) -> House:
    """The definitions that the session acts under."""
    return cast("House", session.info["house"])
