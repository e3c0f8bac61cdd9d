"""How a procedure is described to the workflow that starts it."""

from enforcement.contracts.messages import Json, ProcedureStart


def start(kind: str, key: str, /, **data: Json) -> ProcedureStart:
    """A procedure with what it needs to know; what is not known is left out."""
    return ProcedureStart(kind, key, {name: value for name, value in data.items() if value is not None})
