"""reference_intake — forms and rules of intake -> Markdown pages for who fills in and checks."""

from qiyou.catalogue import catalogue, say
from qiyou.register import Form, Forms

_SEVERITIES = ("拒收", "错误", "核实", "提示")


def forms_page(forms: Forms) -> str:
    """Every reporting form with its columns, and the platforms whose exports can fill it.

    Examples
    --------
    >>> from qiyou.register import open_forms
    >>> forms_page(open_forms()).startswith("# ")
    True
    """
    parts = [f"# {say('reference.forms')}", say("reference.generated"), _overview(forms)]
    ordered = sorted(forms.forms.values(), key=lambda form: (form.domain, form.id))
    parts += [_form(forms, form) for form in ordered]
    parts += [f"## {say('reference.systems')}", _systems(forms)]
    return "\n\n".join(parts) + "\n"


def rules_page() -> str:
    """Every rule that a submission can break, by number, with severity and remedy.

    Examples
    --------
    >>> "C306" in rules_page()
    True
    """
    names = sorted({key.split(".")[2] for key in catalogue() if key.startswith("intake.rule.")})
    rows = [(name, *(say_raw(name, part) for part in ("severity", "title", "sentence", "remedy")))
            for name in names]
    rows.sort(key=lambda row: (row[0][0] not in "FSCHV", "FSCHV".find(row[0][0]), row[0]))
    counts = " · ".join(f"{severity} {sum(row[1] == severity for row in rows)}"
                        for severity in _SEVERITIES)
    heads = [say(f"reference.{name}") for name in ("rule", "severity", "title", "wrong", "remedy")]
    return "\n\n".join([f"# {say('reference.rules')}", say("reference.generated"),
                        say("reference.rule_groups"), counts, _table(heads, rows)]) + "\n"


def say_raw(rule: str, part: str) -> str:
    """Text of a rule with its fields unfilled, as a reader of the table needs it."""
    return catalogue()[f"intake.rule.{rule}.{part}"]


def _overview(forms: Forms) -> str:
    rows = [(form.number, form.title, _department(forms, form), say(f"frequency.{form.frequency}"),
             str(form.due_days), str(len(form.columns)))
            for form in sorted(forms.forms.values(), key=lambda form: (form.domain, form.id))]
    heads = [say(f"reference.{name}") for name in
             ("number", "title", "reporter", "frequency", "due_days", "columns")]
    return _table(heads, rows)


def _form(forms: Forms, form: Form) -> str:
    rows = [(column.group or "", column.name, _type(forms, column), column.unit,
             say("reference.yes") if column.is_required else "",
             say("word.separator").join(column.aliases)) for column in form.columns.values()]
    heads = [say(f"reference.{name}") for name in
             ("group", "column", "types", "unit", "required", "aliases")]
    guidance = "\n".join(f"- {line}" for line in form.guidance)
    head = f"## {form.number} {form.title}"
    return "\n\n".join(part for part in (head, _table(heads, rows), guidance) if part)


def _type(forms: Forms, column) -> str:
    words = say(f"reference.type.{column.type}")
    if not column.codes:
        return words
    names = [entry.name for entry in forms.codes[column.codes].values()]
    shown = say("word.separator").join(names[:6])
    return f"{words} ({shown}{'…' if len(names) > 6 else ''})"


def _department(forms: Forms, form: Form) -> str:
    if form.reporter not in forms.departments:
        return say("reference.township")
    return forms.departments[form.reporter].name


def _systems(forms: Forms) -> str:
    rows = [(system.name, forms.departments[system.owner].name, system.what,
             say("word.separator").join(forms.form(name).title for name in system.exports),
             system.note or "") for system in forms.systems.values()]
    heads = [say(f"reference.{name}") for name in ("system", "owner", "holds", "fills", "caveats")]
    return _table(heads, rows)


def _table(heads: list[str], rows: list[tuple]) -> str:
    lines = [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]
    lines += [f"| {' | '.join(_cell(value) for value in row)} |" for row in rows]
    return "\n".join(lines)


def _cell(text: str) -> str:
    return str(text).replace("|", "\\|").replace("\n", " ")
