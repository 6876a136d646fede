"""What is the school's, its staff's or the program's own: nothing in it is asked about by a family."""

from bot.services.privacy.tables import Kept, Whose
from bot.storage.models import (
    Assessment,
    BilledMessage,
    Bot,
    CalendarDay,
    ClassUpdate,
    Lease,
    Leave,
    Meeting,
    MeetingClass,
    MeetingHost,
    MeetingReminder,
    OwnTemplate,
    ProviderTemplate,
    ReceivedKey,
    Reflection,
    Register,
    Round,
    School,
    SchoolClass,
    Slot,
    StaffHours,
    StockAnswer,
    UpdateTarget,
    UpdateVersion,
)

_SCHOOL = Whose.SCHOOL
_STAFF = Whose.STAFF
_MACHINE = Whose.MACHINE
_RULES = (
    "quiet_start quiet_end quiet_weekdays country weekly_cap escalation reminders pass_line alerts promise retention"
)

SCHOOL = (
    Kept(
        School,
        _SCHOOL,
        facts=f"timezone locale {_RULES} clock_rules roster_version created_at",
        words="name letterhead",
        elsewhere="school",
    ),
    Kept(
        Bot,
        _SCHOOL,
        facts="channel paused_until price ceiling",
        words="address username",
        elsewhere="school",
    ),
    Kept(CalendarDay, _SCHOOL, facts="day kind", words="name", elsewhere="school"),
    Kept(SchoolClass, _SCHOOL, facts="year grade archived_at", words="name greeting_line", elsewhere="school"),
    Kept(
        Assessment,
        _SCHOOL,
        facts="term kind on best position created_at published_at",
        words="subject title",
        elsewhere="school",
    ),
    Kept(Register, _SCHOOL, facts="source taken_at", elsewhere="school"),
    Kept(
        ClassUpdate,
        _SCHOOL,
        facts="template words_locale state weight send_at current_until personal escalation corrected_at version "
        "fanned_to fanned progress_message progress_shown created_at closed_at",
        words="values other_words file urgent_reason",
        elsewhere="school",
    ),
    Kept(UpdateTarget, _SCHOOL, elsewhere="school"),
    Kept(UpdateVersion, _SCHOOL, facts="number at", words="values", elsewhere="school"),
    Kept(
        Meeting,
        _SCHOOL,
        facts="kind day starts ends starts_at ends_at place_key joint booking book_until state sequence door "
        "created_at held_at closed_at",
        words="place link agenda minutes agreements minutes_file",
        elsewhere="school",
    ),
    Kept(MeetingClass, _SCHOOL, elsewhere="school"),
    Kept(MeetingHost, _STAFF, elsewhere="work"),
    Kept(MeetingReminder, _SCHOOL, facts="talk_id kind due_at state sequence", elsewhere="school"),
    Kept(Slot, _STAFF, facts="starts_at ends_at closed", elsewhere="work"),
    Kept(Round, _STAFF, facts="week state created_at closed_at", elsewhere="work"),
    Kept(
        OwnTemplate,
        _STAFF,
        facts="template words_locale shared_at used deleted_at created_at",
        words="name values",
        elsewhere="work",
    ),
    Kept(StaffHours, _STAFF, facts="weekdays start end", elsewhere="work"),
    Kept(Leave, _STAFF, facts="first through made_at ended_at", elsewhere="work"),
    Kept(StockAnswer, _STAFF, facts="shared uses made_at dropped_at", words="text", elsewhere="work"),
    Kept(Reflection, _STAFF, facts="facts told_at", elsewhere="work"),
    Kept(Lease, _MACHINE, facts="owner until", elsewhere="machine"),
    Kept(
        ProviderTemplate,
        _MACHINE,
        facts="key locale name digest provider_id state reason checked_at",
        elsewhere="machine",
    ),
    Kept(
        BilledMessage,
        _MACHINE,
        facts="outgoing_id message category price at confirmed",
        elsewhere="machine",
    ),
    Kept(ReceivedKey, _MACHINE, facts="at", elsewhere="machine"),
)
