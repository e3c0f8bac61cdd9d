"""The languages of the pages: Chinese is written in the templates, English in `api/locale/en.po`; no build step."""

from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from fastapi import Request

LANGUAGES = {"zh": "zh-CN", "en": "en"}
COOKIE = "zhixing-language"
_LOCALE = Path(__file__).parents[1] / "locale"


def language_of(request: Request) -> str:
    """What was chosen by the switch, else what the browser asks for, else Chinese."""
    chosen = request.query_params.get("lang") or request.cookies.get(COOKIE)
    if chosen in LANGUAGES:
        return chosen
    # Babel does not negotiate zh-CN, and there are only two: whichever is named first.
    for part in request.headers.get("accept-language", "").lower().split(","):
        for language in LANGUAGES:
            if part.strip().startswith(language):
                return language
    return "zh"


@cache
def translations(language: str) -> NullTranslations:
    """The catalogue of a language; the sources are Chinese already."""
    if language == "zh":
        return NullTranslations()
    compiled = BytesIO()
    with (_LOCALE / f"{language}.po").open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return Translations(compiled)


def translator(language: str) -> Callable[[str], str]:
    """The function that puts a Chinese sentence into a language."""
    found: Callable[[str], str] = translations(language).gettext
    return found
