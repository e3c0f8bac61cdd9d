"""Production starts with nothing that is for demonstrations."""

from typing import Any

import pytest

from enforcement.gateways.callbacks import SUBSYSTEMS
from enforcement.settings import Settings
from enforcement.startup import check, check_stand_ins
from tests.installation import zhixing

WHOLE: dict[str, Any] = {
    "env": "production",
    "database_url": "postgresql://db/zhixing",
    "temporal_address": "temporal:7233",
    "oidc_issuer": "https://sso.court.example",
    "public_url": "https://zhixing.court.example",
    **{f"{name}_url": f"https://{name}.court.example" for name in SUBSYSTEMS},
    **dict.fromkeys(("subsystem_credential", "webhook_secret", "anchor_key", "session_secret", "seal_key"), "given"),
    **dict.fromkeys(("master_keys", "index_keys", "payload_keys"), "k1:" + "ab" * 32),
}


def test_a_whole_installation_starts() -> None:
    check(Settings.model_validate(WHOLE))


@pytest.mark.parametrize("lacking", sorted(WHOLE.keys() - {"env"}))
def test_what_production_lacks_is_named(lacking: str) -> None:
    with pytest.raises(SystemExit) as refused:
        check(Settings.model_validate({**WHOLE, lacking: ""}))
    name = lacking.upper() if lacking in ("database_url", "temporal_address") else f"ZHIXING_{lacking.upper()}"
    first, *sentences = str(refused.value).splitlines()
    assert first == "ZHIXING_ENV=production does not start:"
    assert [sentence.strip().partition(":")[0] for sentence in sentences] == [name]


@pytest.mark.parametrize(
    "wrong",
    [{"oidc_issuer": "http://sso"}, {"public_url": "http://zhixing"}, {"subsystem_faults": "{}"}],
    ids=lambda wrong: next(iter(wrong)),
)
def test_what_is_for_demonstrations_is_named(wrong: dict[str, str]) -> None:
    with pytest.raises(SystemExit, match=f"ZHIXING_{next(iter(wrong)).upper()}"):
        check(Settings.model_validate(WHOLE | wrong))


def test_a_demonstration_starts_with_nothing_set() -> None:
    check(Settings.model_validate({}))
    check_stand_ins(Settings.model_validate({}))


@pytest.mark.parametrize("command", [["up"], ["api"], ["worker"], ["stand-ins"], ["tour"]], ids=lambda command: str(command[0]))
def test_no_service_starts_in_production_with_parts_of_a_demonstration(command: list[str], tmp_path: Any) -> None:
    env = {"ZHIXING_ENV": "production", "ZHIXING_DATA_DIR": str(tmp_path), "DATABASE_URL": "postgresql://127.0.0.1:9/x"}
    refused = zhixing(*command, **env, TEMPORAL_ADDRESS="127.0.0.1:9")
    assert refused.returncode != 0
    assert "ZHIXING_ENV=production" in refused.stdout + refused.stderr
    assert list(tmp_path.iterdir()) == [], "nothing was made"


@pytest.mark.parametrize("env", [{"ZHIXING_ENV": "production"}, {"ZHIXING_OIDC_ISSUER": "https://sso"}], ids=lambda env: next(iter(env)))
def test_tokens_come_from_elsewhere_where_there_is_a_real_provider(env: dict[str, str], tmp_path: Any) -> None:
    refused = zhixing("token", "--role", "handler", "--court", "沪0199", "--user", "张三", ZHIXING_DATA_DIR=str(tmp_path), **env)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert next(iter(env)) in refused.stderr
