"""Where the parts meet: settings, database, rooms."""

from importlib import import_module

from flask import Flask
from flask.helpers import get_debug_flag
from sqlalchemy import Engine

from nscl_grants.config import Config, ConfigIsWrong
from nscl_grants.db.engine import make_engine
from nscl_grants.definitions.house import House, load_house
from nscl_grants.paths import STATIC, TEMPLATES
from nscl_grants.web import ROOMS
from nscl_grants.web.access import init_access
from nscl_grants.web.errors import init_errors
from nscl_grants.web.filters import init_filters
from nscl_grants.web.language import init_language
from nscl_grants.web.nav import Tab, init_nav
from nscl_grants.web.security import init_security
from nscl_grants.web.session import init_sessions
from nscl_grants.web.whole import init_whole_numbers


def create_app(config: Config, engine: Engine | None = None, house: House | None = None) -> Flask:
    """The application for one installation; it refuses to start with a secret that others know."""
    config.check_secret()
    if get_debug_flag() and not config.demo:
        raise ConfigIsWrong("FLASK_DEBUG shows our insides to everybody; unset it, or run the demo.")
    app = Flask("nscl_grants", template_folder=str(TEMPLATES), static_folder=str(STATIC))
    engine = engine or make_engine(config.database_url)
    init_access(app, config, engine, house or load_house(config.plan))
    init_sessions(app, engine, config)
    init_security(app, config)
    init_language(app)
    init_filters(app)
    init_whole_numbers(app)
    init_errors(app)
    init_nav(app, _register_rooms(app))
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    return app


def _register_rooms(app: Flask) -> tuple[Tab, ...]:
    """Open every room of the house, and collect its tabs."""
    rooms = [import_module(f"nscl_grants.web.{name}") for name in ROOMS]
    for room in rooms:
        app.register_blueprint(room.bp)
    return tuple(tab for room in rooms for tab in getattr(room, "TABS", ()))
