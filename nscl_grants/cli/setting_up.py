"""Commands that set up an installation: the database, and its first people."""

import uuid
from datetime import UTC, datetime

import click

from nscl_grants.actions.first_admins import create_first_admin
from nscl_grants.actions.people_admin import NewStaff
from nscl_grants.config import load_config
from nscl_grants.db.engine import make_engine, writing
from nscl_grants.db.ledger_guards import grant_app_role
from nscl_grants.db.migrate import is_current, upgrade
from nscl_grants.domain.identifiers import read_email, read_identity_number
from nscl_grants.web.clock import moment_on


@click.group()
def db() -> None:
    """Create the database and keep it up to date."""


@db.command("upgrade")
@click.option("--app-role", default=None, help="PostgreSQL: the role that the application signs in with.")
def db_upgrade(app_role: str | None) -> None:
    """Bring the database to the newest version; nothing happens when it is there already.

    \b
    Example:  nscl-grants db upgrade --app-role nscl_app
    """
    config = load_config()
    config.instance.mkdir(parents=True, exist_ok=True)
    engine = make_engine(config.database_url)
    if is_current(engine):
        click.echo("The database is up to date.")
    else:
        click.echo("Bringing the database up to date …")
        upgrade(engine)
        click.echo("Done.")
    if app_role is not None:
        with engine.begin() as connection:
            grant_app_role(connection, app_role)
        click.echo(f"{app_role} may add to the books and change nothing in them.")


@click.group()
def user() -> None:
    """Accounts."""


@user.command("create")
@click.option("--first", is_flag=True, required=True, help="One of the first two administrators; they make the others.")
@click.option("--name", prompt="Full name")
@click.option("--identity-number", prompt="Personal identification number (12 digits)")
@click.option("--email", prompt="E-mail")
def user_create(first: bool, name: str, identity_number: str, email: str) -> None:
    """Make one of the first two administrators; prints a link to choose the password by, good for a day.

    Say the same once more while no password was chosen, and there is a new link.

    \b
    Example:  nscl-grants user create --first
    """
    config = load_config()
    staff = NewStaff(name.strip(), read_identity_number(identity_number), read_email(email))
    with writing(make_engine(config.database_url)) as session:
        link = create_first_admin(
            session,
            staff,
            lambda token: f"{config.public_url.rstrip('/')}/login/reset/{token}",
            at=moment_on(config.today),
            real=datetime.now(UTC),
            act=uuid.uuid4().hex,
        )
    click.echo(f"Account: {staff.email}\nChoose the password within a day, once, at: {link}")


COMMANDS = (db, user)
