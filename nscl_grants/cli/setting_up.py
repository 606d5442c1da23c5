"""Commands that set up an installation: the database, the plan in its books, and its first people."""

import uuid

import click

from nscl_grants.actions.allotments import load_plan
from nscl_grants.actions.first_admins import create_first_admin
from nscl_grants.actions.people_admin import NewStaff
from nscl_grants.config import load_config
from nscl_grants.db.engine import make_engine, writing
from nscl_grants.db.ledger_guards import grant_app_role
from nscl_grants.db.migrate import is_current, upgrade
from nscl_grants.definitions.house import enter, load_house
from nscl_grants.domain.actor import SYSTEM
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
def plan() -> None:
    """The plan that the installation runs under."""


@plan.command("load")
def plan_load() -> None:
    """Enter the plan's table into empty books and open its budget years; once.

    \b
    Example:  nscl-grants plan load
    """
    config = load_config()
    house = load_house(config.plan)
    with writing(make_engine(config.database_url)) as session:
        enter(session, house)
        load_plan(session, actor=SYSTEM, at=moment_on(config.today), act=uuid.uuid4().hex)
    click.echo(f"{house.plan.title.vi}: {house.plan.total} đồng.")


@plan.command("show")
def plan_show() -> None:
    """Print the plan's budget table.

    \b
    Example:  nscl-grants plan show
    """
    house = load_house(load_config().plan)
    click.echo(house.plan.title.vi)
    for line in house.plan.lines:
        years = "  ".join(f"{str(line.in_year(year)) if line.in_year(year) else '–':>15}" for year in house.plan.years)
        click.echo(f"{line.key:<6}{years}  {line.total!s:>16}  {line.short.vi}")
    years = "  ".join(f"{house.plan.in_year(year)!s:>15}" for year in house.plan.years)
    click.echo(f"{'':<6}{years}  {house.plan.total!s:>16}")


@click.group()
def user() -> None:
    """Accounts."""


@user.command("create")
@click.option("--first", is_flag=True, required=True, help="One of the first two administrators; they make the others.")
@click.option("--name", prompt="Full name")
@click.option("--identity-number", prompt="Personal identification number (12 digits)")
@click.option("--email", prompt="E-mail")
def user_create(first: bool, name: str, identity_number: str, email: str) -> None:
    """Make one of the first two administrators; the initial password is printed once.

    \b
    Example:  nscl-grants user create --first
    """
    config = load_config()
    staff = NewStaff(name.strip(), read_identity_number(identity_number), read_email(email))
    with writing(make_engine(config.database_url)) as session:
        made = create_first_admin(session, staff, at=moment_on(config.today), act=uuid.uuid4().hex)
    click.echo(f"Account: {made.account.email}\nInitial password, shown once: {made.password}")


COMMANDS = (db, plan, user)
