"""How the queues of a bot stand, in sentences: what is well is said in few words, what is not comes with its reason."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.cli.words import language, say
from bot.domain.delivery import Lane
from bot.domain.reasons import REASONS
from bot.domain.text import Phrase, _, n_

if TYPE_CHECKING:
    from bot.services.queue.queues import Line, Queues, Troubles


def sentences(bot: "Queues", troubles: "Troubles", now: datetime, rate: int) -> Iterator[Phrase]:
    """Who sends, what waits and for how long, what went wrong in the last day; `rate` is messages a second."""
    answers, bulk = bot.lanes[Lane.INTERACTIVE], bot.lanes[Lane.BULK]
    ready = answers.due + bulk.due
    yield _sender(bot, now, waiting=ready + answers.again + bulk.again > 0)
    yield from _waiting(answers, bulk, now)
    if ready > rate:
        time = _span(timedelta(seconds=ready / rate))
        yield _("At %(rate)s a second, this takes about %(time)s.", rate=_number(rate), time=time)
    if bot.paused_until is not None:
        until = _moment(bot.paused_until, bot)
        yield _("The chat service asked for a pause: until %(moment)s only answers leave.", moment=until)
    yield from _postponed(bot, answers, bulk, now)
    yield from _arrivals(bot, troubles, now)
    yield from _last_day(troubles)


def _sender(bot: "Queues", now: datetime, *, waiting: bool) -> Phrase:
    if bot.holder is not None:
        return _(
            "Process %(process)s on %(host)s sends; its last sign of life came %(age)s ago.",
            process=bot.holder.process,
            host=bot.holder.host,
            age=_span(now - bot.holder.renewed_at),
        )
    if waiting:
        return _("Nobody is sending, although messages wait. Start the bot: titian run")
    return _("Nobody is sending. Nothing waits to be sent now.")


def _waiting(answers: "Line", bulk: "Line", now: datetime) -> Iterator[Phrase]:
    if answers.due and answers.since:
        yield n_(
            "%(many)s answer waits to leave, the oldest for %(age)s.",
            "%(many)s answers wait to leave, the oldest for %(age)s.",
            answers.due,
            many=_number(answers.due),
            age=_span(now - answers.since),
        )
    else:
        yield _("No answer waits to leave.")
    if bulk.due and bulk.since:
        yield n_(
            "%(many)s message to families or staff waits to leave, the oldest for %(age)s.",
            "%(many)s messages to families or staff wait to leave, the oldest for %(age)s.",
            bulk.due,
            many=_number(bulk.due),
            age=_span(now - bulk.since),
        )
    else:
        yield _("No message to families or staff waits to leave.")


def _postponed(bot: "Queues", answers: "Line", bulk: "Line", now: datetime) -> Iterator[Phrase]:
    later = answers.later + bulk.later
    first = _first(answers.next_due, bulk.next_due)
    if later and first:
        yield n_(
            "%(many)s message waits for its time, %(moment)s.",
            "%(many)s messages wait for their time, the first is due %(moment)s.",
            later,
            many=_number(later),
            moment=_moment(first, bot),
        )
    oldest = _first(answers.again_since, bulk.again_since)
    if (again := answers.again + bulk.again) and oldest:
        yield n_(
            "%(many)s message could not be sent for %(age)s; it is tried again.",
            "%(many)s messages could not be sent yet, the oldest for %(age)s; they are tried again.",
            again,
            many=_number(again),
            age=_span(now - oldest),
        )
    if bot.in_hand:
        yield n_(
            "%(many)s message is under way.",
            "%(many)s messages are under way.",
            bot.in_hand,
            many=_number(bot.in_hand),
        )


def _arrivals(bot: "Queues", troubles: "Troubles", now: datetime) -> Iterator[Phrase]:
    if bot.arrivals and bot.arrivals_since:
        yield n_(
            "%(many)s thing that people sent waits to be handled, the oldest for %(age)s.",
            "%(many)s things that people sent wait to be handled, the oldest for %(age)s.",
            bot.arrivals,
            many=_number(bot.arrivals),
            age=_span(now - bot.arrivals_since),
        )
    else:
        yield _("All that people sent has been handled.")
    if troubles.given_up:
        yield n_(
            "In the last day, %(many)s thing that people sent could not be handled. The log says why.",
            "In the last day, %(many)s things that people sent could not be handled. The log says why.",
            troubles.given_up,
            many=_number(troubles.given_up),
        )


def _last_day(troubles: "Troubles") -> Iterator[Phrase]:
    failed = sum(troubles.failed.values())
    if failed:
        by_reason = sorted(troubles.failed.items(), key=lambda one: -one[1])
        told = [(say(REASONS[reason]) if reason else "–", count) for reason, count in by_reason]
        yield n_(
            "In the last day, %(many)s message did not arrive: %(reasons)s.",
            "In the last day, %(many)s messages did not arrive: %(reasons)s.",
            failed,
            many=_number(failed),
            reasons=", ".join(f"{words} ({_number(count)})" for words, count in told),
        )
    if troubles.possibly_twice:
        yield n_(
            "In the last day, %(many)s message possibly arrived twice.",
            "In the last day, %(many)s messages possibly arrived twice.",
            troubles.possibly_twice,
            many=_number(troubles.possibly_twice),
        )
    if not failed and not troubles.possibly_twice:
        yield _("In the last day, no message failed or may have arrived twice.")


def _span(time: timedelta) -> Phrase:
    """A length of time in its largest fitting unit, rounded."""
    seconds = max(time.total_seconds(), 0.0)
    if seconds < 90:
        return n_("%(count)s second", "%(count)s seconds", round(seconds))
    if seconds < 90 * 60:
        return n_("%(count)s minute", "%(count)s minutes", round(seconds / 60))
    if seconds < 36 * 3600:
        return n_("%(count)s hour", "%(count)s hours", round(seconds / 3600))
    return n_("%(count)s day", "%(count)s days", round(seconds / 86_400))


def _first(*moments: datetime | None) -> datetime | None:
    return min((at for at in moments if at is not None), default=None)


def _number(value: int) -> str:
    from bot.messages.dates import number

    return number(value, language())


def _moment(at: datetime, bot: "Queues") -> str:
    """On the school's clock."""
    from bot.messages.dates import moment, zone

    return f"{moment(at, 'moment', language(), bot.timezone)} {zone(at, language(), bot.timezone)}"
