"""Words that judge a child instead of telling what was seen, and signs that make a message loud.

Of the words to a family about a concern: what judges is named to the teacher, who says it otherwise; what is loud is
said quietly for her.
"""

import re

_JUDGING = re.compile(
    r"""\b(?:
    (?: malas|pemalas|nakal|bandel|bodoh|goblok|tolol|dungu|bebal|badung|berandal|brengsek|pembangkang|pembohong|pencuri
      | penipu|biang|onar|kurangajar|lelet|memalukan|keterlaluan|cengeng|manja|membolos|bolos|alpa|menyontek|mencontek
    )(?:nya)?
    | kurang\ ajar | tidak\ sopan | (?:tidak\ bisa|susah|sulit)\ diatur | tidak\ tahu\ diri | tidak\ becus
    | anak\ bermasalah | salah\ asuh | kurang\ didikan | kurang\ perhatian\ orang\ tua(?:nya)? | kesalahan\ orang\ tua
    | lazy|naughty|stupid|dumb|idiot|liar|thief|bully|cheater|spoiled|spoilt|disobedient|rude|truant|useless|brat
    | troublemaker | bad\ child | problem\ child | out\ of\ control | bad\ parenting | your\ fault
    | (?:di)?banding(?:kan)?\ (?:dengan\ )?
      (?:teman(?:-teman)?(?:nya)? | (?:murid|anak|siswa)(?:-\w+)?\ (?:yang\ )?lain)
    | (?:paling\ rendah|terendah|terburuk)\ di\ kelas(?:nya)? | peringkat\ terakhir
    | than\ (?:the\ )?(?:other|others|classmates)(?:\ (?:pupils|students|children))?
    | (?:worst|lowest)\ in\ (?:the|his|her)\ class
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
"""Judgements of a child or its family, and comparisons with other children: a child is compared with its own days."""
_LOUD = re.compile(r"\s*!+(?=(\s|$)?)")
_SHOUTED = re.compile(r"\b[^\W\d_]{5,}\b")
"""Shorter words in capitals are abbreviations: BK, OSIS, PPKn."""


def judging(text: str) -> tuple[str, ...]:
    """The words of a text that judge or compare, as they stand there, in order, each once; none is well."""
    plain = " ".join(text.split())
    return tuple(dict.fromkeys(match[0] for match in _JUDGING.finditer(plain)))


def calm(text: str) -> str:
    """The same words without exclamation marks, and no word of them all in capitals."""
    quiet = _LOUD.sub(lambda match: "." if match[1] is not None else "", text)
    return _SHOUTED.sub(lambda match: match[0].capitalize() if match[0].isupper() else match[0], quiet)
