"""WeCom (企业微信): messages of an application to members by their user id. Its group robots are HTTP templates."""

from typing import Any, Literal

import httpx2
from pydantic import BaseModel, ConfigDict

from enforcement.gateways.channels import answers
from enforcement.ports.channels import ChannelAway, Letter, LetterRefused, Receipt

_TOKEN_OVER = {40001, 40014, 42001}
_LATER = {-1, 45009, 45033}
# WeCom drops what it was told in the same words to the same people within this time.
_SAME_WORDS_SECONDS = 14400
_LONGEST = 680


class WeComPlan(BaseModel):
    """An application of the court's WeCom; `secret` names one of ZHIXING_CHANNEL_SECRETS."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal["wecom"]
    corporation: str
    agent: int
    secret: str
    url: str = "https://qyapi.weixin.qq.com"


class WeComChannel:
    """The application. Its token is fetched when it is needed, and anew when it is over."""

    # For four hours only, and by the words: no promise for a letter that is sent again the next day.
    repeatable = False
    longest: int | None = _LONGEST

    def __init__(self, name: str, plan: WeComPlan, secret: str) -> None:
        self._name, self._plan, self._secret = name, plan, secret
        self._client = httpx2.Client(base_url=plan.url, timeout=answers.TIMEOUT)
        self._token = ""

    def send(self, letter: Letter) -> Receipt:
        """See `enforcement.ports.channels`."""
        answer = self._say(letter)
        if answer.get("errcode") in _TOKEN_OVER:
            self._token = ""
            answer = self._say(letter)
        shown = answers.shown(str(answer), letter.address)
        if answer.get("errcode") in _LATER:
            raise ChannelAway(self._name, shown)
        if answer.get("errcode") != 0 or answer.get("invaliduser"):
            raise LetterRefused(self._name, shown)
        return Receipt(answers.part(answer, "msgid"), shown)

    def close(self) -> None:
        """See `enforcement.ports.channels`."""
        self._client.close()

    def _say(self, letter: Letter) -> dict[str, Any]:
        body = {
            "touser": letter.address,
            "msgtype": "text",
            "agentid": self._plan.agent,
            "text": {"content": f"{letter.title}\n{letter.text}"},
            "enable_duplicate_check": 1,
            "duplicate_check_interval": _SAME_WORDS_SECONDS,
        }
        token = self._token or self._fetched()
        return self._asked(self._client.build_request("POST", "/cgi-bin/message/send", params={"access_token": token}, json=body))

    def _fetched(self) -> str:
        asked = {"corpid": self._plan.corporation, "corpsecret": self._secret}
        answer = self._asked(self._client.build_request("GET", "/cgi-bin/gettoken", params=asked))
        if answer.get("errcode") != 0:
            raise ChannelAway(self._name, f"no token: errcode {answer.get('errcode')}")
        self._token = str(answer.get("access_token"))
        return self._token

    def _asked(self, request: httpx2.Request) -> dict[str, Any]:
        answer = answers.read(self._name, answers.exchanged(self._name, lambda: self._client.send(request)))
        return answer if isinstance(answer, dict) else {}
