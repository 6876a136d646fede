"""Which next steps fit what was observed, by the kinds of steps a template has (`steps.py`)."""

from bot.domain.observations import ObservationKind as Kind

PRAISED = {
    Kind.IMPROVED: ("how", "keep"),
    Kind.STRONG: ("proud", "listen"),
    Kind.STEADY: ("keep", "listen"),
    Kind.REACHED: ("listen", "proud"),
    Kind.PRESENT: ("keep", "proud"),
}
FURTHER = {
    Kind.STRONG: ("harder", "share", "read"),
    Kind.STEADY: ("explain", "read"),
    Kind.REACHED: ("explain", "share", "read"),
}
STUDIED = {
    Kind.DROPPED: ("daily", "test"),
    Kind.BELOW: ("test", "explain"),
    Kind.OPEN: ("explain", "notes"),
    Kind.MISSING: ("finish", "teacher"),
    Kind.LATE: ("early",),
    Kind.IMPROVED: ("keep",),
    Kind.STRONG: ("keep",),
    Kind.STEADY: ("keep",),
}
PREPARED = {Kind.BELOW: ("test", "daily"), Kind.DROPPED: ("test", "daily"), Kind.MISSING: ("notes", "daily")}
HANDED_IN = {Kind.MISSING: ("finish", "parts", "teacher")}
DAYS = {
    Kind.EXCUSED: ("notes", "teacher"),
    Kind.AWAY: ("ahead", "notes"),
    Kind.LATE: ("early", "bag", "sleep"),
}
TALKED = dict.fromkeys((Kind.DROPPED, Kind.BELOW, Kind.OPEN, Kind.MISSING), ("suits", "call"))
RESTED = {
    **dict.fromkeys((Kind.DROPPED, Kind.BELOW, Kind.OPEN, Kind.MISSING), ("goal", "read")),
    Kind.LATE: ("rest", "goal"),
}
