"""One family at a time: the words, a button that opens WhatsApp with them, one that marks them sent."""

from collections.abc import Mapping
from datetime import datetime

from bot.chat.flows.assisted.draft import flow, secretly
from bot.chat.flows.assisted.listing import advice
from bot.chat.flows.assisted.texts import Filled, words_for
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.answers import RELATIONS
from bot.domain.assisted import NEW_A_DAY, Doubt, Step, Words
from bot.domain.phones import shown
from bot.domain.screens import Button, Row, Screen, Style, button, screen
from bot.domain.text import Phrase, _
from bot.services import assisted
from bot.services.assisted import Contact, Family, Worklist

DOUBTS: Mapping[Doubt, Phrase] = {
    Doubt.UNCONFIRMED: _("not confirmed as theirs, so only an invitation"),
    Doubt.PUPILS: _("may be the pupil's own, so only an invitation"),
    Doubt.SHARED: _("also stands beside another family, so only an invitation"),
}
STEPS: Mapping[Step, Phrase] = {
    Step.SENT: _("sent from your WhatsApp"),
    Step.INVITED: _("has been invited"),
}
CONFIRMED = _("number confirmed")


@flow.press("go")
async def go_on(turn: Turn, update_id: int, after: int) -> Shown:
    """The next family to write to, after this one."""
    return await following(turn, await _found(turn, update_id), after)


@flow.press("fam")
async def one_family(turn: Turn, update_id: int, child_id: int) -> Shown:
    """One family from the list."""
    found = await _found(turn, update_id)
    return await card(turn, found, found.family(child_id))


async def following(turn: Turn, found: Worklist, after: int, news: Phrase | None = None, undo: Row = ()) -> Screen:
    """The next family's card, or that all is done; `news` is what was just marked, `undo` takes it back."""
    family = found.following(after)
    if family is not None:
        return await card(turn, found, family, news, undo)
    return screen(
        "assisted/done",
        *((undo,) if undo else ()),
        (button(_("‹ List"), "by.list", found.update.id, 0), button(_("Menu"), "home.menu")),
        news=news,
        numberless=len(found.at(Step.NO_NUMBER)),
    )


async def card(turn: Turn, found: Worklist, family: Family, news: Phrase | None = None, undo: Row = ()) -> Screen:
    """A family with its numbers and what can be done."""
    filled = {
        contact.key: await words_for(turn.session, turn.staff(), found, contact, turn.now)
        for contact in family.contacts
        if contact.step is Step.OPEN
    }
    waiting = [filled[contact.key] for contact in family.contacts if contact.key in filled]
    first = waiting[0] if waiting and family.step is Step.OPEN else None
    update_id = found.update.id
    may_confirm = family.class_id in await assisted.classes_kept(turn.session, turn.staff())
    rows = [row for contact in family.contacts for row in _rows(turn.now, found, family, contact, filled, may_confirm)]
    return secretly(
        screen(
            "assisted/family",
            *((undo,) if undo else ()),
            *rows,
            (button(_("Next ›"), "by.go", update_id, family.pupil_id), button(_("‹ List"), "by.list", update_id, 0)),
            news=news,
            child=family.child.name,
            class_name=family.child.class_name,
            contacts=[_contact(found, contact) for contact in family.contacts],
            nobody=_("No WhatsApp number is on record."),
            text=first.text if first else None,
            too_long=first is not None and first.too_long,
            attachment=found.update.file is not None and _tells_all(family),
            warning=await _warning(turn, found),
            left=len(found.at(Step.OPEN)) - (family.step is Step.OPEN),
        )
    )


def _rows(
    now: datetime, found: Worklist, family: Family, contact: Contact, filled: Mapping[str, Filled], may_confirm: bool
) -> list[Row]:
    update_id, filled_at = found.update.id, int(now.timestamp())
    undo = button(_("Not sent after all"), "by.undo", update_id, contact.key)
    rows: list[Row] = []
    if contact.key in filled:
        rows.append(
            (
                Button(_face(family, contact), url=filled[contact.key].link, style=Style.PRIMARY),
                button(_mark_face(family, contact), "by.sent", update_id, contact.key, filled_at, style=Style.SUCCESS),
            )
        )
    elif contact.step is Step.SENT:
        note = button(_("Note the answer"), "by.note", update_id, contact.key, style=Style.PRIMARY)
        rows.append((note, *([] if contact.answered else [undo])))
    else:
        rows.append((undo,))
    if may_confirm and contact.step is not Step.SENT:
        rows += [
            (button(_("The number is %(name)s's", name=one.name), "by.ok", update_id, contact.key, one.tie_id),)
            for one in contact.candidates
        ]
    return rows


def _face(family: Family, contact: Contact) -> Phrase:
    if contact.words is Words.INVITATION:
        who = contact.person.name if contact.person and len(family.contacts) > 1 else None
        return _("Invite %(name)s", name=who) if who else _("Open WhatsApp: invitation")
    if len(family.contacts) == 1 or contact.person is None:
        return _("Open WhatsApp")
    return _("WhatsApp: %(name)s", name=contact.person.name)


def _mark_face(family: Family, contact: Contact) -> Phrase:
    if len(family.contacts) == 1 or contact.person is None:
        return _("✓ Sent")
    return _("✓ Sent: %(name)s", name=contact.person.name)


def _contact(found: Worklist, contact: Contact) -> dict[str, str | Phrase | None]:
    return {
        "name": contact.person.name if contact.person else None,
        "relation": RELATIONS[contact.relation.value] if contact.relation else None,
        "number": shown(contact.number, found.school.country),
        "standing": standing(contact),
    }


def standing(contact: Contact) -> Phrase:
    """How it stands with a number: what was done, else what is known of it."""
    settled = STEPS.get(contact.step)
    return settled or (DOUBTS[contact.doubt] if contact.doubt else CONFIRMED)


def _tells_all(family: Family) -> bool:
    return any(contact.words is Words.UPDATE and contact.step is Step.OPEN for contact in family.contacts)


async def _warning(turn: Turn, found: Worklist) -> Phrase | None:
    today = await assisted.new_today(turn.session, turn.staff(), found.school, turn.now)
    return advice(today) if today >= NEW_A_DAY else None


async def _found(turn: Turn, update_id: int) -> Worklist:
    return await assisted.worklist(turn.session, turn.staff(), update_id, turn.now)
