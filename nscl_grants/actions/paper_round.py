"""One round of the worker over all that concerns papers; loads what draws and signs, so only the worker imports it."""

from datetime import datetime

from sqlalchemy import Engine

from nscl_grants.actions.paper_binder import make_bundles
from nscl_grants.actions.paper_reader import read_scans
from nscl_grants.actions.paper_signer import judge_signed, roots_in, sign_asked
from nscl_grants.actions.paper_worker import make_waiting_papers
from nscl_grants.config import Config
from nscl_grants.definitions.house import House
from nscl_grants.outside.signing_key import signing_key
from nscl_grants.outside.storage import Storage

PORTION = 25
"""Papers in one round; the next one begins at once while there are more."""


def paper_round(engine: Engine, house: House, storage: Storage, config: Config, *, now: datetime) -> int:
    """Sign, read, judge, make and bind what waits; gives back how many things were done."""
    key = signing_key(config)
    # Somebody waits for these; the papers of a large decision come in portions behind them.
    done = sign_asked(engine, storage, key, at=now) if key is not None else 0
    scans = bool(config.clamd_socket)  # Where there is a scanner, it looks at a file before anything of ours does.
    done += read_scans(engine, storage, at=now, needs_verdict=scans)
    done += judge_signed(engine, storage, roots_in(config.signing_roots), needs_verdict=scans)
    done += make_waiting_papers(engine, house, storage, now=now, public_url=config.public_url, most=PORTION)
    return done + make_bundles(engine, storage, now=now, needs_verdict=scans)
