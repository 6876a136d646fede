"""The CSV files of a OneRoster zip: found in whatever folder, read only as far as columns are asked for."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from bot.domain.roster import Place
from bot.sheets.archives import Archive
from bot.sheets.cells import key, text
from bot.sheets.delimited import decoded, delimited_rows
from bot.sheets.errors import FileDamaged
from bot.sheets.limits import MAX_BYTES
from bot.sheets.sheets import Budget

_DELETED = "tobedeleted"


@dataclass(frozen=True, slots=True)
class Entry:
    """One row: the columns that were asked for, as clean text. `deleted` is status *tobedeleted* (delta mode)."""

    place: Place
    values: dict[str, str]
    deleted: bool

    def __getitem__(self, column: str) -> str:
        return self.values.get(column, "")

    def many(self, column: str) -> list[str]:
        """A field that holds a list: parts joined by commas."""
        return [part.strip() for part in self[column].split(",") if part.strip()]


class Files:
    """The zip's CSV files by name. A file that the manifest calls absent is not read even if it is there."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        # The shallowest file of a name counts: some systems zip the folder, others its content.
        ordered = sorted(archive.names, key=lambda name: -len(PurePosixPath(name).parts))
        self._members = {PurePosixPath(name).name.lower(): name for name in ordered if name.lower().endswith(".csv")}
        self._budget = Budget()
        self._manifest: dict[str, str] = {}

    def read_manifest(self) -> None:
        """Learn version and modes from manifest.csv; without one, every file is taken as bulk."""
        rows = self.rows("manifest", ("propertyName", "value"))
        self._manifest = {key(row["propertyName"]): row["value"].lower() for row in rows}

    def has(self, name: str) -> bool:
        """Whether the file is there and meant to be read."""
        return f"{name.lower()}.csv" in self._members and self.mode(name) != "absent"

    def mode(self, name: str) -> str:
        """`bulk`, `delta` or `absent`."""
        return self._manifest.get(key(f"file.{name}"), "bulk")

    def version(self) -> str:
        """The OneRoster version that the manifest states, else told by whether roles are in a file of their own."""
        return self._manifest.get(key("oneroster.version"), "1.2" if self.has("roles") else "1.1")

    def rows(self, name: str, columns: tuple[str, ...]) -> Iterator[Entry]:
        """The rows of a file, with these columns only; raises FileDamaged where the header is missing."""
        if not self.has(name):
            return
        member = self._members[f"{name.lower()}.csv"]
        rows = self._budget.spend(delimited_rows(decoded(self._archive.read(member, MAX_BYTES)), ","))
        header = [key(cell) for cell in next(iter(rows), ())]
        wanted = {column: header.index(key(column)) for column in columns if key(column) in header}
        if not wanted:
            raise FileDamaged(member)
        status = header.index("status") if "status" in header else None
        for number, row in enumerate(rows, start=2):
            if not row:
                continue
            values = {column: text(row[index]) for column, index in wanted.items() if index < len(row)}
            deleted = status is not None and status < len(row) and text(row[status]).lower() == _DELETED
            yield Entry(Place(PurePosixPath(member).name, number), values, deleted)
