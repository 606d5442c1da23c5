"""The migration and the code say the same: tables, movements, places, limits; and it runs whole or not at all."""

from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, text

from nscl_grants.db import audit, ledger_tables, migrate
from nscl_grants.db.base import Base
from nscl_grants.db.engine import make_engine
from nscl_grants.db.migrations.ledger_0001 import fixed_rows
from nscl_grants.domain.ledger.accounts import OPEN_STATES, AccountKey, Place, Unit
from nscl_grants.domain.ledger.limits import GROUNDS
from nscl_grants.domain.ledger.posting import WITHOUT_ENTRIES, Kind
from nscl_grants.domain.ledger.routes import REVERSIBLE, ROUTES

OURS = tuple(
    table
    for module in (ledger_tables, audit)
    for table in (getattr(cls, "__tablename__", None) for cls in vars(module).values() if isinstance(cls, type))
    if table
)


def test_the_guards_know_the_movements_of_the_domain() -> None:
    of_the_domain = {
        (str(kind), str(unit), str(source), str(dest)) for kind, ways in ROUTES.items() for unit, source, dest in ways
    }

    assert set(fixed_rows.ROUTES) == of_the_domain
    assert set(fixed_rows.KINDS) == set(Kind)
    assert {kind for kind, (moves, _, _) in fixed_rows.KINDS.items() if not moves} == WITHOUT_ENTRIES
    assert {kind for kind, (_, _, reversible) in fixed_rows.KINDS.items() if reversible} == REVERSIBLE


def test_the_guards_know_the_places_of_the_domain() -> None:
    frozen = {*OPEN_STATES, Place.ESTIMATE, Place.ALLOTTED}
    for unit, place, line, year, case, entitlement, at_close, floor, ceiling in fixed_rows.GROUNDS:
        ground = GROUNDS[Unit(unit), Place(place)]
        assert (bool(line), bool(year), bool(entitlement)) == (ground.line, ground.year, ground.entitlement)
        assert (None if case is None else bool(case)) == ground.case
        assert (floor, ceiling) == (ground.floor, ground.ceiling)
        assert (at_close == "empty") == (Place(place) in OPEN_STATES)
        assert (at_close != "open") == (Place(place) in frozen)
    assert len(fixed_rows.GROUNDS) == len(GROUNDS)


def test_the_tables_of_the_code_are_those_of_the_database(engine: Engine) -> None:
    def is_ours(thing: Any, name: str, kind: str, reflected: bool, _: Any) -> bool:
        return (name if kind == "table" else thing.table.name) in OURS

    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": is_ours, "compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    assert set(OURS) <= set(inspect(engine).get_table_names())


def test_the_database_spells_an_account_as_the_domain_does(engine: Engine) -> None:
    key = AccountKey(Unit.ENTITLEMENT, Place.QUOTA, family="F|1", holder="0100%25", item="Bánh đa | 5%")
    row = {"unit": key.unit, "place": key.place, "family": key.family, "holder": key.holder, "item": key.item}
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO ledger_account (unit, place, line, year, case_reference, family, holder, item,"
                " floor, ceiling, balance, moved_seq, moved_n, limited_seq)"
                " VALUES (:unit, :place, '', 0, '', :family, :holder, :item, 0, 0, 0, 0, 0, 0)"
            ),
            {name: str(value) for name, value in row.items()},
        )
        assert connection.scalar(text("SELECT key FROM ledger_account")) == key.text


def test_a_migrated_database_is_current_and_can_be_migrated_again(engine: Engine) -> None:
    assert migrate.is_current(engine)
    migrate.upgrade(engine)
    assert migrate.is_current(engine)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_migration_that_breaks_off_leaves_nothing(database: str, tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'broken.db'}")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE audit_event (id integer)"))  # In the way of the last table.

    with pytest.raises(Exception, match="audit_event already exists"):
        migrate.upgrade(engine)

    assert inspect(engine).get_table_names() == ["audit_event"]
    assert not migrate.is_current(engine)
    engine.dispose()
