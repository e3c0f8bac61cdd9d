"""Answers that are well-formed and cannot be true, made from true ones."""

from typing import TypeAlias

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"
_SHORTEST = 3


def of_another_order(answer: Json, asked: str) -> Json:
    """The answer as if it were about another order than the one that a request named."""
    if isinstance(answer, dict):
        return {name: of_another_order(value, asked) for name, value in answer.items()}
    return f"{answer}0" if _names(answer, asked) else answer


def impossible(answer: Json, asked: str) -> Json:
    """The answer with every text emptied and every number negative; one that holds neither becomes the answer about another order."""
    changed = _impossible(answer, asked)
    return of_another_order(answer, asked) if changed == answer else changed


def _impossible(answer: Json, asked: str) -> Json:
    if isinstance(answer, dict):
        return {name: _impossible(value, asked) for name, value in answer.items()}
    if isinstance(answer, list):
        return [_impossible(value, asked) for value in answer]
    if isinstance(answer, bool) or answer is None or _names(answer, asked):
        return answer
    return "" if isinstance(answer, str) else -1 - answer


def _names(answer: Json, asked: str) -> bool:
    return isinstance(answer, str) and len(answer) >= _SHORTEST and answer in asked
