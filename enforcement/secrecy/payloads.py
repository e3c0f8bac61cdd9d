"""What crosses the Temporal wire is sealed; labels for people are not.

Labels (summaries of timers, activities and workflows, current details) are bare texts and the SDK's own metadata. They hold ids and dates,
never personal data, and stay readable for whoever looks at Temporal without our keys. Everything else is an object, and sealed: what was said
to a case, the docket's answers, orders, the messages and traces of failures. What an earlier release wrote is read as it is.
"""

from collections.abc import Sequence
from dataclasses import replace

from temporalio.api.common.v1 import Payload
from temporalio.converter import DataConverter, DefaultFailureConverterWithEncodedAttributes, PayloadCodec

from enforcement.secrecy.ciphers import Cipher, Unsealable, seal, unseal
from enforcement.secrecy.keys import Keys

SEALED = b"binary/encrypted"
_LABEL_TYPES = (b"temporal.api.sdk.v1.WorkflowMetadata",)


class SealedPayloads(PayloadCodec):
    """Seals with the payload key in use; opens with the one that a payload names."""

    def __init__(self, keys: Keys) -> None:
        self._ring = keys.payloads
        self._cipher = keys.cipher

    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Sealed payloads; labels and what is sealed already stay as they are."""
        return [payload if is_label(payload) or _is_sealed(payload) else self._seal(payload) for payload in payloads]

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Opened payloads; what was never sealed stays as it is. Unsealable if a key is not known or a payload was changed."""
        return [self._open(payload) if _is_sealed(payload) else payload for payload in payloads]

    def _seal(self, payload: Payload) -> Payload:
        key_id = self._ring.current.encode()
        sealed = seal(self._cipher, self._ring.secret, payload.SerializeToString(), key_id)
        return Payload(metadata={"encoding": SEALED, "cipher": self._cipher.value.encode(), "key-id": key_id}, data=sealed)

    def _open(self, payload: Payload) -> Payload:
        key_id = payload.metadata["key-id"]
        key = self._ring.keys.get(key_id.decode(errors="replace"))
        if key is None:
            known = ", ".join(self._ring.keys)
            raise Unsealable(f"expected a payload of one of the keys {known}, got one of {key_id[:40]!r}: add it to ZHIXING_PAYLOAD_KEYS")
        return Payload.FromString(unseal(_cipher_of(payload), key, payload.data, key_id))


def data_converter(keys: Keys) -> DataConverter:
    """How every client, worker and replayer of ours reads and writes payloads and failures."""
    return replace(
        DataConverter.default, payload_codec=SealedPayloads(keys), failure_converter_class=DefaultFailureConverterWithEncodedAttributes
    )


def is_label(payload: Payload) -> bool:
    """Whether a payload is written for people: a bare text, or what the SDK tells of a workflow; nothing at all counts too."""
    match payload.metadata.get("encoding"):
        case b"json/plain":
            return payload.data.startswith(b'"')
        case b"json/protobuf":
            return payload.metadata.get("messageType") in _LABEL_TYPES
        case encoding:
            return encoding == b"binary/null"


def _is_sealed(payload: Payload) -> bool:
    return payload.metadata.get("encoding") == SEALED


def _cipher_of(payload: Payload) -> Cipher:
    try:
        return Cipher(payload.metadata["cipher"].decode(errors="replace"))
    except ValueError:
        raise Unsealable("expected a payload sealed with a cipher of ours") from None
