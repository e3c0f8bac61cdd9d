"""What the documents say is so."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command

from enforcement.docket.entries import catalogue
from enforcement.law.statutes import statute_book
from enforcement.settings import Settings
from zhixing.commands import app

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]


def setting_names() -> dict[str, str]:
    """Every setting by its name in the environment, with its default."""
    fields = Settings.model_fields.items()
    return {
        str(field.validation_alias or f"ZHIXING_{name.upper()}"): ""
        if "secret" in name or "credential" in name or "password" in name
        else str(field.default)
        for name, field in fields
    }


def test_the_example_of_settings_lists_every_one_with_its_default() -> None:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    listed = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    assert listed == setting_names()


@pytest.mark.parametrize(
    "tool", ["reference", "states", "law_pages", "process", "subsystem_contracts", "licences", "authority_page", "document_templates"]
)
def test_what_is_generated_is_fresh(tool: str) -> None:
    fresh = subprocess.run([sys.executable, "-m", f"tools.{tool}", "--check"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert fresh.returncode == 0, fresh.stdout + fresh.stderr


def test_the_reference_is_complete() -> None:
    page = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
    book, known = statute_book(), catalogue()
    for name in (*book.rules, *book.guards, *known.facts, *known.acts, *setting_names()):
        assert f"`{name}`" in page


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)", page.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target


def test_every_file_that_the_architecture_names_exists() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    for name in re.findall(r"`((?:api|activities|enforcement|workflows|zhixing)/[\w./]+)`", page):
        assert (ROOT / name).exists(), name


def test_the_readme_names_every_command() -> None:
    commands = get_command(app).commands  # type: ignore[attr-defined]
    for name in commands:
        assert re.search(rf"`(?:zhixing )?{name}\b", README), name


def test_the_readme_names_every_door_of_the_tree() -> None:
    for folder in (
        "enforcement/law/",
        "enforcement/docket/",
        "enforcement/records/",
        "workflows/",
        "activities/",
        "api/",
        "subsystems/",
        "zhixing/",
    ):
        assert f"`{folder}`" in README
        assert (ROOT / folder).is_dir()
