"""What the documents say is so."""

import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from urllib.parse import unquote

import pytest
from typer.main import get_command

from api.pages.help import HANDBOOK, documents, rendered
from api.pages.rendering import HELP
from enforcement.docket.entries import catalogue
from enforcement.law.statutes import statute_book
from enforcement.settings import Settings
from zhixing.commands import app
from zhixing.tour import read_book

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
    prose = re.sub(r"`[^`\n]+`", "", page.read_text(encoding="utf-8"))
    for target in re.findall(r"\]\(([^)#]+)", prose):
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


def test_the_handbook_tells_of_every_page() -> None:
    folder = ROOT / "api" / "templates"
    pages = {path.name for path in folder.glob("*.html") if '{% extends "layout.html" %}' in path.read_text(encoding="utf-8")}
    assert pages == {*HELP, "help.html"}
    for place in HELP.values():
        assert f'id="{place}"' in rendered(HANDBOOK), place


def test_the_handbook_leads_through_the_tour() -> None:
    handbook = (ROOT / "docs" / HANDBOOK).read_text(encoding="utf-8")
    for file in (file for story in read_book(date(2026, 11, 25)).stories for file in story):
        assert file.told["number"].replace("2026", "年") in handbook


def test_the_parts_of_documents_that_documents_name_are_there() -> None:
    for name in (name for name in documents() if name.endswith(".md") and "/" not in name):
        for target, part in re.findall(r'href="/desk/help/([^"#]+\.md)#([^"]+)"', rendered(name)):
            assert f'id="{unquote(part)}"' in rendered(target), f"{name}: {target}#{part}"


def test_screenshots_are_few_and_small() -> None:
    pictures = [*(ROOT / "docs" / "screenshots").glob("*.png")]
    assert 0 < len(pictures) <= 8
    assert [picture.name for picture in pictures if picture.stat().st_size > 150_000] == []


def test_every_decision_has_a_number_of_its_own() -> None:
    pages = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    numbers = [int(page.name[:4]) for page in pages]
    assert numbers == list(range(1, len(pages) + 1))
    assert all(page.read_text(encoding="utf-8").startswith(f"# {number}. ") for number, page in zip(numbers, pages, strict=True))
