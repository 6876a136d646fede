"""Subjects as sheets and schools spell them: abbreviations written out, and what spellings of one subject share."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class _Spelled:
    """A subject written out, with the abbreviations that a header can be recognised by (`short`), and other spellings
    that mean the same where it is known to be a subject (`alike`): *SB* may be a mark, too."""

    name: str
    short: str = ""
    alike: str = ""


_SUBJECTS: Sequence[tuple[_Spelled, ...]] = (
    (
        _Spelled("Matematika", "mtk mat matwajib matematikawajib", "matematikaumum"),
        _Spelled("Mathematics", "math maths"),
    ),
    (_Spelled("Bahasa Indonesia", "bindo bindonesia bhsindonesia bind", "indonesia bahindonesia bin"),),
    (_Spelled("Bahasa Inggris", "bing big binggris bhsinggris", "inggris bahinggris english"),),
    (_Spelled("Bahasa Arab", "barab bhsarab", "arab"),),
    (
        _Spelled("Pendidikan Agama Islam", "pai", "agamaislam paidanbp"),
        _Spelled("Pendidikan Agama Islam dan Budi Pekerti", "paibp"),
    ),
    (_Spelled("Pendidikan Agama dan Budi Pekerti", "pabp"),),
    (_Spelled("Pendidikan Agama", "agama"),),
    (
        _Spelled("Pendidikan Pancasila", "pp", "pancasila pendpancasila"),
        _Spelled("Pendidikan Kewarganegaraan", "pkn"),
        _Spelled("Pendidikan Pancasila dan Kewarganegaraan", "ppkn"),
    ),
    (
        _Spelled("Pendidikan Jasmani, Olahraga, dan Kesehatan", "pjok penjasorkes", "olahraga"),
        _Spelled("Pendidikan Jasmani", "penjas"),
        _Spelled("Pendidikan Jasmani dan Kesehatan", "penjaskes"),
    ),
    (_Spelled("Ilmu Pengetahuan Alam", "ipa", "ilmupengetahuanalamipa"),),
    (_Spelled("Ilmu Pengetahuan Sosial", "ips", "ilmupengetahuansosialips"),),
    (_Spelled("Ilmu Pengetahuan Alam dan Sosial", "ipas"),),
    (_Spelled("Seni Budaya", "sbk", "senbud sb"),),
    (_Spelled("Fisika", "fis", "physics"),),
    (_Spelled("Kimia", "kim", "chemistry"),),
    (_Spelled("Biologi", "bio", "biology"),),
    (_Spelled("Geografi", "geo"),),
    (_Spelled("Ekonomi", "eko", "ekon"),),
    (_Spelled("Sosiologi", "sos", "sosio"),),
    (_Spelled("Sejarah", "sej", "sejarahindonesia history"),),
    (_Spelled("Informatika", "inf", "informatics"),),
    (_Spelled("Teknologi Informasi dan Komunikasi", "tik"),),
    (_Spelled("Prakarya dan Kewirausahaan", "pkwu", "pkw prakarya"),),
    (_Spelled("Muatan Lokal", "mulok"),),
    (_Spelled("Bimbingan Konseling", "", "bk bimbingandankonseling"),),
)
"""One line for each subject; what stands in one line is the same subject, whatever it was called when."""


def subject_key(name: str) -> str:
    """What spellings of one subject share: "MTK", "Matematika (Umum)" and "matematika"."""
    bare = _bare(name)
    return _KEYS.get(bare, bare)


def written_out(name: str) -> str:
    """The subject that an abbreviation stands for: "B. Indo" → "Bahasa Indonesia"; "" for anything else."""
    return _SHORT.get(_bare(name), "")


def _bare(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.casefold())


def _keys() -> Iterator[tuple[str, str]]:
    for line in _SUBJECTS:
        shared = _bare(line[0].name)
        for one in line:
            yield from ((spelling, shared) for spelling in (_bare(one.name), *one.short.split(), *one.alike.split()))


_KEYS: Mapping[str, str] = dict(_keys())
_SHORT: Mapping[str, str] = {short: one.name for line in _SUBJECTS for one in line for short in one.short.split()}
