"""Any paper of a meeting as PDF, by what it says."""

from bot.domain.letters import Letterhead
from bot.domain.meeting_papers import AttendanceSheet, DoorSign, HopesPage, Minutes, Record
from bot.domain.papers import AnyPaper
from bot.domain.talk_papers import TalkLists, TalkSlips
from bot.messages import meeting_papers, talk_papers


def paper_pdf(head: Letterhead, paper: AnyPaper) -> bytes:
    """The paper, set. Takes up to a second. Raises ValueError for one of nobody."""
    match paper:
        case AttendanceSheet():
            return meeting_papers.attendance_list(head, paper)
        case DoorSign():
            return meeting_papers.door(head, paper)
        case HopesPage():
            return meeting_papers.hopes(head, paper)
        case Minutes():
            return meeting_papers.minutes(head, paper)
        case Record():
            return meeting_papers.record(head, paper)
        case TalkLists():
            return talk_papers.talk_lists(head, paper)
        case TalkSlips():
            return talk_papers.talk_slips(head, paper)
