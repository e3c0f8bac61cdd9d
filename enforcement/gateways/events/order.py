"""What every event about an order says of it."""

from pydantic import BaseModel


class Ordered(BaseModel):
    """The case and the key of the order that an event is about."""

    case_id: str
    key: str
