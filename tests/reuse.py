"""One PostgreSQL database for many tests: what a test wrote is swept away behind the guards' backs.

The guards let nothing be removed, so sweeping is done as the server's owner with triggers switched off for that
one session. Rows that the migrations put in stay; the ends of the chains go back to where they began. A
test that changes the schema needs a database of its own, which `database_url` of tests/conftest.py gives.
"""

from sqlalchemy import Connection, Engine, text

HEADS = ("ledger_head", "audit_head")


class Swept:
    """A migrated database, and the means to make it as new."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.url = engine.url.render_as_string(hide_password=False)
        with engine.connect() as connection:
            tables = sorted(connection.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")))
            filled = {name for name in tables if connection.scalar(text(f"SELECT EXISTS (SELECT 1 FROM {name})"))}
            heads = {name: connection.execute(text(f"SELECT seq, hash FROM {name}")).one() for name in HEADS}
            sequences = connection.scalars(text("SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'"))
            self._statements = [
                "SET session_replication_role = replica",
                *(f"DELETE FROM {name}" for name in tables if name not in filled),
                *(f"UPDATE {name} SET seq = {seq}, hash = '{digest}'" for name, (seq, digest) in heads.items()),
                *(f"SELECT setval('{name}', 1, false)" for name in sorted(sequences)),
                "SET session_replication_role = origin",
            ]

    def sweep(self) -> None:
        """Remove what was written since."""
        with self._engine.begin() as connection:
            self._run(connection)

    def _run(self, connection: Connection) -> None:
        connection.exec_driver_sql("; ".join(self._statements))
