"""What a family's own words say of a day on which its child does not come: whether they sound like it, and the reason.

Words that only may mean it are asked about, never taken for it.
"""

import re

from bot.domain.attendance import DayState

_NOT = r"(?:tidak|tdk|tak|nggak|enggak|ngga|gak|ga|gk|belum)"
_AWAY = re.compile(
    rf"\b{_NOT} (?:bisa |dapat |akan |dulu )?(?:masuk(?! (?:akal|grup|group|tim|nilai|daftar|ke (?!sekolah|kelas)))"
    r"|sekolah|ke sekolah|bersekolah|berangkat(?: ke)? sekolah)\b"
    r"|\b(?:will be|is|be) absent\b"
    r"|\b(?:not|won't|cannot|can't) (?:be )?(?:come|coming|attend|attending|go|going|at|in)(?: to)? (?:school|class)\b"
)
_ILL = re.compile(
    r"\b(?:sakit(?! hati)|demam|meriang|flu|pilek|batuk|diare|mencret|muntah-?(?:muntah)?|mual|pusing|cacar|campak"
    r"|gondongan|tifus|tipes|demam berdarah|dbd|maag|asma|opname|rawat inap|dirawat|masuk (?:rumah sakit|rs|igd)"
    r"|(?:tidak|kurang|nggak|gak|ga) enak badan|(?:tidak|kurang|nggak|gak|ga) sehat|masuk angin"
    r"|sick|ill|fever|unwell|flu|a cold)\b"
)
_OUT = re.compile(
    r"\b(?:(?:acara|urusan|keperluan|kepentingan) (?:keluarga|penting)|ada (?:acara|keperluan|urusan)"
    r"|hajatan|pernikahan|nikahan|khitanan|sunatan|pemakaman|melayat|takziah|meninggal|berduka|duka"
    r"|(?:ke )?luar kota|mudik|pulang kampung|umrah|umroh|family (?:event|matter|reasons)|wedding|funeral)\b"
)
_POLITE = re.compile(
    r"\b(?:izin|ijin)(?: untuk)? (?:ber)?"
    r"(?:tanya|konfirmasi|info\w*|lapor|menyampaikan|menanyakan|memberitahukan?|share)\b"
)
"""*Izin bertanya*: a courtesy, and no leave."""
_LEAVE = re.compile(r"\b(?:izin|ijin|excused)\b")
_LEAVE_MEANT = re.compile(rf"\b(?:izin|ijin)\b(?: untuk)? (?:{_NOT}|libur|karena|krn|sakit|hari ini|besok|lusa)\b")
_NEAR = (
    r"(?:hari ini|pagi ini|besok|lusa|(?:hari )?(?:senin|selasa|rabu|kamis|jum'?at|sabtu)"
    r"|today|this morning|tomorrow|monday|tuesday|wednesday|thursday|friday|saturday)"
)
_DAY = re.compile(rf"\b{_NEAR}\b")
_DAY_OF_LEAVE = re.compile(rf"\b{_NEAR},? (?:\w+ )?(?:izin|ijin)\b")
_WELL = re.compile(
    r"\b(?:sudah|sdh|udah|telah) (?:\w+ )?(?:sehat|sembuh|membaik|baikan|pulih|masuk(?! (?:rumah sakit|rs|igd)))"
    r"|\bmasuk (?:lagi|kembali|seperti biasa)\b|\b(?:is|feels) (?:well|better)\b"
)
_NOT_ILL = re.compile(rf"\b(?:bukan|{_NOT}) (?:sedang |lagi )?(?:sakit|demam|izin|ijin)\b")
_OWN_CHILD = re.compile(r"\b(?:anak|putra|putri|ananda) (?:saya|kami|aku)\b")
_SOMEBODY_ILL = re.compile(
    r"\b(?:saya|kami|aku|kakek|nenek|eyang|mbah|ayah|bapak|ibu|mama|papa|paman|bibi|adik|kakak)(?:nya)? "
    r"(?:(?:sedang|lagi|juga|masih|hari ini|besok) )*(?:sakit|demam|dirawat|opname)\b"
    r"|\b(?:menjenguk|menengok|menemani) (?:\w+ ){0,3}?sakit\b|\bsakit hati\b"
)
"""Somebody else is ill: that says nothing of the child."""
_GATHERING = re.compile(r"\b(?:rapat|pertemuan|undangan|hadir|datang)\b")
_ASKS = re.compile(
    r"\b(?:apakah|apa|kapan|bagaimana|gimana|kenapa|mengapa|bolehkah|bisakah|siapa|berapa|does|do|when|what|why)\b"
)
_CLAUSES = re.compile(r"[^.,;!?\n]+[.,;!?\n]?")


def sounds_like_absence(text: str) -> bool:
    """Whether these words sound as if they said that a child does not come to school on a day that is near."""
    told = _told(text)
    if _WELL.search(told):
        return False
    said = _NOT_ILL.sub(" ", told)
    ill, near = _ILL.search(said) is not None, _DAY.search(said) is not None
    if _AWAY.search(said):
        return near or ill or reason_in(text) is not None
    leave = _LEAVE_MEANT.search(said) or _DAY_OF_LEAVE.search(said)
    return near and not _GATHERING.search(said) and (ill or leave is not None)


def reason_in(text: str) -> DayState | None:
    """The reason that these words name: SICK or EXCUSED; None where they name none, or both."""
    said = _NOT_ILL.sub(" ", _told(text))
    ill, out = _ILL.search(said) is not None, _OUT.search(said) is not None
    if ill and out:
        return None
    if ill:
        return DayState.SICK
    return DayState.EXCUSED if out or _LEAVE.search(said) else None


def _told(text: str) -> str:
    """What is told, not asked, in small letters; without what is only courtesy, or about somebody else."""
    plain = " ".join(text.lower().replace("’", "'").split(" "))
    clauses = [clause for clause in _CLAUSES.findall(plain) if not clause.endswith("?") and not _ASKS.search(clause)]
    said = " ".join(" ".join(clauses).split())
    return _SOMEBODY_ILL.sub(" ", _POLITE.sub(" ", _OWN_CHILD.sub("anak", said)))
