"""What became of attempts, for whoever watches the house."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from bot import metrics
from bot.delivery.outcomes import Again, Dropped, Failed, Outcome, Sent, Unsure
from bot.domain.delivery import Op


def count(outcomes: Sequence[Outcome], now: datetime) -> None:
    """Count outcomes that are on record; what only waits for a better hour is no attempt."""
    counted = Counter((one.row.bot_id, one.row.lane, word) for one in outcomes if (word := _word(one)) is not None)
    for (bot_id, lane, word), many in counted.items():
        metrics.messages(bot_id, lane, word, many)
    for one in outcomes:
        if isinstance(one, Sent) and one.row.op is Op.SEND:
            metrics.waited(one.row.bot_id, one.row.lane, (now - one.row.due_at).total_seconds())


def _word(outcome: Outcome) -> metrics.Outcome | None:
    match outcome:
        case Sent(row=row):
            return "possibly_twice" if row.resent and row.op is Op.SEND else "sent"
        case Again(pause=True):
            return "flooded"
        case Again(tried=True):
            return "retried"
        case Unsure():
            return "unknown"
        case Failed():
            return "failed"
        case Dropped():
            return "dropped"
    return None
