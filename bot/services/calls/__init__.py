"""Families to be phoned or visited: one list of all that no message brings about, until a guardian is reached."""
