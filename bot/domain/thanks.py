"""Words that thank and ask nothing: they owe no answer, so that courtesy does not become work for a teacher."""

import re

LONGEST = 12
"""Words; whoever writes more has something to say."""


def _words(said: str) -> frozenset[str]:
    return frozenset(said.split())


_CORE = _words(
    "kasih makasih makasi trims trimakasih terimakasih tks thx thanks thank nuwun suksma nuhun jazakallah siap baik "
    "oke ok noted"
)
"""One of these is among them."""
_AROUND = _words(
    "terima banyak atas info infonya informasi informasinya jawaban jawabannya kabar kabarnya bantuan bantuannya "
    "penjelasan penjelasannya waktunya balasannya bu ibu pak bapak guru ustadz ustadzah miss sir ya iya yaa sudah "
    "jelas kembali sekali lagi sangat membantu alhamdulillah puji tuhan semoga sehat selalu sekeluarga matur hatur you "
    "very much so mr mrs ms for your the answer help reply khair khairan dan kami saya mengerti paham"
)
_WORD = re.compile(r"[^\W\d_]+")


def only_thanks(text: str) -> bool:
    """Whether somebody only thanks, or says that it is well: each word is one of courtesy, and nothing is asked."""
    words = _WORD.findall(text.lower())
    if not 0 < len(words) <= LONGEST or "?" in text or any(letter.isdigit() for letter in text):
        return False
    return not _CORE.isdisjoint(words) and _CORE.union(_AROUND).issuperset(words)
