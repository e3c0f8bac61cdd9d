"""Settings are never printed with their secrets."""

import os
from typing import Any

import pytest
from pydantic import SecretStr

from enforcement.settings import SECRET_SETTINGS, Settings, load_settings
from tests.installation import zhixing

RING = f"k1:{'5e' * 32}"
GIVEN: dict[str, Any] = {
    **dict.fromkeys(
        ("subsystem_credential", "webhook_secret", "anchor_key", "session_secret", "oidc_client_secret", "seal_key"), "geheim-1"
    ),
    **dict.fromkeys(("master_keys", "index_keys", "payload_keys"), RING),
    "channel_secrets": '{"sms": "geheim-4"}',
    "database_password": "geheim-2",
    "database_url": "postgresql://zhixing:geheim-3@db/zhixing",
}
SECRETS = ("geheim-1", "geheim-2", "geheim-3", "geheim-4", "5e5e5e")


def test_every_secret_is_given_a_value_here() -> None:
    secret = {name for name, field in Settings.model_fields.items() if isinstance(field.default, SecretStr)}
    assert secret | {"database_url"} == set(GIVEN) == SECRET_SETTINGS


def test_whatever_way_settings_are_printed_no_secret_is_seen() -> None:
    settings = Settings.model_validate(GIVEN)
    dumped = settings.model_dump(exclude={"database_url"})
    for shown in (repr(settings), str(settings), f"{dumped}", settings.model_dump_json(exclude={"database_url"}), repr(settings.keys)):
        assert [secret for secret in SECRETS if secret in shown] == []
    assert settings.database_shown == "postgresql://zhixing:***@db/zhixing"


@pytest.mark.parametrize("name", ["ZHIXING_MASTER_KEYS", "ZHIXING_INDEX_KEYS", "ZHIXING_PAYLOAD_KEYS"])
def test_a_secret_that_cannot_be_read_is_named_and_not_shown(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for known in [known for known in os.environ if known.startswith("ZHIXING_")]:
        monkeypatch.delenv(known)
    monkeypatch.setenv(name, "k1:geheim-1")
    with pytest.raises(SystemExit) as caught:
        load_settings()
    assert name in str(caught.value)
    assert "expected keys as id:" in str(caught.value)
    assert "geheim" not in str(caught.value)


def test_another_setting_that_cannot_be_read_is_shown() -> None:
    done = zhixing("keys", "status", ZHIXING_API_PORT="99999999")
    assert "setting ZHIXING_API_PORT" in done.stderr
    assert "99999999" in done.stderr
