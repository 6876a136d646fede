"""People's names: from CAPITALS to how they are written, and a key to compare them by."""

import re
import unicodedata

_DEGREES = """
S.Pd. M.Pd. S.Pd.I. M.Pd.I. S.Pd.SD. S.Ag. M.Ag. S.Si. M.Si. S.Kom. M.Kom. S.T. M.T. S.E. M.E. M.M. S.H. M.H.
S.Sos. M.Sos. S.Sos.I. S.S. M.Hum. S.Hum. S.Psi. M.Psi. S.I.Kom. S.IP. S.P. M.P. S.Or. M.Or. S.Sn. M.Sn. S.Tr. S.Gz.
S.Kep. S.Farm. S.Pt. S.Th. S.Th.I. S.Sy. S.E.I. S.H.I. A.Md. A.Md.Kom. A.Ma. A.Ma.Pd. M.A. M.Sc. M.Ed. B.A. B.Sc.
M.Phil. Ph.D. Lc. Gr. Kons. Dr. Drs. Dra. Ir. Hj. H. Prof. K.H. Ust. Psikolog Apt. Ns.
"""
_DEGREE = {degree.replace(".", "").casefold(): degree for degree in _DEGREES.split()}
_LEADING = {"dr", "drs", "dra", "ir", "h", "hj", "prof", "kh", "ust"}
_ADDRESS = {"bapak", "bpk", "ibu", "pak", "bu", "bp", "alm", "almh"}
_PARTICLES = {"bin": "bin", "binti": "binti", "bt": "bt", "van": "van", "der": "der", "den": "den"}
_ROMAN = {"ii", "iii", "iv", "vi", "vii", "viii", "ix"}
_APOSTROPHE = re.compile(r"['’`]")
_BETWEEN = re.compile(r"[\W_]+")
_PIECE = re.compile(r"[^\s\-/(]+")


def spelled(name: str) -> str:
    """A name as its bearer writes it. Names in mixed case are left alone: someone has taken care of them.

    "NURMALA DEWI, S.PD., M.PD." → "Nurmala Dewi, S.Pd., M.Pd."; "AHMAD BIN ALI" → "Ahmad bin Ali".
    """
    person, comma, titles = name.partition(",")
    if _one_case(person):
        person = " ".join(_word(word, position) for position, word in enumerate(person.split()))
    return person + comma + (_titles(titles) if _one_case(titles) else titles)


def _one_case(said: str) -> bool:
    return said in (said.upper(), said.lower())


def _word(word: str, position: int) -> str:
    plain = word.replace(".", "").casefold()
    if plain in _LEADING and (position == 0 or word.endswith(".")) and (len(plain) > 1 or "." in word):
        return _DEGREE[plain]
    if position and plain in _PARTICLES:
        return _PARTICLES[plain]
    if position and (plain in _ROMAN or (word.count(".") > 1 and plain in _DEGREE)):
        return _DEGREE.get(plain, word.upper())
    return _PIECE.sub(lambda piece: _capital(piece.group()), word)


def _capital(piece: str) -> str:
    """Nur'aini, but O'Neil and A.R.: a capital follows a dot, and an apostrophe after a single letter."""
    if piece.isalpha():
        return piece.capitalize()
    parts = re.split(r"([.'’`])", piece.lower())
    for index, part in enumerate(parts):
        after_dot = index > 1 and parts[index - 1] == "."
        after_initial = index == 2 and parts[1] != "." and len(parts[0]) == 1 and len(part) > 1
        if index == 0 or after_dot or after_initial:
            parts[index] = part[:1].upper() + part[1:]
    return "".join(parts)


def _titles(titles: str) -> str:
    """Degrees after the comma, each by the list; an unknown one keeps its letters and gets its capitals."""
    return re.sub(r"[^\s,]+", lambda found: _title(found.group()), titles)


def _title(title: str) -> str:
    known = _DEGREE.get(title.replace(".", "").casefold())
    if known is None:
        return _capital(title)
    return known if title.endswith(".") else known.rstrip(".")


def name_key(name: str) -> str:
    """What two spellings of one name share: no degrees, no forms of address, no accents, no punctuation, no case."""
    bare = name.split(",", 1)[0].casefold()
    if not bare.isascii():
        bare = "".join(c for c in unicodedata.normalize("NFKD", bare) if not unicodedata.combining(c))
    split = _BETWEEN.sub(" ", _APOSTROPHE.sub("", bare)).split()
    while len(split) > 1 and split[0] in (_LEADING | _ADDRESS):
        split.pop(0)
    return " ".join(split) or " ".join(bare.split())
