"""The keys of benchmarks: the same in every process, and of no use anywhere else."""

from enforcement.secrecy.keys import Keys, read_ring

_RING = read_ring(f"bench:{'1f' * 32}")
KEYS = Keys(master=_RING, index=_RING, payloads=_RING)
