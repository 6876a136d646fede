"""Concerns about single pupils: who is in one, what was said, what comes next. Nobody else sees any of it."""
