"""walker — chunks of one XML part -> calls by element, without entities or endless depth.

Standard library only. Elements are known by their local names, because strict and transitional
workbooks differ in namespaces and writers in prefixes.
"""

from collections.abc import Callable, Iterable
from xml.parsers import expat

from qiyou.intake.caps import CELL_CHARACTERS, DEPTH
from qiyou.intake.refusal import RefusedError

_NO_MEMORY = 1  # XML_ERROR_NO_MEMORY
# One tag or comment longer than this makes expat read it again and again.
_TOKEN = 100_000
# A control character in a cell is stored as _x000D_, which makes seven characters of one.
ROOM = 7 * CELL_CHARACTERS
_ENCODINGS = frozenset({"utf-8", "utf8", "utf-16", "us-ascii", "ascii", "iso-8859-1"})


class Walker:
    """Base of the readers of one part.

    A reader fills ``on_start`` (local name -> function of the attributes) and ``on_end`` (local
    name -> function), looks at ``path`` (open elements, outermost first; in ``on_start`` without
    the new one) and opens a sink to collect text.
    """

    def __init__(self, part: str, root: str):
        self.part = part
        self.root = root
        self.path: list[str] = []
        self.on_start: dict[str, Callable] = {}
        self.on_end: dict[str, Callable] = {}
        # Text goes here whether anyone asked for it or not: a call into Python for each piece
        # would cost more than clearing what is not wanted.
        self.heard: list[str] = []
        self.is_open = False

    def walk(self, chunks: Iterable[bytes]) -> None:
        """Parse the part to its end.

        Raises
        ------
        RefusedError
            F124 for a document type, F126 for what is not well-formed, F143 for a flood.
        """
        parser = self._parser()
        fed = 0
        try:
            for chunk in chunks:
                parser.Parse(chunk, False)
                fed += len(chunk)
                if fed - parser.CurrentByteIndex > _TOKEN + len(chunk):
                    raise RefusedError("F143")
                self.settle()
            parser.Parse(b"", True)
        except expat.ExpatError as error:
            if error.code == _NO_MEMORY:
                raise MemoryError from None
            raise self.broken() from None

    def broken(self) -> RefusedError:
        """What is raised for a part that does not hold what it must."""
        return RefusedError("F126", part=self.part[-80:])

    def open_sink(self) -> None:
        """Collect text from here on."""
        self.heard.clear()
        self.is_open = True

    def drained(self) -> str:
        """Text collected since `open_sink`; closes the sink."""
        self.is_open = False
        return "".join(self.heard)

    def settle(self) -> None:
        """Work off what lies about after each chunk.

        Raises
        ------
        RefusedError
            F142 when one text grows beyond all measure.
        """
        if not self.is_open:
            self.heard.clear()
        elif sum(map(len, self.heard)) > ROOM:
            raise RefusedError("F142", limit=CELL_CHARACTERS)

    def whole(self, text: str | None) -> int:
        """Whole number of an attribute, 0 without it; F126 when it is none."""
        if text is None:
            return 0
        if not text.isascii() or not text.strip().isdigit() or len(text) > 12:
            raise self.broken()
        return int(text)

    def _parser(self):
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self.heard.append
        parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = self._refuse_entities
        parser.ExternalEntityRefHandler = self._refuse_entities
        parser.XmlDeclHandler = self._declared
        return parser

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        path = self.path
        if ":" in name:
            name = name.rpartition(":")[2]
        if len(path) >= DEPTH:
            raise RefusedError("F143")
        if not path and name != self.root:
            raise self.broken()
        act = self.on_start.get(name)
        if act:
            act(attributes)
        path.append(name)

    def _end(self, _name: str) -> None:
        act = self.on_end.get(self.path.pop())
        if act:
            act()

    def _refuse_entities(self, *_):
        raise RefusedError("F124", part=self.part[-80:])

    def _declared(self, _version, encoding: str | None, _standalone) -> None:
        if encoding and encoding.lower() not in _ENCODINGS:
            raise self.broken()


def is_true(text: str | None) -> bool:
    """Whether an attribute says yes."""
    return (text or "").strip().lower() in ("1", "true", "on")
