"""Support as reports show it: sums with the names of procedures, places, kinds and sizes."""

from collections.abc import Iterable, Mapping

from nscl_grants.db.applications import Application
from nscl_grants.db.organisations import Organisation
from nscl_grants.db.plan_support import Support, SupportTable
from nscl_grants.domain.money import ZERO, Money
from nscl_grants.domain.organisation_size import SIZES
from nscl_grants.domain.plan import PlanDefinition
from nscl_grants.domain.results_report import SupportedCase, SupportRow
from nscl_grants.domain.text import Text

NO_SIZE = Text("Chưa khai quy mô", "Size not declared")
OUTSIDE = Text("Ngoài tỉnh", "Outside the province")
KINDS: Mapping[str, Text] = {
    "enterprise": Text("Doanh nghiệp", "Enterprises"),
    "cooperative": Text("Hợp tác xã", "Cooperatives"),
    "cooperative_union": Text("Liên hiệp hợp tác xã", "Unions of cooperatives"),
}


def by_procedure(plan: PlanDefinition, rows: Iterable[Support]) -> tuple[SupportRow, ...]:
    """Every procedure of the plan, also one that nobody used."""
    found = {row.key: row for row in rows}
    nothing = Support("", 0, 0, 0, ZERO, ZERO)
    return tuple(_row(found.get(key, nothing), key, it.name) for key, it in plan.procedures.items())


def by_commune(plan: PlanDefinition, rows: Iterable[Support]) -> tuple[SupportRow, ...]:
    labels = {code: commune.label for code, commune in plan.communes.items()}
    return labelled(rows, labels)


def by_size(given: SupportTable) -> tuple[SupportRow, ...]:
    """Every size in its order, and those who declared none; nothing when nobody declared one."""
    found = {row.key: row for row in given.by("size")}
    if not found.keys() - {""}:
        return ()
    nothing = Support("", 0, 0, 0, ZERO, ZERO)
    labels = {**SIZES, "": NO_SIZE}
    return tuple(_row(found.get(key, nothing), key, label) for key, label in labels.items() if key or "" in found)


def labelled(rows: Iterable[Support], labels: Mapping[str, Text]) -> tuple[SupportRow, ...]:
    return tuple(_row(row, row.key, labels.get(row.key, OUTSIDE)) for row in rows)


def _row(found: Support, key: str, label: Text) -> SupportRow:
    return SupportRow(key, label, found.filed, found.supported, found.organisations, found.committed, found.spent)


def case_row(
    plan: PlanDefinition, application: Application, firm: Organisation, committed: Money, spent: Money
) -> SupportedCase:
    commune = plan.communes.get(firm.commune)
    return SupportedCase(
        code=application.code or "",
        organisation=firm.name,
        commune=commune.label if commune else OUTSIDE,
        procedure=plan.procedures[application.procedure].name,
        item=plan.item_label(application.item or "", application.filed_on),
        approved=committed + spent,
        spent=spent,
    )
