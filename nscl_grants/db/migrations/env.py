"""Runs the revisions on the connection that `db.migrate` opened, in its one transaction."""

from alembic import context

from nscl_grants.db.base import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
context.run_migrations()
