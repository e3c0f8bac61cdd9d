"""One colour for each status, in the BPMN, in the picture and in its legend: border and ground, with enough contrast to read (WCAG AA)."""

from enforcement.process.progress import Status

INK, PAPER = "#1a1a1a", "#ffffff"
COLOURS = {
    Status.MISSED: ("#a50e0e", "#fbd9d7"),
    Status.RAISED: ("#a50e0e", "#fbd9d7"),
    Status.FAILED: ("#a50e0e", "#fbd9d7"),
    Status.OPEN: ("#174ea6", "#dbe7fb"),
    Status.RUNNING: ("#174ea6", "#dbe7fb"),
    Status.HERE: ("#174ea6", "#dbe7fb"),
    Status.PAUSED: ("#7a4a00", "#fdebc8"),
    Status.MET_LATE: ("#7a4a00", "#fdebc8"),
    Status.LAPSED: ("#4a4a4a", "#e6e6e6"),
    Status.CANCELLED: ("#4a4a4a", "#e6e6e6"),
    Status.DONE: ("#0d652d", "#d9f0df"),
}
