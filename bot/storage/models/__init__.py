"""The entities, one file per noun."""

from bot.domain.roster import Relation
from bot.storage.base import Base
from bot.storage.models.absence_notes import AbsenceNote, NoteState
from bot.storage.models.accesses import Access
from bot.storage.models.accounts import Account, AccountState, Draft
from bot.storage.models.attendance import Absence, AbsenceTotal, Register
from bot.storage.models.calls import Call, CallOutcome, CallState
from bot.storage.models.classes import SchoolClass, Teaching
from bot.storage.models.concerns import Concern, ConcernMember
from bot.storage.models.escalations import Escalation, EscalationState
from bot.storage.models.inbox import Arrival, InboxState
from bot.storage.models.leases import Lease
from bot.storage.models.links import AccessRequest, CodeGuess, Consent, Invitation, RequestState
from bot.storage.models.log import LogEntry, LogKind
from bot.storage.models.marks import Assessment, Mark
from bot.storage.models.meetings import (
    Attendance,
    Introduction,
    Meeting,
    MeetingClass,
    MeetingHost,
    MeetingReminder,
)
from bot.storage.models.outbox import Outgoing
from bot.storage.models.people import Person, Role, RoleKind
from bot.storage.models.privacy import PrivacyKind, PrivacyRequest, PrivacyState
from bot.storage.models.progress import Alert, PupilNote, Round, RoundPupil, RoundState, TurnState
from bot.storage.models.providers import BilledMessage, ProviderTemplate, ReceivedKey
from bot.storage.models.pupils import LINKED, Guardianship, GuardianState, Origin, Pupil
from bot.storage.models.reflections import Reflection
from bot.storage.models.safety import Complaint, ComplaintState, Held, HeldState
from bot.storage.models.schools import Bot, CalendarDay, DayKind, School
from bot.storage.models.talks import Busy, Slot, Talk, TalkNeed, TalkSlot, Wish
from bot.storage.models.threads import Leave, StaffHours, StockAnswer, Thread
from bot.storage.models.updates import (
    ClassUpdate,
    OwnTemplate,
    Recipient,
    RecipientPupil,
    UpdatePupil,
    UpdateState,
    UpdateTarget,
    UpdateVersion,
)

__all__ = [
    "LINKED",
    "Absence",
    "AbsenceNote",
    "AbsenceTotal",
    "Access",
    "AccessRequest",
    "Account",
    "AccountState",
    "Alert",
    "Arrival",
    "Assessment",
    "Attendance",
    "Base",
    "BilledMessage",
    "Bot",
    "Busy",
    "CalendarDay",
    "Call",
    "CallOutcome",
    "CallState",
    "ClassUpdate",
    "CodeGuess",
    "Complaint",
    "ComplaintState",
    "Concern",
    "ConcernMember",
    "Consent",
    "DayKind",
    "Draft",
    "Escalation",
    "EscalationState",
    "GuardianState",
    "Guardianship",
    "Held",
    "HeldState",
    "InboxState",
    "Introduction",
    "Invitation",
    "Lease",
    "Leave",
    "LogEntry",
    "LogKind",
    "Mark",
    "Meeting",
    "MeetingClass",
    "MeetingHost",
    "MeetingReminder",
    "NoteState",
    "Origin",
    "Outgoing",
    "OwnTemplate",
    "Person",
    "PrivacyKind",
    "PrivacyRequest",
    "PrivacyState",
    "ProviderTemplate",
    "Pupil",
    "PupilNote",
    "ReceivedKey",
    "Recipient",
    "RecipientPupil",
    "Reflection",
    "Register",
    "Relation",
    "RequestState",
    "Role",
    "RoleKind",
    "Round",
    "RoundPupil",
    "RoundState",
    "School",
    "SchoolClass",
    "Slot",
    "StaffHours",
    "StockAnswer",
    "Talk",
    "TalkNeed",
    "TalkSlot",
    "Teaching",
    "Thread",
    "TurnState",
    "UpdatePupil",
    "UpdateState",
    "UpdateTarget",
    "UpdateVersion",
    "Wish",
]
