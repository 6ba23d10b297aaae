"""answer_text — submission -> receipt, list of problems as JSON and text for a chat."""

import json

from qiyou.catalogue import has, say
from qiyou.intake.findings import HOLDING
from qiyou.intake.problem_list import counted, counts, open_problems
from qiyou.intake.shown import clipped, line, told
from qiyou.store.records import Finding, Submission

REPLY_LIMIT = 500
_ITEMS, _ITEM_SHORTEST, _NAME, _VALUE = 5, 24, 30, 16
_NO_FINDINGS, _quoted = "[]\n}", json.JSONEncoder(ensure_ascii=False).encode
_INDENT = "  "
_COUNTS = ("new", "revised", "unchanged", "removed")


def receipt(submission: Submission, files: list[str]) -> str:
    """Receipt that every sender gets: what came, when, from whom, and what became of it.

    Same submission, same text. ``submission.facts`` may hold ``county_name``, and ``forms``: a
    list of mappings with ``form``, ``title``, ``period`` and the counts ``new``, ``revised``,
    ``unchanged`` and ``removed``.
    """
    words, facts = "intake_answer.receipt.{}".format, submission.facts
    lines = [
        say(words("title")), "",
        say(words("name"), name=line(submission.name)),
        say(words("result"), result=say(f"intake_answer.result.{submission.result}")),
        say(words("meaning"), meaning=say(f"intake_answer.meaning.{submission.result}")),
        say(words("received"), time=submission.received[:19].replace("T", " ")),
        say(words("size"), size=f"{submission.size:,}"),
        say(words("sha256"), sha256=submission.sha256),
        say(words("sender"), sender=line(submission.sender) or say("intake_answer.none")),
        say(words("county"), county=line(facts.get("county_name", submission.county))),
        "", say(words("forms")), *_form_lines(submission),
        "", say(words("found"), counts=counted(submission.findings))]
    explained = sum(bool(found.explanation) for found in submission.findings)
    if explained:
        lines.append(say(words("explained"), count=explained))
    lines += ["", say(words("files")), *(_INDENT + name for name in files)]
    return "\n".join(lines) + "\n"


def problems_json(submission: Submission, findings: list[Finding], files: list[str]) -> str:
    """All findings with what they belong to, for programs. Same submission, same text."""
    header = {
        "sha256": submission.sha256, "size": submission.size, "name": told(submission.name),
        "sender": told(submission.sender), "county": submission.county,
        "received": submission.received, "result": submission.result,
        "result_words": say(f"intake_answer.result.{submission.result}"),
        "forms": [_form_facts(form) for form in submission.facts.get("forms", ())],
        "counts": counts(findings), "files": files, "findings": []}
    text = json.dumps(header, ensure_ascii=False, indent=1)
    if findings:
        told_findings = ",\n".join(_as_json(_finding_facts(found, submission))
                                   for found in findings)
        text = f"{text.removesuffix(_NO_FINDINGS)}[\n{told_findings}\n ]\n}}"
    return text + "\n"


def _as_json(facts: dict[str, str]) -> str:
    """Mapping of texts as `json` indents it, which then works without its quick encoder."""
    lines = ",\n".join(f'   "{name}": {_quoted(text)}' for name, text in facts.items())
    return f"  {{\n{lines}\n  }}"


def reply(submission: Submission, findings: list[Finding], workbook: str, is_marked: bool) -> str:
    """Text to paste into a chat, at most 500 characters.

    Parameters
    ----------
    submission : Submission
    findings : list of Finding
        In the order that they are told in.
    workbook : str
        Name of the workbook that goes with it, "" without one.
    is_marked : bool
        Whether that is the sender's own workbook with marks.
    """
    words = "intake_answer.reply.{}".format
    findings = [found for found in findings if not found.explanation]
    head = say(words(submission.result), name=line(submission.name, _NAME),
               count=len(open_problems(findings)))
    is_back = submission.result in ("held", "refused")
    if findings and not is_back:
        head += "\n" + say(words("hints"), count=len(findings))
    tail = [say(words("rest"), count=len(findings) - _ITEMS)] if len(findings) > _ITEMS else []
    if is_back:
        tail.append(_what_to_do(findings, line(workbook, _NAME + 10), is_marked))
    # A line end belongs to each line that follows the first.
    room = REPLY_LIMIT - len(head) - sum(len(part) + 1 for part in tail)
    return "\n".join([head, *_items(findings[:_ITEMS], room), *tail])


