"""The pages in a real browser, on the whole system: every person logs in, and nothing may be asked of the outside or fail unseen."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, sync_playwright

from tests.stack.conftest import System

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="session")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """One system for all days."""
    system = System(tmp_path_factory.mktemp("browser"))
    system.start()
    yield system
    system.stop()
    assert system.process is not None
    assert system.process.stdout is not None
    system.process.stdout.close()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """The machine's Chromium; without one the tests fail and say what to install."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        pytest.fail(f"expected a browser, found none of {', '.join(NAMES)}: install one (Debian: apt install chromium fonts-wqy-microhei)")
    browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
    yield browser
    browser.close()


class Visitors:
    """People who log in, each in a browser of their own. What no page should do is noted: errors of the console, requests to the outside."""

    def __init__(self, system: System, browser: Browser) -> None:
        self._system, self._browser = system, browser
        self._ours = {urlsplit(system.addresses[part]).netloc for part in ("api", "subsystems")}
        self._contexts: list[BrowserContext] = []
        self.wrong: list[str] = []
        # Pages that answer with an error as they should: the console tells of them, too.
        self.expected: set[str] = set()

    def __call__(self, person: str, path: str = "/desk", **options: Any) -> Page:
        """The page at a path, of somebody who has logged in for it."""
        context = self._browser.new_context(base_url=self._system.addresses["api"], locale="zh-CN", **options)
        self._contexts.append(context)
        context.on("console", self._heard)
        context.on("request", lambda request: self._note(self._strange(request.url), f"outside: {request.url}"))
        context.on("weberror", lambda error: self._note(True, f"script: {error.error}"))
        page = context.new_page()
        page.goto(path)
        page.click(f'button[value="{person}"]')
        page.wait_for_url(lambda url: unquote(urlsplit(url).path) == path)
        return page

    def leave(self) -> None:
        """Close every browser."""
        for context in self._contexts:
            context.close()

    def _heard(self, message: ConsoleMessage) -> None:
        path = unquote(urlsplit(message.location["url"]).path)
        self._note(message.type in ("error", "warning") and path not in self.expected, f"console: {message.text} ({path})")

    def _strange(self, url: str) -> bool:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https", "ws", "wss") and parts.netloc not in self._ours

    def _note(self, wrong: bool, what: str) -> None:
        if wrong:
            self.wrong.append(what)


@pytest.fixture
def visit(system: System, browser: Browser) -> Iterator[Visitors]:
    """Everybody who visits in a test; afterwards nothing may have gone wrong unseen."""
    visitors = Visitors(system, browser)
    yield visitors
    visitors.leave()
    assert visitors.wrong == []


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pictures of pages go: into the documentation if that is wanted."""
    wanted = os.environ.get("ZHIXING_SCREENSHOTS")
    folder = Path(wanted) if wanted else tmp_path_factory.mktemp("pictures")
    folder.mkdir(parents=True, exist_ok=True)
    return folder
