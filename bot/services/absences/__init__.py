"""Absence notes: a family says that its child does not come, and the homeroom teacher confirms it or asks back."""
