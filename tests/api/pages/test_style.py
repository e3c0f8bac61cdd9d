"""The style sheet's colours can be read: WCAG AA, 4.5 to 1, in the light and the dark scheme."""

import re
from pathlib import Path

import pytest

from api.pages import rendering

SHEET = (Path(rendering.__file__).parents[1] / "static" / "pages.css").read_text(encoding="utf-8")
LIGHT, DARK = (dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6})", block)) for block in re.findall(r":root \{(.*?)\n\s*\}", SHEET, re.DOTALL))
PAIRS = [
    *((ink, ground) for ink in ("ink", "soft", "link", "brand") for ground in ("ground", "panel")),
    *((tone, f"{tone}-ground") for tone in ("bad", "warn", "good", "quiet")),
    *(("ink", f"{tone}-ground") for tone in ("bad", "warn", "good", "quiet")),
    *(("ground", tone) for tone in ("brand", "bad")),
]


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_the_measure_is_that_of_the_guideline() -> None:
    assert contrast("#000", "#fff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_what_is_written_can_be_read(scheme: dict[str, str], ink: str, ground: str) -> None:
    assert contrast(scheme[ink], scheme[ground]) >= 4.5