def _what_to_do(findings: list[Finding], workbook: str, is_marked: bool) -> str:
    words = "intake_answer.reply.{}".format
    if not workbook:
        return say(words("mend_plain"))
    if not is_marked:
        return say(words("mend_own"), file=workbook)
    has_fault = any(found.severity in HOLDING for found in findings)
    has_question = any(found.severity == "核实" for found in findings)
    what = "mend_or_explain" if has_question and has_fault else \
        "explain" if has_question else "mend"
    return say(words(what), file=workbook)


def _items(findings: list[Finding], room: int) -> list[str]:
    """One line a finding; what is short leaves its room to what is long."""
    items = [_item(number, found) for number, found in enumerate(findings, 1)]
    left, shares = room, {}
    for rank, (length, number) in enumerate(sorted((len(item), n) for n, item in enumerate(items))):
        share = max(left // (len(items) - rank) - 1, _ITEM_SHORTEST)
        shares[number] = min(length, share)
        left -= shares[number] + 1
    return [clipped(item, shares[number]) for number, item in enumerate(items)]


def _item(number: int, found: Finding) -> str:
    words = "intake_answer.reply.{}".format
    sentence, value, remedy = line(found.sentence), line(found.value, _VALUE), line(found.remedy)
    place = line(f"{found.sheet} {found.cell}".strip(), _NAME)
    # Most sentences quote the value already.
    if value and value not in sentence:
        place += say(words("value"), value=value)
    place = say(words("place"), place=place) if place else ""
    return say(words("item"), number=number, severity=found.severity, place=place,
               sentence=sentence, remedy=say(words("remedy"), remedy=remedy) if remedy else "")


def _form_lines(submission: Submission) -> list[str]:
    """Forms that the file holds; what changed is told only where something did."""
    told_forms = submission.facts.get("forms") or [
        {"form": one.form, "period": one.period, "new": len(one.figures)}
        for one in submission.deliveries]
    is_counted = submission.result == "accepted" and "forms" in submission.facts
    kind = "form" if is_counted else "form_plain"
    lines = []
    for form in told_forms:
        numbers = {name: form.get(name, 0) for name in _COUNTS}
        lines.append(_INDENT + say(
            f"intake_answer.receipt.{kind}", form=line(str(form.get("title", form["form"]))),
            period=period_words(str(form["period"])), **numbers,
            count=sum(numbers.values()) - numbers["removed"]))
    return lines or [_INDENT + say("intake_answer.none")]


def _form_facts(form: dict) -> dict:
    words = {name: told(str(form.get(name, ""))) for name in ("form", "title", "period")}
    return {**words, **{name: form.get(name, 0) for name in _COUNTS}}


def _finding_facts(found: Finding, submission: Submission) -> dict:
    key = f"intake.rule.{found.rule}.title"
    return {"file": told(found.file or submission.name), "sheet": told(found.sheet),
            "cell": told(found.cell), "value": told(found.value), "rule": found.rule,
            "severity": found.severity, "title": say(key) if has(key) else found.rule,
            "sentence": told(found.sentence), "expected": told(found.expected),
            "remedy": told(found.remedy), "explanation": told(found.explanation)}


def period_words(period: str) -> str:
    """Period in words; what is no period stays as it is.

    Examples
    --------
    >>> period_words("2025Q3"), period_words("2025-09"), period_words("2025")
    ('2025年第3季度', '2025年9月', '2025年')
    """
    year, sign, part = period[:4], period[4:5], period[5:]
    kind = {"": "year", "Q": "quarter", "-": "month", "M": "month"}.get(sign)
    if kind is None or not year.isdigit() or (sign and not part.isdigit()):
        return line(period)
    return say(f"intake_answer.period.{kind}", year=year, part=int(part or 0))
