"""What a member of staff notes of the school's own doing, outside any chat: sent by hand, handed out on paper."""

UNDONE = "undone"
"""The `choice` of a log entry that takes an earlier mark back; `replaces_id` names that one."""
HIDDEN = "hidden"
"""The `choice` of a log entry about a note that its family no longer reads; `replaces_id` names what it read."""
