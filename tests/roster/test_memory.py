"""A school of ten thousand in 66 columns fits into a small server."""

import subprocess
import sys
from pathlib import Path

import pytest

from bot.paths import ROOT
from tests.roster import forms
from tests.roster.forms import Child

PUPILS = 10_000
MEGABYTES = 300

PEAK = """
import resource
from pathlib import Path

def peak():
    # Linux counts the parent's memory at the fork into ru_maxrss; VmHWM is this program's own.
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().split("VmHWM:")[1].split()[0])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
"""
"""Defines `peak()`: the highest resident memory so far, in kilobytes."""

_READ = (
    PEAK
    + """
import sys
from bot.roster import read_roster
roster = read_roster(Path(sys.argv[1]), "daftar_pd.xlsx")
print(len(roster.pupils), len(roster.remarks), peak())
"""
)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["xlsx", "spreadsheetml"])
def test_ten_thousand_pupils_are_read_within_300_megabytes(tmp_path: Path, kind: str) -> None:
    rows = forms.dapodik_pupil_rows([child(number) for number in range(PUPILS)])
    path = tmp_path / "daftar_pd.xls"
    path.write_bytes(forms.xlsx({"A": rows}) if kind == "xlsx" else forms.spreadsheetml({"A": rows}))
    told = subprocess.run(
        [sys.executable, "-c", _READ, str(path)], cwd=ROOT, capture_output=True, check=True, text=True
    ).stdout
    pupils, remarks, kilobytes = map(int, told.split())
    assert (pupils, remarks) == (PUPILS, 0)
    assert kilobytes < MEGABYTES * 1024


def child(number: int) -> Child:
    """One of many, no two of whom share a text."""
    return Child(
        *(f"MURID KE {number}", f"{3_000_000_000 + number}", f"{number}", "L", f"X-{number // 36}"),
        father=f"AYAH KE {number}",
        mother=f"IBU KE {number}",
        phone=f"0812{number:08}",
    )
