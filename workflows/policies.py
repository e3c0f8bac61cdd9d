"""Timeouts and retries: one named constant for each counterpart."""

from datetime import timedelta

from temporalio.common import RetryPolicy

# The docket is a database next door: a call takes milliseconds, and while the database is away it is tried until it is back.
DOCKET_TIMEOUT = timedelta(seconds=10)
DOCKET_RETRY = RetryPolicy(initial_interval=timedelta(milliseconds=200), backoff_coefficient=2.0, maximum_interval=timedelta(seconds=10))
# Longer waits between tries become timers of the server instead of a busy workflow task.
DOCKET_LOCAL_WAIT = timedelta(seconds=5)

# A supervisor is told until it succeeds; the key (clock, level) keeps it from reaching people twice.
ESCALATION_TIMEOUT = timedelta(seconds=30)
ESCALATION_RETRY = RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(minutes=5))

# A procedure whose last fact is recorded ends within moments; a case that is over waits for it no longer than this.
LAST_WORDS = timedelta(minutes=1)

# A procedure's receipt reaches its case.
REPORT_TIMEOUT = timedelta(seconds=40)
REPORT_RETRY = RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(minutes=1))

# Outside systems: outages of hours are expected; what they refuse is not tried again.
SUBSYSTEM_TIMEOUT = timedelta(seconds=30)
SUBSYSTEM_RETRY = RetryPolicy(
    initial_interval=timedelta(seconds=1),
    backoff_coefficient=2.0,
    maximum_interval=timedelta(minutes=10),
    non_retryable_error_types=["SubsystemRejected"],
)
# Three days outlast a weekend of maintenance, and are no longer than the shortest limit in working days that hangs on a subsystem (art 23):
# then a person must know that he has to act by himself.
SUBSYSTEM_PATIENCE = timedelta(days=3)
# How often an outside system is asked for a result: soon at first, then ever more seldom.
POLL_FIRST = timedelta(seconds=2)
POLL_FACTOR = 1.6
POLL_LAST = timedelta(hours=1)
POLLS_PER_RUN = 400
# What may take years is asked after once a day.
POLL_DAILY = timedelta(days=1)
# An auction's notice runs for weeks.
POLL_AUCTION = timedelta(hours=6)

# A holiday notice reaches a hundred cases in one activity, which tells of every case.
PUBLISH_TIMEOUT = timedelta(minutes=15)
PUBLISH_SILENCE = timedelta(minutes=1)
PUBLISH_RETRY = RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(minutes=1))

# A page of a court's accounts is a hundred statements, each told of as it is read.
RECONCILE_TIMEOUT = timedelta(minutes=15)
RECONCILE_SILENCE = timedelta(minutes=1)

# Integrity risk control hears of what happened within moments; while it is away everything waits in the outbox, however long.
FEED_PAUSE = timedelta(seconds=15)
FEED_TIMEOUT = timedelta(minutes=15)
FEED_SILENCE = timedelta(minutes=1)
FEED_RETRY = RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(minutes=10))

# A night's anchor is signed once the database answers. Its folder and the authority may be away for hours; the next night makes up for them.
ANCHOR_TIMEOUT = timedelta(minutes=30)
ANCHOR_PATIENCE = timedelta(hours=8)
STAMP_PATIENCE = timedelta(hours=4)
ANCHOR_RETRY = RetryPolicy(
    initial_interval=timedelta(seconds=1), maximum_interval=timedelta(minutes=10), non_retryable_error_types=["SubsystemRejected"]
)
