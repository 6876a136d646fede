"""The words around days and hours in a teacher's message: how long a talk lasts, breaks, and words that say nothing."""

import re
from datetime import date

LENGTH = (
    r"(?:(?:@|\b(?:tiap|setiap|per|every|each|durasi|selama|masing-masing))\s*)?"
    r"(?:\b\d{1,3}\s*-?\s*(?:menitan|menit|mnt|minutes?|mins?|')(?!\w)"
    r"|\b(?:setengah|seperempat|half\s+an?|half|quarter\s+of\s+an?)\s+(?:jam|hour)\b"
    r"|(?<=tiap )(?:1|satu)?\s*jam\b|(?<=per )(?:1|satu)?\s*jam\b|(?<=every )(?:an\s+|1\s+|one\s+)?hour\b)"
    r"(?:\s*(?:per|tiap|setiap|for\s+each|each|every|a)\s+"
    r"(?:keluarga|anak|murid|orang\s*tua|orang|wali|family|child|pupil|parent|slot|talk)\b)?"
)
"""*10 menit*, *tiap 15 menit*, *setengah jam per keluarga*."""
PAUSE = rf"\b(?:jeda|selang|pause|gap|selingan)\s+(?:of\s+)?(?:{LENGTH})(?:\s*(?:antar\s*\w+|between(?:\s+\w+)?))?"
"""*jeda 5 menit*: between one talk and the next."""
BREAK = r"\b(?<!tanpa )(?<!tidak ada )(?<!no )(?:istirahat|jeda|rehat|break|pause|kecuali|except|tidak\s+termasuk)\b"
FILLERS = re.compile(
    r"\b(?:(?:tanpa|tidak\s+ada|no)\s+(?:istirahat|jeda|breaks?)|hari(?!\s+ini\b)|tanggal|tgl\.?|pada|pukul|pkl\.?|jam|on|and|dan|serta|juga|lalu|kemudian|then|"
    r"saya|bisa|ada|waktu|tersedia|available|free|untuk|for|i|can|am|di|the|at|from|dari|mulai)\b"
)
"""*hari Senin*, *saya bisa*: nothing is lost without them. What joins days is a comma afterwards."""
_WORDED = {"setengah": 30, "half": 30, "seperempat": 15, "quarter": 15}


class Misread(Exception):
    """A message that was not understood: why, the words it was about, and perhaps the day."""

    def __init__(self, reason: str, part: str = "", day: date | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.part = part
        self.day = day


def minutes_in(length: str) -> int:
    """The minutes of what `LENGTH` matched."""
    if number := re.search(r"\d+(?=\s*-?\s*(?:m|'))", length):
        return int(number[0])
    return next((minutes for word, minutes in _WORDED.items() if word in length), 60)
