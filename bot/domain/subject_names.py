"""Subjects as sheets spell them: what two spellings share, with the abbreviations that legers use."""

import re
from collections.abc import Mapping, Sequence

_ALIKE: Mapping[str, Sequence[str]] = {
    "matematika": ("mtk", "mat", "math", "matematikaumum", "matematikawajib", "mathematics"),
    "bahasaindonesia": ("bindonesia", "bindo", "bind", "indonesia", "bhsindonesia", "bahindonesia", "bin"),
    "bahasainggris": ("binggris", "bing", "inggris", "bhsinggris", "bahinggris", "english", "big"),
    "bahasaarab": ("barab", "bhsarab", "arab"),
    "pendidikanagamaislam": ("pai", "paibp", "paidanbp", "agamaislam", "pendidikanagamaislamdanbudipekerti"),
    "pendidikanpancasila": (
        "ppkn",
        "pkn",
        "pp",
        "pancasila",
        "pendpancasila",
        "pendidikanpancasiladankewarganegaraan",
        "pendidikankewarganegaraan",
    ),
    "pjok": (
        "penjas",
        "penjaskes",
        "penjasorkes",
        "olahraga",
        "pendidikanjasmani",
        "pendidikanjasmanidankesehatan",
        "pendidikanjasmaniolahragadankesehatan",
    ),
    "ilmupengetahuanalam": ("ipa", "ilmupengetahuanalamipa"),
    "ilmupengetahuansosial": ("ips", "ilmupengetahuansosialips"),
    "ilmupengetahuanalamdansosial": ("ipas",),
    "senibudaya": ("senbud", "sbk", "sb"),
    "fisika": ("fis", "physics"),
    "kimia": ("kim", "chemistry"),
    "biologi": ("bio", "biology"),
    "geografi": ("geo", "geografi"),
    "ekonomi": ("eko", "ekon"),
    "sosiologi": ("sos", "sosio"),
    "sejarah": ("sej", "sejarahindonesia", "history"),
    "informatika": ("inf", "informatics"),
    "prakaryadankewirausahaan": ("pkwu", "pkw", "prakarya"),
    "bimbingankonseling": ("bk", "bimbingandankonseling"),
}
_KEY = {spelling: key for key, spellings in _ALIKE.items() for spelling in spellings}


def subject_key(name: str) -> str:
    """What spellings of one subject share: "MTK", "Matematika (Umum)" and "matematika"."""
    bare = re.sub(r"[\W_]+", "", name.casefold())
    return _KEY.get(bare, bare)
