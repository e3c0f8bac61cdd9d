"""Generated documents: written, or with --check compared with what would be written."""

import sys
from collections.abc import Mapping
from pathlib import Path


def write_or_check(what: str, pages: Mapping[Path, str], folder: Path | None = None) -> int:
    """Write pages, or check them; the exit code. What else lies in `folder` is removed, or is stale."""
    left = set(folder.rglob("*.md")) - pages.keys() if folder is not None and folder.is_dir() else set[Path]()
    if "--check" in sys.argv:
        stale = [path for path, text in pages.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
        fresh = not stale and not left
        print(f"{what}: fresh" if fresh else f"{what}: stale; run `python {sys.argv[0]}`")
        return 0 if fresh else 1
    for path in left:
        path.unlink()
    for path, text in pages.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return 0
