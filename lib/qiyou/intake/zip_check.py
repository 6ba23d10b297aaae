"""zip_check — the bytes of a ZIP -> its members, or the rule that its build breaks.

Nothing is inflated but the first bytes of each member. What a ZIP's directory says is compared
with what lies in the file, because bombs and disguises live in the difference.
"""

import io
import re
import struct
import zipfile
import zlib

from qiyou.intake.caps import INFLATE_RATIO, INFLATED_BYTES, MEMBERS, RATIO_FROM_BYTES
from qiyou.intake.refusal import RefusedError

_LOCAL = struct.Struct("<4s5H3L2H")  # APPNOTE.TXT 4.3.7
_END = struct.Struct("<4s4H2LH")     # 4.3.16
_COMMENT = 65_535
_ENCRYPTED = 0x1 | 0x40 | 0x2000
_SIZES_FOLLOW = 0x8
_TRICKS = re.compile(r"^/|^[A-Za-z]:|\\|[\x00-\x1f\x7f]|(^|/)\.{1,2}(/|$)|//")
_NAME = 255
_PEEKED = 4096

Member = zipfile.ZipInfo


def members_of(data: bytes) -> list[Member]:
    """Members of a ZIP whose build is sound.

    Raises
    ------
    RefusedError
        F120 encrypted, F125 cut short, F126 damaged, F127 names, F128 foreign bytes around,
        F129 compression, F130 to F133 bombs.
    """
    _check_end(data)
    if data.count(b"PK\x01\x02") > 2 * MEMBERS:
        raise RefusedError("F133", limit=MEMBERS)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as container:
            members = container.infolist()
            start = container.start_dir
    except (zipfile.BadZipFile, NotImplementedError, struct.error, ValueError, OverflowError):
        raise RefusedError("F126", part="ZIP") from None
    if len(members) > MEMBERS:
        raise RefusedError("F133", limit=MEMBERS)
    _check_names(members)
    for member in members:
        _check_member(member)
    if sum(member.file_size for member in members) > INFLATED_BYTES:
        raise RefusedError("F131", limit=INFLATED_BYTES // 1_000_000)
    _check_places(data, members, start)
    return members


def peek(data: bytes, member: Member) -> bytes:
    """First bytes of a member, at most 4096.

    Raises
    ------
    RefusedError
        F126 when they cannot be inflated.
    """
    start = _content_start(data, member)
    raw = data[start:start + min(member.compress_size, 2 * _PEEKED)]
    if member.compress_type == zipfile.ZIP_STORED:
        return raw[:_PEEKED]
    try:
        return zlib.decompressobj(-15).decompress(raw, _PEEKED)
    except zlib.error:
        raise RefusedError("F126", part=_shown(member)) from None


def between(data: bytes, members: list[Member]) -> bytes:
    """All bytes but the members' contents: headers, names, comments, gaps, the directory."""
    pieces, at = [], 0
    for member in sorted(members, key=lambda member: member.header_offset):
        start = _content_start(data, member)
        pieces.append(data[at:start])
        at = start + member.compress_size
    return b"\n".join([*pieces, data[at:]])


def _check_end(data: bytes) -> None:
    """The directory's end must be the end of the file."""
    at = data.rfind(b"PK\x05\x06", max(0, len(data) - _COMMENT - _END.size))
    if at < 0 or at + _END.size > len(data):
        raise RefusedError("F125")
    end = _END.unpack_from(data, at)
    stop = at + _END.size + end[7]
    if stop > len(data):
        raise RefusedError("F125")
    if stop < len(data):
        raise RefusedError("F128")


def _check_names(members: list[Member]) -> None:
    """No name may leave the container or hide another."""
    seen = set()
    for member in members:
        name = member.orig_filename
        folded = name.casefold()
        if _TRICKS.search(name) or len(name) > _NAME or not name or folded in seen:
            raise RefusedError("F127", part=_shown(member))
        seen.add(folded)


def _check_member(member: Member) -> None:
    """Encryption, compression and size of one member, as the directory gives them."""
    if member.flag_bits & _ENCRYPTED:
        raise RefusedError("F120")
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise RefusedError("F129")
    size, packed = member.file_size, member.compress_size
    if size > RATIO_FROM_BYTES and size > INFLATE_RATIO * packed:
        raise RefusedError("F130", part=_shown(member), limit=INFLATE_RATIO)
    if member.compress_type == zipfile.ZIP_STORED and size != packed:
        raise RefusedError("F126", part=_shown(member))


def _check_places(data: bytes, members: list[Member], directory: int) -> None:
    """Members lie one behind the other, the first at the start, none over another."""
    ordered = sorted(members, key=lambda member: member.header_offset)
    if ordered and ordered[0].header_offset:
        raise RefusedError("F128")
    ends = [member.header_offset for member in ordered[1:]] + [directory]
    for member, end in zip(ordered, ends, strict=True):
        if _content_start(data, member) + member.compress_size > end:
            raise RefusedError("F132")


def _content_start(data: bytes, member: Member) -> int:
    """Where a member's bytes begin; its own header must agree with the directory."""
    at = member.header_offset
    if not 0 <= at <= len(data) - _LOCAL.size:
        raise RefusedError("F126", part=_shown(member))
    sign, _, flags, method, _, _, _, packed, size, name, extra = _LOCAL.unpack_from(data, at)
    agrees = flags & _SIZES_FOLLOW or 0xFFFFFFFF in (packed, size) or (
        (packed, size) == (member.compress_size, member.file_size))
    if sign != b"PK\x03\x04" or method != member.compress_type or not agrees:
        raise RefusedError("F126", part=_shown(member))
    return at + _LOCAL.size + name + extra


def _shown(member: Member) -> str:
    return member.orig_filename[-80:]
