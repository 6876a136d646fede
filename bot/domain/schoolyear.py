"""The Indonesian school year: July to June."""

from datetime import datetime
from zoneinfo import ZoneInfo

FIRST_MONTH = 7


def school_year(now: datetime, timezone: str) -> str:
    """The school year at `now`, as `2026/2027`."""
    local = now.astimezone(ZoneInfo(timezone))
    first = local.year if local.month >= FIRST_MONTH else local.year - 1
    return f"{first}/{first + 1}"
