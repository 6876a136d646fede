"""The times of individual talks on paper: for the teacher's desk, for the door, and as slips for families."""

from collections.abc import Iterable
from itertools import groupby

from bot.domain.letters import Letterhead
from bot.domain.talk_papers import Appointment, Slip, SlipTime, TalkList, TalkLists, TalkSlips
from bot.messages.paper_data import frame, lines_of, names_of, voice_of
from bot.messages.typesetting import clean, clean_name, pdf
from bot.messages.voice import Voice


def talk_lists(head: Letterhead, paper: TalkLists) -> bytes:
    """A page for each teacher; raises ValueError for none. On the door no family is named, and no closed time shown."""
    if not paper.lists:
        raise ValueError("a list of talks needs a teacher")
    voice = voice_of(paper.occasion)
    data = {
        **frame(head, paper.occasion),
        "for-door": paper.for_door,
        "lists": [_list(one, voice, for_door=paper.for_door) for one in paper.lists],
    }
    return pdf("talks.typ", data)


def talk_slips(head: Letterhead, paper: TalkSlips) -> bytes:
    """The slips, in their order. Raises ValueError for none."""
    if not paper.slips:
        raise ValueError("a slip needs somebody to go to")
    voice = voice_of(paper.occasion)
    data = {
        **frame(head, paper.occasion),
        "sender": clean_name(paper.sender.name or ""),
        "slips": [_slip(slip, voice) for slip in paper.slips],
    }
    return pdf("slips.typ", data)


def _list(one: TalkList, voice: Voice, *, for_door: bool) -> dict[str, object]:
    times = sorted(one.times, key=lambda time: time.starts_at)
    shown = [time for time in times if not (for_door and time.closed)]
    open_ = [time for time in times if not time.closed]
    return {
        "hosts": names_of(one.hosts, voice.locale),
        "taken": sum(time.child is not None for time in open_),
        "all": len(open_),
        "days": [
            [day, [_time(time, voice, for_door=for_door) for time in of]]
            for day, of in groupby(shown, key=lambda time: voice.date(time.starts_at))
        ],
    }


def _time(time: Appointment, voice: Voice, *, for_door: bool) -> dict[str, object]:
    clock = f"{voice.clock(time.starts_at)}–{voice.clock(time.ends_at)}"
    if for_door:  # nothing of a family goes into the file that hangs on the door, not even unseen
        return {"clock": clock, "taken": time.child is not None}
    return {
        "clock": clock,
        "closed": time.closed,
        "pupil": clean_name(time.child.name) if time.child else None,
        "class": clean(time.child.class_name) if time.child else "",
        "guardians": [clean_name(name) for name in time.guardians],
        "outcome": lines_of(time.outcome),
        "follow-up": voice.date(time.follow_up) if time.follow_up else "",
    }


def _slip(slip: Slip, voice: Voice) -> dict[str, object]:
    return {
        "pupil": clean_name(slip.child.name),
        "class": clean(slip.child.class_name),
        "to": clean_name(slip.to),
        "times": list(_slip_times(slip.times, voice)),
    }


def _slip_times(times: Iterable[SlipTime], voice: Voice) -> Iterable[dict[str, str]]:
    for time in sorted(times, key=lambda one: one.starts_at):
        yield {
            "day": voice.date(time.starts_at),
            "time": f"{voice.clock(time.starts_at)}–{voice.time(time.ends_at)}",
            "hosts": names_of(time.hosts, voice.locale),
        }
