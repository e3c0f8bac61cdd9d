"""`make bench`: the contenders in turn, several times; a table, and bench/results/latest.json."""

import json
import os
import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from statistics import median

from bench.enforce6.run import CONTENDERS, measure
from bench.enforce6.workload import Figures
from zhixing.throwaway import throwaway_postgres

RUNS = int(os.environ.get("BENCH_RUNS", "3"))
OUT = Path(__file__).parents[1] / "results" / "latest.json"
# What is compared, and where more is better.
RATES = ("opens", "entries", "drain")
SIZES = ("memory", "disk", "history")


def main() -> None:
    """Run, print, write."""
    runs: list[dict[str, object]] = []
    figures: dict[str, list[Figures]] = {name: [] for name in CONTENDERS}
    with throwaway_postgres() as postgres:
        for turn in range(RUNS):
            for name in CONTENDERS:
                found = measure(name, postgres)
                figures[name].append(found)
                runs.append({"contender": name, "turn": turn, **_rounded(found)})
                print(
                    f"{turn + 1}/{RUNS} {name}: {found.opens:.0f} opens/s, {found.entries:.0f} entries/s, {found.drain:.0f} drained/s",
                    flush=True,
                )
    middle = {name: _median(found) for name, found in figures.items()}
    ratios, ratios_one = (_ratios(middle["product"], middle[name]) for name in ("floor-each", "floor-one"))
    _print(middle, ratios, ratios_one)
    OUT.parent.mkdir(exist_ok=True)
    machine = {"cores": os.cpu_count(), "python": platform.python_version()}
    OUT.write_text(
        json.dumps({"ratios": ratios, "ratios_one": ratios_one, "machine": machine, "runs": runs}, indent=1) + "\n", encoding="utf-8"
    )


def _rounded(found: Figures) -> Mapping[str, float]:
    return {name: round(value, 6) for name, value in {**asdict(found), "memory": found.memory}.items()}


def _median(found: Sequence[Figures]) -> Figures:
    return Figures(**{field.name: median(getattr(one, field.name) for one in found) for field in fields(Figures)})


def _ratios(product: Figures, floor: Figures) -> dict[str, float]:
    """Product to floor: above 1 is faster for rates, and larger for sizes."""
    return {name: round(getattr(product, name) / getattr(floor, name), 3) for name in (*RATES, *SIZES)}


def _print(middle: Mapping[str, Figures], ratios: Mapping[str, float], ratios_one: Mapping[str, float]) -> None:
    rows: Mapping[str, Callable[[Figures], str]] = {
        "opens/s": lambda f: f"{f.opens:.1f}",
        "entries/s": lambda f: f"{f.entries:.1f}",
        "p50, p99 at 30/s": lambda f: f"{f.p50 * 1000:.1f}, {f.p99 * 1000:.1f} ms",
        "misses drained/s": lambda f: f"{f.drain:.1f}",
        "lag of the burst, p99": lambda f: f"{f.lag_p99:.2f} s",
        "memory of an open case": lambda f: f"{f.memory / 1000:.0f} kB",
        "  server, worker, database": lambda f: (
            f"{f.memory_server / 1000:.0f}, {f.memory_worker / 1000:.0f}, {f.memory_database / 1000:.0f} kB"
        ),
        "disk of a case": lambda f: f"{f.disk / 1000:.1f} kB",
        "events of a closed case": lambda f: f"{f.history:.0f}",
        "recovery after kill -9": lambda f: f"{f.recovery:.2f} s",
        "processor cores busy": lambda f: f"{f.cpu:.2f}",
    }
    print(f"\n{'':28}" + "".join(f"{name:>22}" for name in middle))
    for title, told in rows.items():
        print(f"{title:28}" + "".join(f"{told(found):>22}" for found in middle.values()))
    print("\nproduct / floor-each: " + ", ".join(f"{name} {value}" for name, value in ratios.items()))
    print("product / floor-one:  " + ", ".join(f"{name} {value}" for name, value in ratios_one.items()))


if __name__ == "__main__":
    main()
