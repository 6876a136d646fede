"""When the school answers: members of staff's hours, leave and cover, what was promised, and who answers instead."""
