"""plan_yaml — a plan file -> the text of plan.yaml, laid out for people to finish."""

import json
import re

from qiyou.catalogue import say
from qiyou.register.figures import number_in
from qiyou.register.models import PlanFile

# Scalars in JSON's quoting are YAML too, and nothing in a printed cell can break out of it.
_UNSEEN = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_ORDER = ("indicator", "name", "row", "clause", "kind", "comparison", "unit", "lead", "base",
          "path")


def plan_yaml(plan: PlanFile) -> str:
    """Write a plan so that ``read_model(…, PlanFile)`` reads the same one.

    For drafts. Not for a plan that people have worked on: comments are not kept.

    Examples
    --------
    >>> from qiyou.register.models import PlanFile
    >>> source = {"title": "a", "publisher": "b", "obtained": "c", "table": "d"}
    >>> cell = {"health.life_expectancy": {"clause": "e", "kind": "at_least", "comparison": ">=",
    ...                                    "path": {2027: {"text": "82.7", "value": 82.7}}}}
    >>> file = PlanFile.model_validate(dict(county="x", base_year=2022, first_year=2023,
    ...     last_year=2027, source=source, promises=cell), strict=False)
    >>> print(plan_yaml(file).splitlines()[-1])
        path: {2027: "82.7"}
    """
    data = json.loads(plan.model_dump_json(exclude_defaults=True))
    head = say("register.draft.comment").splitlines()
    lines = [f"# {line}" for line in head]
    lines += [f"{key}: {_scalar(data[key])}"
              for key in ("county", "base_year", "first_year", "last_year")]
    lines += ["source:", *_block(data["source"], "  "), "", "promises:"]
    for key, record in data["promises"].items():
        lines += [f"  {key}:", *_promise(record), ""]
    if data.get("indicators"):
        lines.append("indicators:")
        for key, record in data["indicators"].items():
            lines += [f"  {key}:", *_block({k: v for k, v in record.items() if k != "id"}, "    "),
                      ""]
    return "\n".join(lines).rstrip() + "\n"


def _promise(record: dict) -> list[str]:
    lines = [f"    {key}: {_value(key, record[key])}" for key in _ORDER if key in record]
    rest = {key: value for key, value in record.items() if key not in _ORDER}
    return [*lines, *_block(rest, "    ")]


def _value(key: str, value) -> str:
    if key == "base":
        return _cell(value)
    if key == "path":
        return "{" + ", ".join(f"{year}: {_cell(cell)}" for year, cell in value.items()) + "}"
    return _scalar(value)


def _cell(cell: dict) -> str:
    is_plain = "comparison" not in cell and number_in(cell["text"]) == cell.get("value")
    if is_plain:
        return _scalar(cell["text"])
    return "{" + ", ".join(f"{key}: {_scalar(value)}" for key, value in cell.items()) + "}"


def _block(record: dict, indent: str) -> list[str]:
    return [f"{indent}{key}: {_scalar(value)}" for key, value in record.items()]


def _scalar(value) -> str:
    return _UNSEEN.sub(lambda sign: f"\\u{ord(sign[0]):04x}", json.dumps(value, ensure_ascii=False))
