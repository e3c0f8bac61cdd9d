"""Writes docs/process.bpmn and docs/process.svg: the process of a case as the product knows it; --check tells whether they are fresh."""

import sys
from pathlib import Path

from enforcement.process.bpmn import whole_document
from enforcement.process.lanes import COLLABORATION
from enforcement.process.pictures import picture_of
from tools.freshness import write_or_check

BPMN, PICTURE = Path("docs/process.bpmn"), Path("docs/process.svg")

if __name__ == "__main__":
    sys.exit(write_or_check("process", {BPMN: whole_document().decode(), PICTURE: picture_of(COLLABORATION).decode()}))
