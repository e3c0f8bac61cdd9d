"""What must hold for every service of docker-compose.yml, whatever is added to it."""

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.docs.test_docs import setting_names
from tests.installation import ROOT

COMPOSE: dict[str, Any] = YAML(typ="safe").load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
# They end by themselves: what waits for them waits for their end.
ONCE = {"temporal-schema", "temporal-namespace", "prepare", "operator", "owner"}
OURS = [name for name, service in SERVICES.items() if service["image"].startswith("zhixing:")]
every_service = pytest.mark.parametrize("name", SERVICES)


@every_service
def test_it_has_no_rights_that_it_does_not_need(name: str) -> None:
    service = SERVICES[name]
    user, group = service["user"].split(":")
    assert int(user) > 0
    assert int(group) > 0
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert not {"privileged", "cap_add", "pid", "ipc", "network_mode", "devices"} & set(service)
    assert all("docker.sock" not in str(volume) for volume in service.get("volumes", []))


@every_service
def test_it_is_bounded(name: str) -> None:
    service = SERVICES[name]
    assert set(service["deploy"]["resources"]["limits"]) == {"cpus", "memory", "pids"}
    assert {"max-size", "max-file"} <= set(service["logging"]["options"])
    assert all("size=" in mount or mount.startswith("/var/run/") for mount in service["tmpfs"])


@every_service
def test_its_image_is_pinned(name: str) -> None:
    image, _, tag = SERVICES[name]["image"].partition(":")
    assert image
    assert re.search(r"[0-9]+\.[0-9]+", tag)


@every_service
def test_it_tells_how_it_is_unless_it_ends_by_itself(name: str) -> None:
    healthcheck = SERVICES[name].get("healthcheck", {"disable": True})
    assert healthcheck.get("disable", False) is (name in ONCE)


@every_service
def test_it_waits_for_what_can_come(name: str) -> None:
    for other, awaited in SERVICES[name].get("depends_on", {}).items():
        assert awaited["condition"] == ("service_completed_successfully" if other in ONCE else "service_healthy")


@every_service
def test_no_secret_stands_in_clear(name: str) -> None:
    for variable, value in SERVICES[name].get("environment", {}).items():
        assert not re.search("PASSWORD|PWD|SECRET|CREDENTIAL|KEY", variable) or variable.endswith("_FILE"), variable
        assert not re.search(r"://[^/@]*:[^/@]*@", str(value)), variable


@every_service
def test_only_what_is_meant_for_people_is_published_and_only_to_this_machine(name: str) -> None:
    ports = SERVICES[name].get("ports", [])
    assert not ports or name in {"api", "temporal-ui"}
    assert all("127.0.0.1:" in port for port in ports)


def test_the_database_is_reached_only_from_inside() -> None:
    assert all(COMPOSE["networks"][network]["internal"] for network in SERVICES["database"]["networks"])


@pytest.mark.parametrize("name", OURS)
def test_our_services_are_given_settings_that_exist(name: str) -> None:
    service, known = SERVICES[name], {setting.lower() for setting in setting_names()}
    assert {variable.lower() for variable in service["environment"]} <= known
    assert {secret["target"] if isinstance(secret, dict) else secret for secret in service["secrets"]} <= known


def test_every_secret_is_made_by_the_script_once_and_closed_to_others(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    for _ in range(2):
        done = subprocess.run(["sh", str(ROOT / "deploy" / "secrets.sh"), str(folder)], capture_output=True, text=True, check=True)
    assert done.stdout.count("stays as it is") == len(COMPOSE["secrets"])
    assert {file.name for file in folder.iterdir()} == set(COMPOSE["secrets"])
    assert folder.stat().st_mode & 0o077 == 0
    assert all(len(file.read_text()) >= 40 for file in folder.iterdir())


def test_two_workers_and_two_processes_of_the_api() -> None:
    assert SERVICES["worker"]["deploy"]["replicas"] == 2
    assert SERVICES["api"]["environment"]["ZHIXING_API_PROCESSES"] == "2"


def test_the_image_keeps_no_tools_and_no_root() -> None:
    last = (ROOT / "Dockerfile").read_text(encoding="utf-8").rpartition("\nFROM ")[2]
    lines = last.splitlines()
    assert f"USER {SERVICES['api']['user']}" in lines
    assert any(line.startswith("HEALTHCHECK") for line in lines)
    assert not re.search(r"apt-get|pip install|curl|wget", last)
