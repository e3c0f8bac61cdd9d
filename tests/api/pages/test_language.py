"""Every sentence of the pages has its English, and nothing is translated that no page says."""

from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from starlette.requests import Request

from api.pages import language
from api.pages.desk import PLACES_ZH
from api.pages.rendering import PLACES
from api.pages.today import heaps
from enforcement.process.pictures import parts
from enforcement.process.progress import STATUS_TITLES_ZH

API = Path(language.__file__).parents[1]


def sentences() -> set[str]:
    found = extract_from_dir(API / "templates", [("**.html", "jinja2"), ("**.svg", "jinja2")], {"**.html": {}, "**.svg": {}})
    return (
        {str(message) for _, _, message, _, _ in found}
        | {place.title for place in PLACES}
        | set(parts().values())
        | set(STATUS_TITLES_ZH.values())
        | set(PLACES_ZH.values())
        | {heap.title for heap in heaps([], frozenset())}
    )


def test_every_sentence_has_its_english() -> None:
    with (API / "locale" / "en.po").open("rb") as file:
        known = {message.id: message.string for message in read_po(file, locale="en") if message.id}
    assert sorted(sentences() - known.keys()) == []
    assert sorted(known.keys() - sentences()) == []
    assert all(known.values())


def asked(header: str = "", query: str = "", cookie: str = "") -> str:
    headers = [(b"accept-language", header.encode()), (b"cookie", cookie.encode())]
    return language.language_of(Request({"type": "http", "headers": headers, "query_string": query.encode(), "method": "GET", "path": "/"}))


def test_the_language_is_chosen_by_switch_cookie_and_browser_in_this_order() -> None:
    assert asked() == "zh"
    assert asked("en-GB,en;q=0.9") == "en"
    assert asked("fr,zh-CN;q=0.8,en;q=0.5") == "zh"
    assert asked("en", cookie="zhixing-language=zh") == "zh"
    assert asked("zh", query="lang=en", cookie="zhixing-language=zh") == "en"
    assert asked("en", query="lang=xx") == "en"


def test_a_sentence_is_put_into_english() -> None:
    assert language.translations("en").gettext("已逾期") == "missed"
    assert language.translations("zh").gettext("已逾期") == "已逾期"
