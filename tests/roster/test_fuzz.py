"""Whatever bytes arrive, the reader gives a Roster or an AppError, and never anything else."""

import io
import zipfile

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.errors import AppError
from bot.domain.roster import Roster
from bot.roster import read_roster
from tests.roster import forms
from tests.roster.forms import Child

_ROWS = forms.dapodik_pupil_rows(
    [Child(f"BUDI {n}", 81234567 + n, "1", father="AGUS", mother="SITI") for n in range(4)]
)
_USERS = [{"sourcedId": "p1", "role": "student", "givenName": "Budi", "familyName": "S", "agentSourcedIds": "g1"}]
VALID = {
    "xlsx": forms.xlsx({"A": _ROWS}),
    "xls": forms.xls({"A": _ROWS}),
    "ods": forms.ods({"A": _ROWS}),
    "spreadsheetml": forms.spreadsheetml({"A": _ROWS}),
    "html": forms.html(_ROWS),
    "csv": forms.delimited(_ROWS, ";"),
    "utf-16": forms.delimited(_ROWS, "\t", "utf-16"),
    "oneroster": forms.oneroster({"users": _USERS}),
}
_ZIPS = ("xlsx", "ods", "oneroster")
quiet = settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def told_or_refused(data: bytes) -> None:
    try:
        assert isinstance(read_roster(data, "file"), Roster)
    except AppError:
        pass


@quiet
@given(st.binary(max_size=400), st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"<table>"]))
def test_arbitrary_bytes_are_read_or_refused(tail: bytes, magic: bytes) -> None:
    told_or_refused(magic + tail)


@quiet
@given(st.text(max_size=300))
def test_arbitrary_text_is_read_or_refused(text: str) -> None:
    told_or_refused(("Nama;Kelas;NISN;HP\n" + text).encode("utf-8", "replace"))


@quiet
@given(st.sampled_from(sorted(VALID)), st.data())
def test_a_mutated_file_is_read_or_refused(kind: str, data: st.DataObject) -> None:
    told_or_refused(mutated(VALID[kind], data))


@quiet
@given(st.sampled_from(_ZIPS), st.data())
def test_a_zip_with_a_mutated_member_is_read_or_refused(kind: str, data: st.DataObject) -> None:
    with zipfile.ZipFile(io.BytesIO(VALID[kind])) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    name = data.draw(st.sampled_from(sorted(members)))
    members[name] = mutated(members[name], data)
    told_or_refused(forms.zipped(members))


def mutated(whole: bytes, data: st.DataObject) -> bytes:
    """A few bytes changed, dropped or added, perhaps the end cut off."""
    out = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, max(0, len(out) - 1)))
        dropped = data.draw(st.sampled_from([0, 1, 1, 2, 40]))
        out[at : at + dropped] = data.draw(st.binary(max_size=6))
    if data.draw(st.integers(0, 9)) == 0:
        del out[data.draw(st.integers(0, len(out))) :]
    return bytes(out)
