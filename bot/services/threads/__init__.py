"""Threads: what families ask the school, who answers, and by when."""
