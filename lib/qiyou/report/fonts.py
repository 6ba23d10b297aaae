"""fonts — characters -> which font holds them, a subset for one page."""

import importlib.util
import io
from functools import cache
from pathlib import Path

FAMILY = "Noto Sans SC"
FALLBACK = "DejaVu Sans"


@cache
def font_files() -> dict[str, Path]:
    """Family -> file of the two fonts of the house; found without importing their packages.

    Raises
    ------
    FileNotFoundError
        When a package does not carry its font: the lock has been changed.
    """
    chinese = _package_folder("zhplot") / "fonts" / "NotoSansSC-Regular.ttf"
    signs = _package_folder("matplotlib") / "mpl-data" / "fonts" / "ttf" / "DejaVuSans.ttf"
    for file in (chinese, signs):
        if not file.is_file():
            raise FileNotFoundError(file)
    return {FAMILY: chinese, FALLBACK: signs}


def _package_folder(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise FileNotFoundError(f"package {name}, which carries a font, is not installed")
    return Path(spec.origin).parent


@cache
def covered(family: str) -> frozenset[int]:
    """Code points that a font of the house has a glyph for."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - 0.2 s that a table does not need

    with TTFont(font_files()[family], lazy=True) as font:
        return frozenset(font["cmap"].getBestCmap())


def missing_glyphs(text: str) -> str:
    """Characters that neither font can draw, sorted; line ends and tabs are not drawn.

    Examples
    --------
    >>> missing_glyphs("海屿县 ≥ 5.5‰ ✗")
    ''
    >>> ascii(missing_glyphs("a\\U0002f80f"))
    "'\\\\U0002f80f'"
    """
    wanted = {ord(c) for c in text} - {0x0A, 0x09, 0x0D}
    return "".join(map(chr, sorted(wanted - covered(FAMILY) - covered(FALLBACK))))


def subset(family: str, characters: frozenset[str]) -> bytes:
    """Font file (WOFF) with just these characters; empty if the font has none of them.

    The same characters give the same bytes. WOFF2 would be a fifth smaller and take twice as
    long, and old browsers do not read it.
    """
    from fontTools import subset as cutter  # noqa: PLC0415 - only pages need it
    from fontTools.ttLib import TTFont  # noqa: PLC0415

    wanted = sorted({ord(c) for c in characters} & covered(family))
    if not wanted:
        return b""
    options = cutter.Options(layout_features=[], hinting=False, notdef_outline=True)
    # Ligatures, kerning and vertical setting are not used, and walking them takes most of the time.
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "BASE", "STAT", "vhea", "vmtx", "VORG", "FFTM"]
    target = io.BytesIO()
    with TTFont(font_files()[family], lazy=True, recalcTimestamp=False) as font:
        cut = cutter.Subsetter(options)
        cut.populate(unicodes=wanted)
        cut.subset(font)
        font.flavor = "woff"
        font.save(target)
    return target.getvalue()
