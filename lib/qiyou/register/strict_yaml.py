"""strict_yaml — a YAML file + a model -> a checked, frozen definition, or every problem in it."""

import difflib
import json
import types
from pathlib import Path
from typing import Annotated, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, ValidationError

from qiyou.catalogue import has, say
from qiyou.register.trouble import Problem, RegisterError, shown_path
from qiyou.register.yaml_tree import Tree, read_tree

MAX_BYTES = 1_000_000


class Definition(BaseModel):
    """Base of all that is read from YAML: nothing extra, nothing converted, nothing changed."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


Model = TypeVar("Model", bound=BaseModel)


def read_model(path: str | Path, model: type[Model]) -> Model:
    """Read a YAML file that people wrote into ``model``, or say all that is wrong with it.

    For definitions, plans and run files. The file is data only: tags, anchors, aliases, keys
    given twice, several documents, deep nesting, more than a megabyte and text that is not
    UTF-8 are refused. Not for submissions: what departments send is read by intake, where
    trouble is a finding and no error.

    Parameters
    ----------
    path : str or path
        The file.
    model : type of pydantic model
        Its fields are the keys that are known; use :class:`Definition` as its base.

    Returns
    -------
    model
        Frozen.

    Raises
    ------
    RegisterError
        With file, line, dotted key and nearest known key of every problem.
    """
    path = Path(path)
    tree = _tree(path)
    if tree.troubles:
        raise RegisterError(_problem(path, *trouble) for trouble in tree.troubles)
    try:
        return model.model_validate_json(json.dumps(tree.value), strict=True, extra="forbid")
    except ValidationError as error:
        found = [_explain(path, tree, model, detail) for detail in error.errors()]
        raise RegisterError(found) from None


def line_of(path: Path, steps) -> int:
    """Line of a key in a file that was read before, or of what holds it; 0 if there is none."""
    return _line(_tree(Path(path)), steps)


def dotted(steps) -> str:
    """Path of keys and positions as people write it.

    >>> dotted(("promises", 3, "unit"))
    'promises[3].unit'
    """
    text = "".join(f"[{s}]" if isinstance(s, int) else f".{s}" for s in steps)
    return text.removeprefix(".")


def nearest(word: str, known) -> str:
    """Ending of a message that names the known word most like ``word``; empty if none is."""
    like = difflib.get_close_matches(str(word), list(known), n=1, cutoff=0.5)
    return say("register.nearest", name=like[0]) if like else ""


def _tree(path: Path) -> Tree:
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise RegisterError([_problem(path, 0, (), say("register.file.too_large",
                                                           limit=MAX_BYTES // 1000))])
        tree = read_tree(path.read_bytes().decode("utf-8-sig"))
    except OSError:
        raise RegisterError([_problem(path, 0, (), say("register.file.unreadable"))]) from None
    except UnicodeDecodeError:
        raise RegisterError([_problem(path, 0, (), say("register.file.not_utf8"))]) from None
    if not tree.troubles and not isinstance(tree.value, dict):
        tree.troubles.append((1, (), say("register.file.no_mapping")))
    return tree


def _problem(path: Path, line: int, steps, text: str) -> Problem:
    return Problem(shown_path(path), line, dotted(steps), text)


def _explain(path: Path, tree: Tree, model, detail: dict) -> Problem:
    steps, kind = detail["loc"], detail["type"]
    facts = {"value": _short(detail["input"]), **detail.get("ctx", {})}
    if kind == "extra_forbidden":
        text = say("register.trouble.extra_forbidden") + nearest(
            steps[-1], _known_keys(model, steps[:-1]))
    elif kind == "missing":
        text = say("register.trouble.missing")
    elif kind == "value_error":
        text = str(detail["ctx"]["error"])
    else:
        text = say(f"register.trouble.{kind}" if has(f"register.trouble.{kind}")
                   else "register.trouble.other", kind=kind, **facts)
    return _problem(path, _line(tree, steps), steps, text)


def _line(tree: Tree, steps) -> int:
    for end in range(len(steps), -1, -1):
        if tuple(steps[:end]) in tree.lines:
            return tree.lines[tuple(steps[:end])]
    return 0


def _short(value) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 40 else text[:40] + "…"


def _known_keys(annotation, steps) -> list[str]:
    for step in steps:
        annotation = _inside(annotation, step)
    found = [part for part in _parts(annotation) if _is_model(part)]
    return [name for part in found for name in part.model_fields]


def _inside(annotation, step):
    for part in _parts(annotation):
        if _is_model(part) and step in part.model_fields:
            return part.model_fields[step].annotation
        arguments = get_args(part)
        if arguments:
            return arguments[1] if get_origin(part) is dict else arguments[0]
    return None


def _parts(annotation) -> list:
    origin = get_origin(annotation)
    if origin is Annotated:
        return _parts(get_args(annotation)[0])
    if origin in (Union, types.UnionType):
        return [inner for part in get_args(annotation) for inner in _parts(part)]
    return [annotation]


def _is_model(part) -> bool:
    return isinstance(part, type) and issubclass(part, BaseModel)
