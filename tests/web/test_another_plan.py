"""Pages under the plan of another province: its lines, years and procedures, and none of ours."""

import pytest
from flask import Flask
from sqlalchemy import Engine

from nscl_grants.app import create_app
from nscl_grants.config import Config
from nscl_grants.definitions.house import load_house
from tests.cli.test_reports import OTHER_PLAN


@pytest.fixture
def app(config: Config, engine: Engine) -> Flask:
    app = create_app(config, engine, load_house(OTHER_PLAN))
    app.testing = True
    return app


@pytest.mark.parametrize(
    "address", ["/", "/plan", "/plan?year=2029", "/plan/tasks/1.2", "/plan/budget", "/support/QLCL"]
)
def test_a_public_page_works_under_another_plan(app: Flask, address: str) -> None:
    page = app.test_client().get(address)

    assert page.status_code == 200
    assert "III.1" not in page.text


def test_the_plan_page_has_the_other_provinces_words(app: Flask) -> None:
    page = app.test_client().get("/plan").text

    assert "Nâng cao năng suất tỉnh Sông Mẫu" in page
    assert "Mỗi năm 300 lượt người được đào tạo." in page
    assert "2 nhiệm vụ trọng tâm" in page
