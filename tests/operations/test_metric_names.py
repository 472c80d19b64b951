"""Dashboard, alert rules and README speak of metrics that there are, and of all of them."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import Metric
from ruamel.yaml import YAML

from server.app import new_server
from tests.operations.compose_file import ROOT
from tests.support.parts import settings_for

OPERATIONS = ROOT / "server" / "operations"
OURS = re.compile(r"\brepcast_[a-z0-9_]+")
ENDINGS = {"counter": ("_total",), "histogram": ("_bucket", "_count", "_sum"), "gauge": ("",)}
LABEL = re.compile(r"\b(\w+)\s*(?:=~|!~|!=|=)\s*\"|\bby \(([^)]*)\)")
TARGETS = {"job", "instance", "le"}
"""Labels that Prometheus adds."""


@pytest.fixture
def families(tmp_path: Path) -> list[Metric]:
    """What a server tells, of its own."""
    metrics = new_server(settings_for(tmp_path)).rooms.metrics
    return [family for family in metrics.collect() if family.name.startswith("repcast_")]


def _dashboard() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((OPERATIONS / "grafana.json").read_text(encoding="utf-8"))
    return found


def _rules() -> list[dict[str, Any]]:
    document = YAML(typ="safe").load((OPERATIONS / "alerts.yml").read_text(encoding="utf-8"))
    return [rule for group in document["groups"] for rule in group["rules"]]


def _expressions() -> list[str]:
    panels = _dashboard()["panels"]
    shown = [target["expr"] for panel in panels for target in panel.get("targets", ())]
    return shown + [rule["expr"] for rule in _rules()]


def test_every_expression_asks_for_what_is_told(families: list[Metric]) -> None:
    """By the name that a sample has, and by labels that it has."""
    told = {family.name + ending for family in families for ending in ENDINGS[family.type]}
    labels = {label for family in families for sample in family.samples for label in sample.labels}
    for expression in _expressions():
        assert set(OURS.findall(expression)) <= told, expression
        asked = {name.strip() for found in LABEL.findall(expression) for name in ",".join(found).split(",")} - {""}
        assert asked <= labels | TARGETS, expression
        assert expression.count("(") == expression.count(")"), expression


def test_the_readme_names_what_is_told(families: list[Metric]) -> None:
    """All of it, as it is scraped; and nothing else."""
    lines = (ROOT / "server" / "README.md").read_text(encoding="utf-8").splitlines()
    listed = {name for line in lines if line.startswith("| `repcast_") for name in OURS.findall(line.split("|")[1])}
    assert listed == {family.name + ("_total" if family.type == "counter" else "") for family in families}


def test_the_dashboard_shows_all_that_is_told(families: list[Metric]) -> None:
    """Somewhere; a metric that nobody looks at is not worth counting."""
    shown = " ".join(_expressions())
    assert [family.name for family in families if not re.search(rf"\b{family.name}(_|\b)", shown)] == []


def test_the_dashboard_is_for_any_installation() -> None:
    """Its source of data is chosen when it is imported; panels have names of their own, and do not overlap."""
    dashboard = _dashboard()
    assert dashboard["schemaVersion"] >= 39
    sources = {json.dumps(source) for source in _found(dashboard, "datasource")}
    assert sources == {'{"type": "prometheus", "uid": "${datasource}"}'}
    panels = dashboard["panels"]
    assert len({panel["id"] for panel in panels}) == len({panel["title"] for panel in panels}) == len(panels)
    places = [
        (panel["gridPos"]["x"] + x, panel["gridPos"]["y"] + y)
        for panel in panels
        for x in range(panel["gridPos"]["w"])
        for y in range(panel["gridPos"]["h"])
    ]
    assert len(places) == len(set(places))
    assert max(x for x, _ in places) < 24


def test_every_alert_says_what_to_do() -> None:
    """And waits a moment, so that a restart wakes nobody."""
    for rule in _rules():
        assert re.fullmatch(r"Repcast[A-Z]\w+", rule["alert"])
        assert rule["annotations"].keys() == {"summary", "action"}
        assert rule["labels"]["severity"] in {"page", "ticket"}
        assert re.fullmatch(r"\d+m", rule["for"])


def test_a_process_that_is_gone_is_told_of() -> None:
    """One of several is missed by nobody else. Its target is, by the name that the README scrapes it by."""
    readme = (ROOT / "server" / "README.md").read_text(encoding="utf-8")
    (scraped,) = YAML(typ="safe").load(readme.split("```yaml\n")[1].split("```")[0])["scrape_configs"]
    assert f'up{{job="{scraped["job_name"]}"}} == 0' in [rule["expr"] for rule in _rules()]


def _found(part: Any, name: str) -> list[Any]:
    """All values of a key, wherever it is."""
    if isinstance(part, list):
        return [value for each in part for value in _found(each, name)]
    if not isinstance(part, dict):
        return []
    own = [part[name]] if name in part else []
    return own + [value for each in part.values() for value in _found(each, name)]
