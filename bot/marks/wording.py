"""What the words of a header or a title say: which kind of assessment, a total of absences, or nothing to read.

The names of assessments are those of Kurikulum Merdeka (Panduan Pembelajaran dan Asesmen, 2022), of Kurikulum 2013
before it (PH, PTS, PAS), and of everyday use.
"""

import re

from bot.domain.attendance import DayState
from bot.domain.marks import MarkKind
from bot.sheets.cells import key

_PARTS = re.compile(r"[^\W\d_]+|\d+")

# In this order: the first phrase that stands in a header counts, and longer names hold shorter ones.
_KINDS: tuple[tuple[MarkKind, str], ...] = (
    (MarkKind.SCOPE, "lingkup materi"),
    (MarkKind.FINAL, "nilai akhir, nilai rapor, nilai raport, rapor, raport, na, nr, final mark, final grade, report"),
    (MarkKind.MIDTERM, "sts, pts, uts, asts, psts, tengah semester, mid semester, midterm, mid term, mid"),
    (
        MarkKind.ENDTERM,
        "sas, pas, uas, sat, pat, asas, asat, psas, psat, ukk, akhir semester, akhir tahun, ulangan akhir,"
        " sumatif akhir, end of term, final exam",
    ),
    (
        MarkKind.TASK,
        "tugas, tgs, pr, pekerjaan rumah, proyek, projek, portofolio, portfolio, homework, task, assignment, project",
    ),
    (
        MarkKind.SCOPE,
        "uh, ph, tp, lm, slm, nh, ulangan harian, penilaian harian, nilai harian, ulangan, sumatif,"
        " tujuan pembelajaran, bab, scope test, unit test, chapter",
    ),
    (MarkKind.FORMATIVE, "formatif, kuis, quiz, latihan, praktik, praktek, praktikum, formative, exercise, test, tes"),
)
_PHRASES = tuple((kind, tuple(p.split())) for kind, phrases in _KINDS for p in phrases.split(","))

_TOTALS = {
    **dict.fromkeys(("s", "sakit", "sick"), DayState.SICK),
    **dict.fromkeys(("i", "izin", "ijin", "excused"), DayState.EXCUSED),
    **dict.fromkeys(
        ("a", "alpa", "alpha", "alfa", "tk", "tanpa keterangan", "tanpa ket", "absen tanpa keterangan", "unexcused"),
        DayState.UNEXPLAINED,
    ),
}

_NOT_MARKS_SAID = """
jumlah; jml; total; rata; rerata; mean; average; avg; peringkat; ranking; rank; rangking; predikat; pred;
grade; keterangan; ket; catatan; ttd; tanda; paraf; tertinggi; terendah; kkm; kktp; bobot; agama; alamat;
ttl; lahir; umur; usia; tinggi; berat; nik; kk; absen; urut; no; nomor; email; spp; saldo; status; naik;
hadir; kehadiran; sikap; ekstrakurikuler; ekskul; fase; remark; remarks; note; notes; comment; comments;
signature; age; weight; height; address
"""
_NOT_MARKS = frozenset(word.strip() for word in _NOT_MARKS_SAID.split(";"))
_FOOTER = re.compile(
    r"(?:jumlah|total|rata|rerata|nilai (?:tertinggi|terendah|maks\w*)|tertinggi|terendah|mengetahui|catatan|keterangan"
    r"|kepala (?:sekolah|madrasah)|wali kelas|guru (?:mata|mapel)|nip|kkm|kktp|median|modus|standar deviasi|simpangan"
    r"|persentase|prosentase|daya serap|ketuntasan|(?:tidak |belum )?tuntas|average|mean|bobot|skor maks\w*"
    r"|tanda tangan|ttd)\b"
)

_GENERAL = frozenset(
    ("nilai", "skor", "hasil", "score", "sumatif", "penilaian", "asesmen", "ujian", "ganjil", "genap", "semester")
)


def parts(label: str) -> list[str]:
    """The words and numbers of a header apart: "UH1 Matematika" → uh, 1, matematika."""
    return _PARTS.findall(key(label))


def kind_of(label: str) -> MarkKind | None:
    """The kind of assessment that a header or title names; None where it names none."""
    said = parts(label)
    return next((kind for kind, phrase in _PHRASES if _holds(said, phrase)), None)


def without_kind(label: str) -> str:
    """What is left of a header beside the words that name its kind, as words only: "PTS Remedial" → "remedial"."""
    said = parts(label)
    for _kind, phrase in _PHRASES:
        if (at := _found(said, phrase)) is not None:
            said = said[:at] + said[at + len(phrase) :]
            break
    return " ".join(word for word in said if word not in _GENERAL)


def _holds(said: list[str], phrase: tuple[str, ...]) -> bool:
    return _found(said, phrase) is not None


def _found(said: list[str], phrase: tuple[str, ...]) -> int | None:
    starts = range(len(said) - len(phrase) + 1)
    return next((start for start in starts if tuple(said[start : start + len(phrase)]) == phrase), None)


def total_of(label: str) -> DayState | None:
    """Which total of absences a header names: S, I, A or their words."""
    return _TOTALS.get(key(label))


def is_other(label: str) -> bool:
    """Whether a header names something that is no mark: sums, ranks, remarks, what belongs to the person."""
    said = parts(label)
    return not said or any(word in _NOT_MARKS for word in said)


def says_mark(label: str) -> bool:
    """Whether the header calls it a mark, without saying of what: *Nilai*, *Skor*."""
    return bool({"nilai", "skor", "score", "mark", "marks"} & set(parts(label)))


def is_footer(label: str) -> bool:
    """Whether a row that begins so stands below the table: sums, signatures, the school's line."""
    return _FOOTER.match(key(label)) is not None
