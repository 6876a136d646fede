"""Meetings with families, from the invitation to the last family accounted for."""
