"""The transfer of a debtor to bankruptcy (art 5)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Transfer:
    """A transfer that was decided and is not ruled on yet; `consenting` is a party, `approved_by` a role."""

    to_court: str
    consenting: str
    approved_by: str
