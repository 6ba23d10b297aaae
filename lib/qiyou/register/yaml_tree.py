"""yaml_tree — a YAML text nobody vouches for -> plain values, the line of each, problems.

Works on the parser's events, so nothing is ever constructed: tags, anchors and aliases are
reported instead of followed, and keys that stand twice are seen.
"""

import re
from dataclasses import dataclass, field

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from qiyou.catalogue import say

MAX_DEPTH = 20
# A leading zero stays text: 0909 is a code, and reading it as 909 would change it silently.
_WHOLE = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_NUMBER = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})\.[0-9]{1,18}([eE][-+]?[0-9]{1,2})?")
_WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}

# libyaml's parser reads all of params/ in a twentieth of the time; events are the same.
_LOADER = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader

Steps = tuple[str | int, ...]


@dataclass
class Tree:
    """What was read: ``value``, the line of every path in it, and (line, path, text) troubles."""

    value: object = None
    lines: dict[Steps, int] = field(default_factory=dict)
    troubles: list[tuple[int, Steps, str]] = field(default_factory=list)


class _TooDeepError(Exception):
    """Ends reading; the trouble itself is already in the tree."""


def read_tree(text: str) -> Tree:
    """Read one YAML 1.2 document of mappings, lists and scalars.

    For files that people write and that may be hostile. Not for YAML that needs tags, anchors
    or several documents: those are reported.

    Parameters
    ----------
    text : str
        The whole file.

    Returns
    -------
    Tree
        ``troubles`` is empty when ``value`` can be used.

    Examples
    --------
    >>> read_tree("a: [1, 2.5, no]").value
    {'a': [1, 2.5, 'no']}
    >>> read_tree("a: &x 1").troubles[0][:2]
    (1, ('a',))
    """
    tree = Tree()
    try:
        events = yaml.parse(text, Loader=_LOADER)
        documents = 0
        for event in events:
            documents += isinstance(event, DocumentStartEvent)
            if documents > 1:
                _report(tree, event, (), "many_documents")
                break
            if isinstance(event, ScalarEvent | AliasEvent | MappingStartEvent | SequenceStartEvent):
                tree.value = _build(event, events, (), tree)
    except _TooDeepError:
        return tree
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        tree.troubles.append((mark.line + 1 if mark else 0, (), say("register.yaml.syntax")))
    return tree


def _build(event, events, path: Steps, tree: Tree):
    tree.lines.setdefault(path, event.start_mark.line + 1)
    if isinstance(event, AliasEvent):
        return _report(tree, event, path, "alias")
    if event.anchor:
        _report(tree, event, path, "anchor")
    if event.tag:
        _report(tree, event, path, "tag", tag=event.tag)
    if isinstance(event, ScalarEvent):
        return _scalar(event)
    if len(path) >= MAX_DEPTH:
        _report(tree, event, path, "too_deep", depth=MAX_DEPTH)
        raise _TooDeepError
    if isinstance(event, SequenceStartEvent):
        return _sequence(events, path, tree)
    return _mapping(events, path, tree)


def _sequence(events, path: Steps, tree: Tree) -> list:
    items: list = []
    for event in events:
        if isinstance(event, SequenceEndEvent):
            break
        items.append(_build(event, events, (*path, len(items)), tree))
    return items


def _mapping(events, path: Steps, tree: Tree) -> dict:
    entries: dict = {}
    for event in events:
        if isinstance(event, MappingEndEvent):
            break
        if not isinstance(event, ScalarEvent):
            _report(tree, event, path, "odd_key")
            _build(event, events, (*path, "?"), tree)
            _build(next(events), events, (*path, "?"), tree)
            continue
        inner = (*path, event.value)
        if event.value in entries:
            _report(tree, event, inner, "twice", first=tree.lines[inner])
        if event.anchor or event.tag:
            _report(tree, event, inner, "odd_key")
        tree.lines.setdefault(inner, event.start_mark.line + 1)
        entries[event.value] = _build(next(events), events, inner, tree)
    return entries


def _scalar(event):
    text = event.value
    is_plain = not event.style and not event.tag
    if not is_plain:
        return text
    if text.lower() in _WORDS:
        return _WORDS[text.lower()]
    if _WHOLE.fullmatch(text):
        return int(text)
    return float(text) if _NUMBER.fullmatch(text) else text


def _report(tree: Tree, event, path: Steps, reason: str, **facts) -> None:
    tree.troubles.append((event.start_mark.line + 1, path, say(f"register.yaml.{reason}", **facts)))
