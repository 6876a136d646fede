"""The papers of a meeting as PDF, in the form that schools know: attendance list, minutes, record, door and hopes."""

from bot.domain.letters import Letterhead
from bot.domain.meeting_papers import AttendanceSheet, Attendee, DoorSign, Hope, HopesPage, Minutes, Proceedings, Record
from bot.messages.paper_data import child_data, day_of, frame, lines_of, names_of, paragraphs_of, voice_of
from bot.messages.spelled import spelled, spelled_day
from bot.messages.typesetting import clean, clean_name, pdf, signer_data, way_data
from bot.messages.voice import Voice


def attendance_list(head: Letterhead, paper: AttendanceSheet) -> bytes:
    """The list that is passed around. Raises ValueError where no family is invited."""
    if not paper.families:
        raise ValueError("an attendance list needs families")
    data = {
        **frame(head, paper.occasion),
        "families": [_attendee(family) for family in paper.families],
        "several": len({family.child.class_name for family in paper.families}) > 1,
        "came": sum(family.came is True for family in paper.families),
        "chair": signer_data(paper.chair),
    }
    return pdf("attendance.typ", data)


def minutes(head: Letterhead, paper: Minutes) -> bytes:
    """The minutes (*notulen*); what was not noted yet is a place to write."""
    turnout = paper.of.turnout
    data = {
        **_proceedings(head, paper.of),
        "invited": turnout.invited,
        "came": turnout.came,
        "course": paragraphs_of(paper.course),
        "kept-file": paper.kept_file,
    }
    return pdf("minutes.typ", data)


def record(head: Letterhead, paper: Record) -> bytes:
    """The formal record (*berita acara*)."""
    turnout, locale = paper.of.turnout, voice_of(paper.of.occasion).locale
    data = {
        **_proceedings(head, paper.of),
        "number": clean(paper.number),
        "spelled": spelled_day(day_of(paper.of.occasion), locale),
        "invited": _counted(turnout.invited, locale),
        "came": None if turnout.came is None else _counted(turnout.came, locale),
    }
    return pdf("record.typ", data)


def door(head: Letterhead, paper: DoorSign) -> bytes:
    """The poster with the codes. Raises ValueError where the school has no chat to scan into."""
    if not paper.ways:
        raise ValueError("a door sign needs a way into the bot")
    return pdf("door.typ", {**frame(head, paper.occasion), "ways": [way_data(way) for way in paper.ways]})


def hopes(head: Letterhead, paper: HopesPage) -> bytes:
    """What the families hope, and of whom nothing is known yet."""
    classes = {child.class_name for child in (*paper.silent, *(hope.child for hope in paper.hopes))}
    data = {
        **frame(head, paper.occasion),
        "several": len(classes) > 1,
        "hopes": [_hope(hope, voice_of(paper.occasion)) for hope in paper.hopes],
        "silent": [child_data(child) for child in paper.silent],
    }
    return pdf("hopes.typ", data)


def _attendee(family: Attendee) -> dict[str, object]:
    return {
        "pupil": clean_name(family.child.name),
        "class": clean(family.child.class_name),
        "guardians": [clean_name(name) for name in family.guardians],
        "came": family.came,
        "who": clean_name(family.who),
    }


def _proceedings(head: Letterhead, of: Proceedings) -> dict[str, object]:
    return {
        **frame(head, of.occasion),
        "chair": signer_data(of.chair),
        "note-taker": signer_data(of.note_taker),
        "principal": signer_data(of.principal),
        "hosts": names_of(of.hosts, voice_of(of.occasion).locale),
        "agreements": [line for line in (clean(one) for one in of.agreements) if line],
    }


def _counted(count: int, locale: str) -> dict[str, str]:
    return {"figure": str(count), "words": spelled(count, locale)}


def _hope(hope: Hope, voice: Voice) -> dict[str, object]:
    return {
        "child": child_data(hope.child),
        "who": clean_name(hope.who),
        "hope": lines_of(voice.phrase(hope.hope)),
        "know": lines_of(voice.phrase(hope.know)),
    }
