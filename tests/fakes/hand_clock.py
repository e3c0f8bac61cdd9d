"""A clock that is moved by hand."""


class HandClock:
    """Seconds; whoever waits on it moves it."""

    def __init__(self) -> None:
        self.seconds = 1000.0
        self.waits: list[float] = []

    def __call__(self) -> float:
        return self.seconds

    def wait(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.seconds += seconds
