"""What a worker measures of its calls to the subsystems, for Prometheus."""

from prometheus_client import CollectorRegistry, Counter, Enum, Histogram

from enforcement.ports.health import CircuitState

_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 15.0)


class CallMetrics:
    """The metrics of all lines, in one registry."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.calls = Counter("zhixing_subsystem_calls", "Calls by subsystem and outcome", ["subsystem", "outcome"], registry=registry)
        self.seconds = Histogram(
            "zhixing_subsystem_call_seconds", "How long calls took that went out", ["subsystem"], buckets=_SECONDS, registry=registry
        )
        self.circuit = Enum(
            "zhixing_subsystem_circuit", "The circuit", ["subsystem"], states=[state.value for state in CircuitState], registry=registry
        )
        self.waits = Counter(
            "zhixing_subsystem_rate_wait_seconds", "Seconds that calls waited for their turn", ["subsystem"], registry=registry
        )
