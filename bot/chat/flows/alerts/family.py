"""A family answers what the bot asked by itself: with a tap, or in its own words."""

from dataclasses import replace

from bot.chat.flows.alerts.draft import MENU, flow
from bot.chat.flows.answers import draft as saying
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.courtesy import Reader
from bot.domain.notices.alerts import answers_to
from bot.domain.screens import button, screen
from bot.domain.text import _
from bot.messages.voice import Voice
from bot.services.alerts import answering
from bot.services.answers.conversations import addressee, teacher_card


@flow.press("one")
async def one(turn: Turn, alert_id: int) -> Shown:
    """An answer about one of several children: the message itself stays."""
    alert, pupil = await answering.asked_of(turn.session, turn.known(), alert_id)
    item = {"id": alert.id, "pupil_id": pupil.id, "kind": alert.kind.value}
    turn.say(screen("alerts/answer", *answers_to(item, several=True), MENU, child=pupil.name))
    return None


@flow.press("say")
async def say(turn: Turn, alert_id: int, key: str) -> Shown:
    """A tapped answer goes to the homeroom teacher."""
    guardian = turn.known()
    alert, pupil = await answering.asked_of(turn.session, guardian, alert_id)
    reply = answering.reply_of(alert, key)
    voice = Voice(Reader(turn.locale, turn.school.timezone), turn.now)
    sentence = voice.phrase(reply.sentence(str(alert.facts.get("subject", ""))))
    words = replace(saying.how(turn), text=sentence)
    said = await answering.answer(turn.session, guardian, alert, reply, words, turn.now)
    teacher = said.teacher if said else await addressee(turn.session, [pupil], None)
    more = (button(_("Write more"), "al.write", pupil.id), *MENU)
    turn.say(
        screen(
            "alerts/answered",
            more,
            child=pupil.name,
            answer=sentence,
            teacher=teacher_card(teacher) if teacher else None,
            unwell=reply.key == "sick",
            look=reply.key == "left",
        )
    )
    return None


@flow.press("write")
async def write(turn: Turn, pupil_id: int) -> Shown:
    """What is typed, spoken or photographed next goes to the child's homeroom teacher."""
    pupil = await answering.child_of(turn.session, turn.known(), pupil_id)
    draft = await saying.load(turn)
    draft.begin()
    draft.pupil = pupil.id
    await saying.keep(turn, draft, "say")
    teacher = await addressee(turn.session, [pupil], None)
    card = teacher_card(teacher) if teacher else None
    turn.say(screen("answers/ask", (button(_("Never mind"), "a.drop"),), title=turn.school.name, teacher=card))
    return None
