"""The summary goes to all families: seen first as each kind of family will, sent with one tap, undone in seconds."""

from dataclasses import replace
from datetime import datetime

from bot.chat.flows.meetings import minutes as minutes_card
from bot.chat.flows.meetings.held import flow, title_of, to_meeting
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.answers import answer_rows
from bot.domain.codec import load_file
from bot.domain.errors import StaleScreen
from bot.domain.meetings import SUMMARY
from bot.domain.screens import Button, Fact, Press, Row, Screen, Style, button, screen
from bot.domain.shelf import SHELF
from bot.domain.text import _
from bot.services import updates
from bot.services.calendar import quiet_rule
from bot.services.meetings import facts, planning, summaries
from bot.services.updates.audience import Audience, audience_of
from bot.services.updates.screens import Prose, greeting_line, sender_of
from bot.storage.models import Meeting, Person

WITH, WITHOUT = 1, 0
"""Whether the recording or photograph goes along."""


@flow.press("sum")
async def preview(turn: Turn, meeting_id: int, along: int = WITHOUT) -> Shown:
    """What a family that came will read, what one that could not, and what happens on sending."""
    meeting = await summaries.ready(turn.session, turn.staff(), meeting_id, turn.now)
    classes = await planning.classes_of(turn.session, meeting.id)
    audience = await audience_of(turn.session, [found.id for found in classes], turn.now)
    shown = [await _as_family(turn, meeting, audience, came, along) for came in (True, False)]
    rule = await quiet_rule(turn.session, turn.school, turn.now)
    return [*shown, _card(meeting, audience, along, rule.reason(turn.now) is not None, rule.next_good(turn.now))]


@flow.press("send")
async def send(turn: Turn, meeting_id: int, along: int, stamp: int) -> Shown:
    """Let it leave at the first good moment; ten seconds are left to undo."""
    meeting = await summaries.ready(turn.session, turn.staff(), meeting_id, turn.now)
    if stamp != summaries.stamp_of(meeting) or along not in (WITH, WITHOUT):
        raise StaleScreen
    rule = await quiet_rule(turn.session, turn.school, turn.now)
    send_at = rule.next_good(turn.now + updates.UNDO)
    row = await summaries.send(turn.session, turn.staff(), meeting.id, send_at, turn.now, with_file=along == WITH)
    if row.author_id == turn.staff().id:
        row.progress_account_id, row.progress_message = turn.account.id, turn.edits
    return screen(
        "meetings/summary_sent",
        (button(_("Undo"), "md.unsend", meeting.id, style=Style.DANGER),),
        to_meeting(meeting),
        title=title_of(meeting),
        day=meeting.day,
        send_at=send_at,
        soon=send_at <= turn.now + updates.UNDO,
    )


@flow.press("unsend")
async def undo(turn: Turn, meeting_id: int) -> Shown:
    """Nothing leaves; the minutes can be changed again."""
    meeting = await summaries.undo(turn.session, turn.staff(), meeting_id, turn.now)
    return await minutes_card.card(turn, meeting, _("The summary has not been sent."))


def _card(meeting: Meeting, audience: Audience, along: int, quiet: bool, next_good: datetime) -> Screen:
    stamp = summaries.stamp_of(meeting)
    face = _("Send on %(when)s", when=next_good) if quiet else _("Send to all families")
    rows: list[Row] = [(button(face, "md.send", meeting.id, along, stamp, style=Style.SUCCESS),)]
    if meeting.minutes_file:
        other = (
            button(_("Without the recording or photograph"), "md.sum", meeting.id, WITHOUT)
            if along == WITH
            else button(_("With the recording or photograph"), "md.sum", meeting.id, WITH)
        )
        rows.append((other,))
    rows.append((button(_("‹ Minutes"), "md.minutes", meeting.id),))
    return screen(
        "meetings/summary_card",
        *rows,
        title=title_of(meeting),
        day=meeting.day,
        children=audience.children,
        reached=audience.reached,
        quiet=quiet,
        next_good=next_good,
        languages=len(audience.locales),
    )


async def _as_family(turn: Turn, meeting: Meeting, audience: Audience, came: bool, along: int) -> Screen:
    """The summary as a family of the class reads it; its buttons do nothing."""
    classes = await planning.classes_of(turn.session, meeting.id)
    host = await turn.session.get_one(Person, meeting.host_id)
    kept = load_file(meeting.minutes_file) if along == WITH and meeting.minutes_file else None
    prose = Prose(
        template=SHELF.get(SUMMARY),
        values=summaries.values_of(meeting),
        words_locale=await summaries.words_locale(turn.session, meeting),
        other_words={},
        classes=tuple(found.name for found in classes),
        greeting_line=greeting_line(classes),
        sender=await sender_of(turn.session, host, turn.school, classes),
        file=kept,
    )
    rows = tuple(
        tuple(Button(given.label, Press("u.sample")) for given in row)
        for row in answer_rows(0, prose.template.answers, prose.template.leads)
    )
    locale = audience.locales[0]
    told: dict[str, Fact] = {
        "came": came,
        "talks": [],
        "introduction": await facts.introduction_of(turn.session, meeting),
        "wishes": False,
    }
    seen = prose.screen(locale, [audience.example] if audience.example else [], rows, facts=told)
    return replace(seen, locale=locale)
