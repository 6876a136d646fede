"""Subjects as sheets name them: recognised by their words, abbreviations written out, for parents read them."""

from bot.sheets.cells import key

_SHORT = {
    "mtk": "Matematika",
    "mat": "Matematika",
    "mat wajib": "Matematika",
    "matematika wajib": "Matematika",
    "b indo": "Bahasa Indonesia",
    "bindo": "Bahasa Indonesia",
    "b indonesia": "Bahasa Indonesia",
    "bhs indonesia": "Bahasa Indonesia",
    "b ind": "Bahasa Indonesia",
    "b ing": "Bahasa Inggris",
    "big": "Bahasa Inggris",
    "b inggris": "Bahasa Inggris",
    "bhs inggris": "Bahasa Inggris",
    "b arab": "Bahasa Arab",
    "bhs arab": "Bahasa Arab",
    "pai": "Pendidikan Agama Islam",
    "paibp": "Pendidikan Agama Islam dan Budi Pekerti",
    "pabp": "Pendidikan Agama dan Budi Pekerti",
    "agama": "Pendidikan Agama",
    "pkn": "Pendidikan Kewarganegaraan",
    "ppkn": "Pendidikan Pancasila dan Kewarganegaraan",
    "pp": "Pendidikan Pancasila",
    "fis": "Fisika",
    "kim": "Kimia",
    "bio": "Biologi",
    "sej": "Sejarah",
    "geo": "Geografi",
    "eko": "Ekonomi",
    "sos": "Sosiologi",
    "sbk": "Seni Budaya",
    "pjok": "Pendidikan Jasmani, Olahraga, dan Kesehatan",
    "penjas": "Pendidikan Jasmani",
    "penjaskes": "Pendidikan Jasmani dan Kesehatan",
    "penjasorkes": "Pendidikan Jasmani, Olahraga, dan Kesehatan",
    "inf": "Informatika",
    "tik": "Teknologi Informasi dan Komunikasi",
    "pkwu": "Prakarya dan Kewirausahaan",
    "mulok": "Muatan Lokal",
    "ipa": "Ilmu Pengetahuan Alam",
    "ipas": "Ilmu Pengetahuan Alam dan Sosial",
    "ips": "Ilmu Pengetahuan Sosial",
    "math": "Mathematics",
    "maths": "Mathematics",
}
_WORDS_SAID = """
matematika; fisika; kimia; biologi; sejarah; geografi; ekonomi; sosiologi; antropologi; informatika;
prakarya; pancasila; kewarganegaraan; kewirausahaan; bahasa; sastra; agama; jasmani; olahraga; penjas; pjok;
akuntansi; tahfiz; tahfidz; fikih; fiqih; akidah; aqidah; quran; hadis; hadits; budaya; seni; mathematics;
physics; chemistry; biology; history; geography; economics; sociology; english
"""
_WORDS = frozenset(word.strip() for word in _WORDS_SAID.split(";"))
_SMALL = {"dan", "di", "ke", "untuk", "and", "of", "the"}
_CAPITAL = {"ipa", "ips", "tik", "sma", "smp", "sd", "bk", "p5", "ii", "iii"}


def subject_of(said: str) -> str:
    """The subject that a header, a sheet's name or a title is, written out; "" where it is none that is known."""
    bare = key(said)
    if bare in _SHORT:
        return _SHORT[bare]
    return subject_name(said) if _WORDS & set(bare.split()) else ""


def subject_name(said: str) -> str:
    """A subject as it is written: "BAHASA INDONESIA" → "Bahasa Indonesia"; mixed case is left alone."""
    line = " ".join(said.split())
    if short := _SHORT.get(key(line)):
        return short
    if line not in (line.upper(), line.lower()):
        return line
    words = [_spelled(word, position) for position, word in enumerate(line.split())]
    return " ".join(words)


def _spelled(word: str, position: int) -> str:
    plain = word.strip("().,").casefold()
    if position and plain in _SMALL:
        return word.lower()
    if plain in _CAPITAL or (len(plain) <= 3 and word.isupper() and not position):
        return word.upper()
    return "(" + word[1:].capitalize() if word.startswith("(") else word.capitalize()
