"""Opening a zip that came from outside: looked through before anything of it is used."""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath
from zipfile import BadZipFile, ZipFile, ZipInfo

from bot.sheets.errors import FileDamaged, FileEncrypted, FileTooLarge, FileUnsafe, Limit
from bot.sheets.limits import MAX_MEMBERS, MAX_RATIO, MAX_UNPACKED_BYTES, RATIO_FREE_BYTES

_CHUNK = 1 << 20
_NESTED = (".zip", ".rar", ".7z", ".gz", ".tar")
_ENCRYPTED_FLAG = 0x1


@dataclass(slots=True)
class Archive:
    """A zip whose declared sizes have been looked at; members are counted again while they are unpacked."""

    zip: ZipFile
    names: tuple[str, ...]
    unpacked: int = 0

    def chunks(self, name: str) -> Iterator[bytes]:
        """One member, piece by piece; raises FileTooLarge, FileDamaged."""
        info = self.zip.getinfo(name)
        size = 0
        try:
            with self.zip.open(info) as member:
                while chunk := member.read(_CHUNK):
                    size += len(chunk)
                    self.unpacked += len(chunk)
                    _check_size(self.unpacked, size, info.compress_size)
                    yield chunk
        except RuntimeError as error:
            raise FileEncrypted from error
        except (BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError) as error:
            raise FileDamaged(name) from error

    def read(self, name: str, limit: int = MAX_UNPACKED_BYTES) -> bytes:
        """One member of at most `limit` bytes as a whole; raises FileTooLarge, FileDamaged."""
        if self.zip.getinfo(name).file_size > limit:
            raise FileTooLarge(Limit.UNPACKED, limit)
        return b"".join(self.chunks(name))


@contextmanager
def opened(data: bytes) -> Iterator[Archive]:
    """The zip in `data`, once its list of members is found to be honest.

    Raises FileDamaged (no list of members: half a download), FileEncrypted, FileTooLarge, FileUnsafe.
    """
    try:
        archive = ZipFile(BytesIO(data))
    except (BadZipFile, OSError, ValueError, NotImplementedError, UnicodeError) as error:
        raise FileDamaged from error
    with archive:
        members = [info for info in archive.infolist() if not info.is_dir()]
        _check_list(members)
        yield Archive(archive, tuple(info.filename for info in members))


def _check_list(members: list[ZipInfo]) -> None:
    if len(members) > MAX_MEMBERS:
        raise FileTooLarge(Limit.MEMBERS, MAX_MEMBERS)
    for info in members:
        path = PurePosixPath(info.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in info.filename:
            raise FileUnsafe("path")
        # Pictures and sheets embedded in a workbook are never opened; an archive in an archive has no good reason.
        if path.suffix.lower() in _NESTED:
            raise FileUnsafe("nested")
        if info.flag_bits & _ENCRYPTED_FLAG:
            raise FileEncrypted
        _check_size(info.file_size, info.file_size, info.compress_size)
    _check_size(sum(info.file_size for info in members), 0, 1)


def _check_size(total: int, size: int, packed: int) -> None:
    if total > MAX_UNPACKED_BYTES:
        raise FileTooLarge(Limit.UNPACKED, MAX_UNPACKED_BYTES)
    if size > RATIO_FREE_BYTES and size > MAX_RATIO * max(packed, 1):
        raise FileTooLarge(Limit.RATIO, MAX_RATIO)
