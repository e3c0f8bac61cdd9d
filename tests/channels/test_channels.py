"""One contract for every channel: in memory, and over real sockets to small servers of ours."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from enforcement.gateways.channels.configured import configured
from enforcement.gateways.channels.mail import MailChannel, MailPlan
from enforcement.gateways.channels.template import Condition, HttpChannel, HttpPlan
from enforcement.gateways.channels.wecom import WeComChannel, WeComPlan
from enforcement.ports.channels import AnswerLost, Channel, ChannelAway, Letter, LetterRefused
from tests.channels.servers import WRONG, Book, Mood, http_server, smtp_server
from tests.fakes.channels import FakeChannel

ROOT = Path(__file__).parents[2]


@dataclass
class Way:
    """A channel, an address that it knows and one that it does not, and what the other side took."""

    channel: Channel
    address: str
    wrong: str
    book: Book
    taken: Callable[[], int]

    def letter(self, key: str = "沪0199-2026-执-1 query 2", *, wrong: bool = False) -> Letter:
        return Letter(key, self.wrong if wrong else self.address, "督办提醒", f"案件已逾期“{key}”")


def sms_plan(port: int) -> HttpPlan:
    return HttpPlan(
        kind="http",
        url=f"http://127.0.0.1:{port}/send",
        headers={"Authorization": "Bearer {{ secret.sms }}", "Idempotency-Key": "{{ key|sha256 }}"},
        body='{"phone": {{ address|tojson }}, "text": {{ text|tojson }}}',
        repeatable=True,
        success=Condition(path="code", values=["0"]),
        receipt="data.0.id",
    )


def _fake(_stack: ExitStack) -> Way:
    fake, book = FakeChannel(), Book()
    fake.unknown.add("nobody")

    class Moody(FakeChannel):
        def send(self, letter: Letter):  # type: ignore[no-untyped-def]
            fake.away, fake.losing = int(book.mood is Mood.BUSY), int(book.mood is Mood.LOSES_ANSWERS)
            return fake.send(letter)

    return Way(Moody(), "officer", "nobody", book, lambda: len(fake.brought))


def _sms(stack: ExitStack) -> Way:
    book = stack.enter_context(http_server(Book()))
    return Way(HttpChannel("sms", sms_plan(book.port), {"sms": "geheim"}), "13800000001", WRONG[0], book, lambda: len(book.taken))


def _wecom(stack: ExitStack) -> Way:
    book = stack.enter_context(http_server(Book()))
    plan = WeComPlan(kind="wecom", corporation="ww1", agent=7, secret="wecom", url=f"http://127.0.0.1:{book.port}")
    return Way(WeComChannel("wecom", plan, "geheim"), "lizhixing", WRONG[1], book, lambda: len(book.taken))


def _mail(stack: ExitStack) -> Way:
    book = stack.enter_context(smtp_server(Book()))
    plan = MailPlan(kind="smtp", host="127.0.0.1", port=book.port, sender="执行 <zhixing@court.example>", security="none")
    return Way(MailChannel("mail", plan, ""), "li@court.example", WRONG[2], book, lambda: len(book.taken))


@pytest.fixture(params=[_fake, _sms, _wecom, _mail], ids=["fake", "sms", "wecom", "mail"])
def way(request: pytest.FixtureRequest) -> Iterator[Way]:
    with ExitStack() as stack:
        found: Way = request.param(stack)
        stack.callback(found.channel.close)
        yield found


def test_what_is_sent_is_taken_once_with_a_receipt(way: Way) -> None:
    receipt = way.channel.send(way.letter())
    assert receipt.number
    assert way.address not in receipt.answer
    assert way.taken() == 1


def test_a_letter_that_is_sent_again_is_known_by_its_key(way: Way) -> None:
    for _ in range(2):
        way.channel.send(way.letter())
    assert way.taken() == 1
    way.channel.send(way.letter("another"))
    assert way.taken() == 2


def test_a_busy_channel_has_taken_nothing(way: Way) -> None:
    way.book.mood = Mood.BUSY
    with pytest.raises(ChannelAway):
        way.channel.send(way.letter())
    assert way.taken() == 0
    way.book.mood = Mood.WELL
    way.channel.send(way.letter())
    assert way.taken() == 1


def test_a_lost_answer_is_told_apart_from_a_letter_that_was_not_taken(way: Way) -> None:
    way.channel.send(way.letter("the first one, so that a token is there"))
    way.book.mood = Mood.LOSES_ANSWERS
    with pytest.raises(AnswerLost):
        way.channel.send(way.letter())
    assert way.taken() == 2


def test_a_wrong_address_is_refused_and_not_told(way: Way) -> None:
    with pytest.raises(LetterRefused) as refused:
        way.channel.send(way.letter(wrong=True))
    assert way.wrong not in str(refused.value)
    assert way.taken() == 0


def test_nobody_there_is_away() -> None:
    with ExitStack() as stack:
        closed = [make(stack) for make in (_sms, _wecom, _mail)]
    for way in closed:
        with pytest.raises(ChannelAway):
            way.channel.send(way.letter())


@pytest.mark.parametrize("make", [_sms, _wecom], ids=["sms", "wecom"])
def test_an_answer_that_cannot_be_read_says_nothing(make: Callable[[ExitStack], Way]) -> None:
    with ExitStack() as stack:
        way = make(stack)
        way.channel.send(way.letter("the first"))
        way.book.mood = Mood.GARBLES
        with pytest.raises(AnswerLost):
            way.channel.send(way.letter())


def test_a_token_that_is_over_is_fetched_anew() -> None:
    with ExitStack() as stack:
        way = _wecom(stack)
        way.channel.send(way.letter("1"))
        way.book.token += 1
        way.channel.send(way.letter("2"))
        assert (way.taken(), way.book.token) == (2, 3)


def test_templates_fill_in_text_as_it_is() -> None:
    with ExitStack() as stack:
        way = _sms(stack)
        way.channel.send(way.letter("“引号”\n与换行"))
        _, headers, body = way.book.requests[-1]
        assert "案件已逾期" in body
        assert headers["Idempotency-Key"].isascii()


def test_no_letter_leaves_for_what_is_no_mail_address() -> None:
    with ExitStack() as stack:
        way = _mail(stack)
        for address in ("", "li", "li@court.example\r\nBcc: x@y.example", "a@b, c@d"):
            with pytest.raises(LetterRefused):
                way.channel.send(Letter("key", address, "t", "t"))
        assert way.taken() == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('[sms]\nkind = "http"\nurl = "https://x"\nbody = "{{ phone }}"\n', "'phone' is undefined"),
        ('[sms]\nkind = "http"\nurl = "https://x"\nbody = "{{ secret.other }}"\n', "no attribute 'other'"),
        ('[sms]\nkind = "pigeon"\n', "http"),
        ('[sms]\nkind = "http"\nurl = "https://x"\nsucces = 1\n', "succes"),
        ('[m]\nkind = "smtp"\nhost = "x"\nsender = "a@b.c"\nuser = "u"\nsecret = "none"\n', "ZHIXING_CHANNEL_SECRETS"),
        ("[sms", "channels.toml"),
    ],
)
def test_a_wrong_file_says_what_is_wrong_without_secrets(tmp_path: Path, text: str, expected: str) -> None:
    file = tmp_path / "channels.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=expected) as error:
        configured(file, {"sms": "geheim"})
    assert "geheim" not in str(error.value)


def test_the_example_is_read() -> None:
    secrets = dict.fromkeys(("sms", "robot", "wecom", "mail", "hotline", "app"), "x")
    channels = configured(ROOT / "deploy" / "channels.example.toml", secrets)
    assert list(channels) == ["sms", "wecom", "robot", "mail", "12368", "app"]
    for channel in channels.values():
        channel.close()
