"""The keys of tests: always the same, so that kept histories can be opened."""

from enforcement.secrecy.keys import Keys, read_ring

KEY_SETTINGS = {f"ZHIXING_{name}_KEYS": f"tests:{'1f' * 32}" for name in ("MASTER", "INDEX", "PAYLOAD")}
_RING = read_ring(KEY_SETTINGS["ZHIXING_PAYLOAD_KEYS"])
KEYS = Keys(master=_RING, index=_RING, payloads=_RING)
