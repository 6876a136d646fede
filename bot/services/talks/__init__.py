"""Talks of one family with a teacher: times offered, booked, moved, given back, waited for."""
