"""What can be applied for: procedures, families of norms, norms and standards."""

from typing import Any, cast

from nscl_grants.definitions.source import Table
from nscl_grants.domain.money import Money
from nscl_grants.domain.norms import A_STANDARD, Norm, NormFamily
from nscl_grants.domain.plan import Procedure
from nscl_grants.domain.standards import Standard

_EVIDENCE = ("certificate", "accreditation", "report", "award")


def procedures(top: Table) -> dict[str, Procedure]:
    """The kinds of support by key, in the order of the file."""
    return {key: _procedure(key, table) for key, table in top.named_tables("procedures")}


def _procedure(key: str, table: Table) -> Procedure:
    procedure = Procedure(
        key=key,
        name=table.text("name"),
        title=table.text("title"),
        line=table.word("line"),
        open=table.yes("open"),
        legal_basis=table.texts("legal_basis"),
        resolution_title=table.text_or_none("resolution_title"),
        workflow=table.word("workflow", ""),
        form=table.word("form", ""),
        about=cast(Any, table.one_of("about", ("standard", "product"), "standard")),
        claims=table.names("claims") or ("claim",),
        contract=table.yes("contract"),
        authority=table.text_or_none("authority"),
        days=table.number("days", 0),
        on_supplement=cast(Any, table.one_of("on_supplement", ("restart", "resume"), "restart")),
        supplement_days=table.number("supplement_days", 15),
        hold_days=table.number("hold_days", 0),
        claim_days=table.number("claim_days", 0),
        appeal_days=table.number("appeal_days", 90),
        obligation_months=table.number("obligation_months", 0),
        tthc_code=table.word("tthc_code", ""),
        note=table.text_or_none("note"),
        unsure=frozenset(table.names("unsure")),
    )
    table.done()
    return procedure


def families(top: Table) -> tuple[NormFamily, ...]:
    """The families of norms, in the order of the file."""
    return tuple(_family(table) for table in top.tables("families"))


def _family(table: Table) -> NormFamily:
    family = NormFamily(
        key=table.word("key"),
        procedure=table.word("procedure"),
        title=table.text("title"),
        standards=table.names("standards"),
        note=table.text_or_none("note"),
    )
    table.done()
    return family


def norms(top: Table) -> tuple[Norm, ...]:
    """The norms, in the order of the file."""
    return tuple(_norm(table) for table in top.tables("norms"))


def _norm(table: Table) -> Norm:
    ceiling, lump_sum = table.number_or_none("ceiling"), table.number_or_none("lump_sum")
    norm = Norm(
        key=table.word("key"),
        family=table.word("family"),
        percent=100 if lump_sum is not None else _between(table, "percent", 1, 100),
        ceiling=None if ceiling is None else Money(ceiling),
        lump_sum=None if lump_sum is None else Money(lump_sum),
        per=table.text_or_none("per") or A_STANDARD,
        valid_from=table.day("valid_from"),
        valid_until=table.day("valid_until"),
        resolution=table.text("resolution"),
        article=table.text("article"),
        cost_basis=table.text("cost_basis"),
        conditions=table.texts("conditions"),
        round_to=_between(table, "round_to", 1, 1_000_000),
        counts_vat=table.yes("counts_vat"),
        counts_cash=table.yes("counts_cash"),
        unsure=frozenset(table.names("unsure")),
        note=table.text_or_none("note"),
    )
    table.done()
    return norm


def _between(table: Table, key: str, least: int, most: int) -> int:
    number = table.number(key)
    if not least <= number <= most:
        table.find(key, f"has to be from {least} to {most}, not {number}")
    return number


def standards(top: Table) -> dict[str, Standard]:
    """Standards, schemes and tools by key, in the order of the file."""
    return {key: _standard(key, table) for key, table in top.named_tables("standards")}


def _standard(key: str, table: Table) -> Standard:
    standard = Standard(
        key=key,
        code=table.word("code"),
        edition=table.word("edition"),
        title=table.text("title"),
        evidence=cast(Any, table.one_of("evidence", _EVIDENCE)),
        valid_months=table.number_or_none("valid_months"),
        note=table.text_or_none("note"),
        unsure=frozenset(table.names("unsure")),
    )
    table.done()
    return standard
