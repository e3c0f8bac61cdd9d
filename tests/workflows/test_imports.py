"""What workflows may load: neither database nor network nor web."""

import subprocess
import sys

FORBIDDEN = {"sqlmodel", "sqlalchemy", "psycopg", "httpx2", "fastapi", "uvicorn"}


def test_workflows_load_neither_database_nor_network_nor_web() -> None:
    script = "import sys, workflows.register; print(*sorted({name.split('.')[0] for name in sys.modules}))"
    loaded = set(subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split())
    assert "workflows" in loaded
    assert loaded & FORBIDDEN == set()
