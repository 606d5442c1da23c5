"""Commands that set up an installation: the database and its first people."""

import click

from nscl_grants.config import load_config
from nscl_grants.db.engine import make_engine
from nscl_grants.db.migrate import is_current, upgrade


@click.group()
def db() -> None:
    """Create the database and keep it up to date."""


@db.command("upgrade")
@click.option("--app-role", default=None, help="PostgreSQL: the role that the application signs in with.")
def db_upgrade(app_role: str | None) -> None:
    """Bring the database to the newest version; nothing happens when it is there already.

    \b
    Example:  nscl-grants db upgrade
    """
    engine = make_engine(load_config().database_url)
    if is_current(engine):
        click.echo("The database is up to date.")
    else:
        click.echo("Bringing the database up to date …")
        upgrade(engine)
        click.echo("Done.")
    if app_role is not None:
        from_role(engine, app_role)


COMMANDS = (db,)
