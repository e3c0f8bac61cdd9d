"""The keys of tests: always the same, so that kept histories can be opened."""

from enforcement.secrecy.keys import Keys, read_ring

KEY_SETTINGS = {"ZHIXING_PAYLOAD_KEYS": f"tests:{'1f' * 32}"}
KEYS = Keys(payloads=read_ring(KEY_SETTINGS["ZHIXING_PAYLOAD_KEYS"]))
