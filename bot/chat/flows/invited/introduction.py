"""The teacher introduces herself: who she is, her vision and mission, what she hopes for, her picture or her voice."""

from bot.chat.flows.invited.draft import MENU, flow, place_of
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.codec import load_file
from bot.domain.errors import NotAllowed
from bot.domain.screens import Row, Screen, button
from bot.domain.text import _
from bot.services.answers.conversations import teacher_card
from bot.services.meetings import planning
from bot.services.meetings.facts import introductions_of
from bot.storage.models import Introduction, Person

LEADER = 0


@flow.press("intro")
async def introduction(turn: Turn, recipient_id: int, host_id: int = LEADER) -> Shown:
    """Who leads the meeting introduces herself; the other hosts who did are a tap away."""
    place = await place_of(turn, recipient_id)
    hosts = {host.id: host for host in await planning.hosts_of(turn.session, place.meeting.id)}
    leader = await turn.session.get_one(Person, place.meeting.host_id)
    host = hosts.get(host_id) if host_id != LEADER else leader
    if host is None:
        raise NotAllowed
    said = await introductions_of(turn.session, [leader.id, *hosts])
    others = [hosts[one] for one in hosts if one in said and one != host.id]
    rows: list[Row] = [(button(one.name, "mi.intro", recipient_id, one.id),) for one in others]
    rows.append((button(_("Write an answer"), "a.say", recipient_id), *MENU))
    turn.say(_shown(host, said.get(host.id), tuple(rows)))
    return None


def _shown(host: Person, said: Introduction | None, rows: tuple[Row, ...]) -> Screen:
    words = {name: getattr(said, name, "") or None for name in ("who", "vision", "mission", "hopes")}
    file = load_file(said.file) if said is not None and said.file else None
    values = {**words, "teacher": teacher_card(host), "silent": said is None, "attached": file is not None}
    return Screen("invited/introduction", values, rows, file)
