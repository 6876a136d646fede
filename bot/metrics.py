"""What is counted while the house runs, as Prometheus reads it: ids and counts, never a name, a number or a text.

Counting is adding to a number in memory: it never fails, never waits, and is forgotten when the process ends.
"""

import asyncio
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Literal

from prometheus_client import (
    GC_COLLECTOR,
    PROCESS_COLLECTOR,
    CollectorRegistry,
    Counter,
    Histogram,
    Metric,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

Outcome = Literal["sent", "retried", "flooded", "unknown", "possibly_twice", "settled", "failed", "dropped"]
BilledOutcome = Literal["expected", "confirmed", "freed", "refused"]
ArrivalOutcome = Literal["received", "handled", "retried", "given_up"]

Gauge = Metric
Gauges = Sequence[Gauge]

LANES = ("answers", "bulk")
"""What the lanes are called here, by the number that `domain.delivery.Lane` gives them."""
LOOK = 0.25
"""Seconds between looks at how late the event loop is."""
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

disable_created_metrics()  # type: ignore[no-untyped-call]  # a second series of each that nobody asks for
REGISTRY = CollectorRegistry()
REGISTRY.register(PROCESS_COLLECTOR)
REGISTRY.register(GC_COLLECTOR)

_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 60)
_WAITED = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600, 14_400)
_LATE = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5)

_MESSAGES = Counter(
    "titian_messages", "Messages by what became of an attempt.", ("bot", "lane", "outcome"), registry=REGISTRY
)
_SEND = Histogram(
    "titian_send_seconds", "Round trip of a request that sends.", ("bot",), buckets=_SECONDS, registry=REGISTRY
)
_WAIT = Histogram("titian_waited_seconds", "From due to sent.", ("bot", "lane"), buckets=_WAITED, registry=REGISTRY)
_ARRIVALS = Counter("titian_arrivals", "What people sent, by what became of it.", ("bot", "outcome"), registry=REGISTRY)
_REFUSED = Counter(
    "titian_refused_requests", "Requests to the webhook that were not taken.", ("reason",), registry=REGISTRY
)
_BILLED = Counter(
    "titian_billed_messages",
    "Messages a provider bills: expected, confirmed or freed by it, refused by the school's ceiling.",
    ("bot", "outcome"),
    registry=REGISTRY,
)
_RECEIPTS = Counter(
    "titian_receipts", "What a channel told of messages, by what it said.", ("bot", "state", "known"), registry=REGISTRY
)
_LAG = Histogram("titian_loop_lag_seconds", "How late the event loop woke a sleeper.", buckets=_LATE, registry=REGISTRY)


@cache  # of a label's series the library looks up anew each time, under a lock
def _message(bot_id: int, lane: int, outcome: Outcome) -> Counter:
    return _MESSAGES.labels(str(bot_id), LANES[lane], outcome)


@cache
def _send(bot_id: int) -> Histogram:
    return _SEND.labels(str(bot_id))


@cache
def _wait(bot_id: int, lane: int) -> Histogram:
    return _WAIT.labels(str(bot_id), LANES[lane])


def messages(bot_id: int, lane: int, outcome: Outcome, count: int = 1) -> None:
    """An attempt to send ended so; `lane` is a `domain.delivery.Lane`."""
    _message(bot_id, lane, outcome).inc(count)


def send_took(bot_id: int, seconds: float) -> None:
    """A request that sends took so long, whatever the answer."""
    _send(bot_id).observe(seconds)


def waited(bot_id: int, lane: int, seconds: float) -> None:
    """A message was sent so long after it was due; a clock that was set back counts as no wait."""
    _wait(bot_id, lane).observe(max(seconds, 0.0))


def arrivals(bot_id: int, outcome: ArrivalOutcome, count: int = 1) -> None:
    """So many things that people sent came to this."""
    _ARRIVALS.labels(str(bot_id), outcome).inc(count)


def billed(bot_id: int, outcome: BilledOutcome, count: int = 1) -> None:
    """So many messages that a provider bills, or may, came to this."""
    _BILLED.labels(str(bot_id), outcome).inc(count)


def receipt(bot_id: int, state: str, *, known: bool) -> None:
    """A channel told how far a message came; `known`: one of ours."""
    _RECEIPTS.labels(str(bot_id), state, "yes" if known else "no").inc()


def refused_request(reason: str) -> None:
    """A request to the webhook was not taken; `reason` is one of a few fixed words, never what somebody sent."""
    _REFUSED.labels(reason).inc()


async def watch_loop(every: float = LOOK) -> None:
    """Measure how late the event loop wakes this task, until cancelled."""
    while True:
        due = time.monotonic() + every
        await asyncio.sleep(every)
        _LAG.observe(max(time.monotonic() - due, 0.0))


def gauge(name: str, meaning: str, labels: Iterable[str], values: Mapping[tuple[str, ...], float]) -> Gauge:
    """Something looked up for one reading of the page: `values` by the values of the `labels`."""
    family = GaugeMetricFamily(name, meaning, labels=list(labels))
    for having, value in values.items():
        family.add_metric(having, value)
    return family


def page(gauges: Gauges = ()) -> bytes:
    """All of it in Prometheus' text form; `gauges` are what was looked up for this reading."""
    return generate_latest(_With(gauges))


def count_of(name: str, **labels: str) -> float:
    """What one series stands at, 0 where it has not begun; for tests and for looking into a running house."""
    return REGISTRY.get_sample_value(name, labels) or 0.0


def forget() -> None:
    """Count messages anew; for tests."""
    _MESSAGES.clear()
    _message.cache_clear()


class _With(Collector):
    """The registry, and some gauges after it."""

    def __init__(self, gauges: Gauges) -> None:
        self._gauges = gauges

    def collect(self) -> Iterator[Metric]:
        yield from REGISTRY.collect()
        yield from self._gauges
