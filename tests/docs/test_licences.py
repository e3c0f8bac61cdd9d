"""Which licences are taken."""

import pytest

from tools.licences import accepted, installed, licence_of


@pytest.mark.parametrize(
    ("licence", "taken"),
    [
        ("MIT", True),
        ("Apache-2.0 OR BSD-2-Clause", True),
        ("GPL-3.0-or-later OR MIT", True),
        ("(Apache-2.0 AND MIT)", True),
        ("Apache-2.0 WITH LLVM-exception", True),
        ("MIT AND GPL-3.0-only", False),
        ("GPL", False),
        ("AGPL", False),
        ("AGPL-3.0-only", False),
        ("Proprietary", False),
        ("", False),
    ],
)
def test_what_may_be_passed_on(licence: str, taken: bool) -> None:
    assert accepted(licence) is taken


def test_every_package_of_the_lock_says_what_it_is() -> None:
    found = {package.name.lower(): licence_of(package) for package in installed()}
    assert {"temporalio", "cryptography", "fastapi"} <= set(found)
    assert found["psycopg"].startswith("LGPL")
    assert [name for name, licence in found.items() if not accepted(licence)] == []
