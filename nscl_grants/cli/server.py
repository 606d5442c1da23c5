"""gunicorn, run from Python: one command and no configuration file."""

import gc
from collections.abc import Callable
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from nscl_grants.config import Config


class _Server(BaseApplication):  # type: ignore[misc] # gunicorn brings no types
    def __init__(self, make_app: Callable[[], Flask], options: dict[str, Any]) -> None:
        self._make_app = make_app
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        # What is made while starting stays for good: looking through it for waste would take a fifth of the start.
        gc.disable()
        app = self._make_app()
        gc.freeze()
        gc.enable()
        return app


def serve_app(make_app: Callable[[], Flask], config: Config, *, workers: int) -> None:
    """Answer requests until stopped; each process makes its own application and database connections."""
    _Server(
        make_app,
        {
            "bind": f"{config.host}:{config.port}",
            "workers": workers,
            "worker_class": "gthread",
            "threads": 4,
            "timeout": 60,
            "max_requests_jitter": 50,
            "loglevel": "warning",
            "control_socket_disable": True,
            # Which proxies are believed is said once, by NSCL_TRUSTED_PROXIES; gunicorn would believe anybody on this
            # machine who says that the connection is https.
            "forwarded_allow_ips": "",
            "secure_scheme_headers": {},
        },
    ).run()
