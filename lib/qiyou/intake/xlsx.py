"""xlsx — the bytes of an .xlsx -> its cells as stored, in one pass.

Standard library only, and only in the child. Written for this project because the readers that
exist lose number formats or errors, or build every cell up to the farthest one.
"""

from qiyou.intake.beside import Known, find_beside
from qiyou.intake.gather import Gathered
from qiyou.intake.package import Package, Relation
from qiyou.intake.refusal import RefusedError
from qiyou.intake.xlsx_parts import Styles, Texts, Workbook
from qiyou.intake.xlsx_sheet import SheetReader
from qiyou.intake.xlsx_values import Values

_WITHOUT_CELLS = ("chartsheet", "dialogsheet")


def read_xlsx(data: bytes) -> Gathered:
    """Read every worksheet of a workbook that `container.form_of` let through.

    Cells carry their stored type, number format and last calculated value. Numbers under a date's
    format become dates (1900 and 1904 systems). Formulas without a value are kind ``formula``;
    so is a formula of value 0 in a workbook that has yet to be calculated, because some writers
    put 0 there for want of a value. Places without a value are left out.

    Raises
    ------
    RefusedError
        F118 to F146.
    MemoryError
        When the child's memory ends.
    """
    package = Package(data)
    part = _only(package.related(), "officedocument")
    book = Workbook(part)
    book.walk(package.chunks(part))
    related = package.related(part)
    strings = _only(related, "sharedstrings", is_needed=False)
    texts, styles = _texts(package, strings), _styles(package, related)
    values = Values(texts.texts, styles.formats, book.is_1904, book.is_uncalculated)
    values.struck_styles, values.struck_texts = styles.struck, texts.struck
    gathered, parts = Gathered("xlsx"), set()
    known = Known(strings.lower(), texts.texts)
    for listed in book.sheets:
        relation = related.get(listed.relation)
        if relation is None or relation.target.lower() in parts:
            raise RefusedError("F126", listed.name, part=part)
        parts.add(relation.target.lower())
        _own(package, relation.target, listed.name, known.owners)
        if relation.kind in _WITHOUT_CELLS:
            continue
        sheet = gathered.sheet(listed.name, listed.is_hidden)
        reader = SheetReader(relation.target, values, sheet)
        reader.walk(package.chunks(relation.target))
        sheet.end()
        known.read.add(relation.target.lower())
    if not book.sheets:
        raise RefusedError("F126", part=part)
    known.shown.update(gathered.texts, (listed.name for listed in book.sheets))
    gathered.beside = find_beside(package, known)
    return gathered


def _own(package: Package, part: str, name: str, owners: dict[str, str]) -> None:
    """Enter a sheet's name for its part and what hangs on it: comments, drawings, their charts."""
    waiting = [part]
    while waiting:
        part = waiting.pop()
        if part.lower() not in owners:
            owners[part.lower()] = name
            waiting += [one.target for one in package.related(part).values() if not one.is_outside]


def _only(related: dict[str, Relation], kind: str, is_needed: bool = True) -> str:
    """Part of the one relationship of a kind; "" when there is none and none is needed."""
    targets = {relation.target for relation in related.values() if relation.kind == kind}
    if len(targets) > 1 or (is_needed and not targets):
        raise RefusedError("F126", part=kind)
    return targets.pop() if targets else ""


def _texts(package: Package, part: str) -> Texts:
    reader = Texts(part)
    if part and package.has(part):  # Excel leaves the relationship when no text is left
        reader.walk(package.chunks(part))
    return reader


def _styles(package: Package, related: dict[str, Relation]) -> Styles:
    part = _only(related, "styles", is_needed=False)
    reader = Styles(part)
    if part and package.has(part):
        reader.walk(package.chunks(part))
    return reader
