"""ole2 — the bytes of an OLE2 file -> the names at its root and their streams.

Own, short and guarded, because an .xls is refused or cut out here before any library sees it.
Layout after MS-CFB (version 2021-06).
"""

import struct
from array import array

from qiyou.intake.refusal import RefusedError

_HEADER = struct.Struct("<8s16s5H6s9L")
_ENTRY = struct.Struct("<64sH2B3L16sL16sLQ")
_LAST = 0xFFFFFFFA  # this and above: end of chain, free, table sectors
_NONE = 0xFFFFFFFF
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_ENTRIES = 50_000


class Ole2:
    """Root folder of an OLE2 file.

    ``streams`` and ``storages`` are the names at its root, as stored.

    Raises
    ------
    RefusedError
        F125 when sectors lie beyond the end of the file, F126 when the tables are broken.
    """

    def __init__(self, data: bytes):
        if len(data) < 512:
            raise RefusedError("F125")
        self._data = data
        head = _HEADER.unpack_from(data)
        shift, mini_shift = head[5], head[6]
        if shift not in (9, 12) or mini_shift != 6:
            raise RefusedError("F126", part="OLE2")
        self._sector = 1 << shift
        fat, directory, self._cutoff, mini, mini_count = head[9], head[10], head[12], *head[13:15]
        self._fat = self._table(self._fat_sectors(fat, head[15], head[16]))
        self._entries = self._read_entries(directory)
        self._mini = (self._table(self._chain(mini, self._fat)) if mini_count else array("I"))
        self._mini_data: bytes | None = None
        at_root = self._at_root()
        self._named = {name: entry for name, entry in at_root if entry[0] == _STREAM}
        self.streams = frozenset(self._named)
        self.storages = frozenset(name for name, entry in at_root if entry[0] == _STORAGE)

    def stream(self, name: str) -> bytes:
        """Content of a stream at the root."""
        _, _, start, size = self._named[name]
        if size >= self._cutoff:
            return self._content(self._chain(start, self._fat), size)
        if self._mini_data is None:
            _, _, first, whole = self._entries[0][1]
            self._mini_data = self._content(self._chain(first, self._fat), whole)
        pieces = [self._mini_data[64 * at:64 * at + 64] for at in self._chain(start, self._mini)]
        content = b"".join(pieces)[:size]
        if len(content) < size:
            raise RefusedError("F125")
        return content

    def _content(self, sectors: list[int], size: int) -> bytes:
        content = b"".join(map(self._at, sectors))[:size]
        if len(content) < size:
            raise RefusedError("F125")
        return content

    def _at(self, sector: int) -> bytes:
        start = (sector + 1) * self._sector
        if start >= len(self._data):
            raise RefusedError("F125")
        return self._data[start:start + self._sector]

    def _table(self, sectors: list[int]) -> array:
        """Sector numbers that lie in the given sectors, little-endian."""
        raw = b"".join(map(self._at, sectors))
        return array("I", struct.unpack(f"<{len(raw) // 4}I", raw[:len(raw) // 4 * 4]))

    def _fat_sectors(self, count: int, first: int, extra: int) -> list[int]:
        """Sectors that hold the allocation table: 109 in the header, the rest chained."""
        limit = len(self._data) // self._sector + 1
        if count > limit or extra > limit:
            raise RefusedError("F125")
        sectors = [at for at in struct.unpack_from("<109I", self._data, 76) if at < _LAST]
        for _ in range(extra):
            if first >= _LAST or len(sectors) > limit:
                break
            table = self._table([first])
            sectors += [at for at in table[:-1] if at < _LAST]
            first = table[-1] if table else _NONE
        return sectors[:count]

    def _chain(self, start: int, table: array) -> list[int]:
        """Sectors from ``start`` on; a chain that bites its tail is broken."""
        chain = []
        while start < _LAST:
            if start >= len(table) or len(chain) > len(table):
                raise RefusedError("F126", part="OLE2")
            chain.append(start)
            start = table[start]
        return chain

    def _read_entries(self, start: int) -> list[tuple[str, tuple]]:
        """Name and (type, (left, right, child), start, size) of each directory entry."""
        raw = b"".join(map(self._at, self._chain(start, self._fat)))
        entries = []
        for at in range(0, min(len(raw), _ENTRIES * 128) // 128 * 128, 128):
            text, length, kind, _, left, right, child, *_, first, size = _ENTRY.unpack_from(raw, at)
            name = text[:max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
            entries.append((name, (kind, (left, right, child), first, size & 0xFFFFFFFF)))
        if not entries or entries[0][1][0] != _ROOT:
            raise RefusedError("F126", part="OLE2")
        return entries

    def _at_root(self) -> list[tuple[str, tuple]]:
        """Entries in the root folder, whose tree of siblings must not turn back."""
        waiting, seen = [self._entries[0][1][1][2]], set()
        while waiting:
            index = waiting.pop()
            if index == _NONE:
                continue
            if index in seen or index >= len(self._entries):
                raise RefusedError("F126", part="OLE2")
            seen.add(index)
            waiting += self._entries[index][1][1][:2]
        return [self._entries[index] for index in sorted(seen)]
