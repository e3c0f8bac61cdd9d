"""A channel in memory."""

from collections.abc import Callable

from enforcement.ports.channels import AnswerLost, ChannelAway, Letter, LetterRefused, Receipt


class FakeChannel:
    """Brings letters, unless it is told to be away, to lose answers, or not to know an address."""

    def __init__(self, name: str = "fake", *, repeatable: bool = True, longest: int | None = None) -> None:
        self.name, self.repeatable, self.longest = name, repeatable, longest
        self.brought: list[Letter] = []
        self.unknown: set[str] = set()
        self.away = 0
        self.losing = 0
        self.on_send: Callable[[], None] = lambda: None

    def send(self, letter: Letter) -> Receipt:
        if self.away > 0:
            self.away -= 1
            raise ChannelAway(self.name, "maintenance")
        if letter.address in self.unknown:
            raise LetterRefused(self.name, "no such address")
        if not (self.repeatable and any(known.key == letter.key for known in self.brought)):
            self.brought.append(letter)
        self.on_send()
        if self.losing > 0:
            self.losing -= 1
            raise AnswerLost(self.name, "timeout")
        return Receipt(f"N{len(self.brought)}", "taken")

    def close(self) -> None:
        pass
