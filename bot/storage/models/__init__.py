"""The entities, one file per noun."""

from bot.domain.roster import Relation
from bot.storage.base import Base
from bot.storage.models.accounts import Account, AccountState, Draft
from bot.storage.models.attendance import Absence, AbsenceTotal, Register
from bot.storage.models.classes import SchoolClass, Teaching
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
from bot.storage.models.progress import Alert, PupilNote, Round, RoundPupil, RoundState, TurnState
from bot.storage.models.providers import BilledMessage, ProviderTemplate, ReceivedKey
from bot.storage.models.pupils import LINKED, Guardianship, GuardianState, Origin, Pupil
from bot.storage.models.schools import Bot, CalendarDay, DayKind, School
from bot.storage.models.talks import Busy, Slot, Talk, TalkNeed, TalkSlot, Wish
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
    "AbsenceTotal",
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
    "ClassUpdate",
    "CodeGuess",
    "Consent",
    "DayKind",
    "Draft",
    "Escalation",
    "EscalationState",
    "GuardianState",
    "Guardianship",
    "InboxState",
    "Introduction",
    "Invitation",
    "Lease",
    "LogEntry",
    "LogKind",
    "Mark",
    "Meeting",
    "MeetingClass",
    "MeetingHost",
    "MeetingReminder",
    "Origin",
    "Outgoing",
    "OwnTemplate",
    "Person",
    "ProviderTemplate",
    "Pupil",
    "PupilNote",
    "ReceivedKey",
    "Recipient",
    "RecipientPupil",
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
    "Talk",
    "TalkNeed",
    "TalkSlot",
    "Teaching",
    "TurnState",
    "UpdatePupil",
    "UpdateState",
    "UpdateTarget",
    "UpdateVersion",
    "Wish",
]
