"""Every form and every export of every platform can be read: what is typed comes out again."""

from itertools import product

import pytest
from made import county, forms, reading, sheet
from qiyou.intake.assessment import Context, assess
from qiyou.intake.findings import is_holding
from qiyou.register import open_register
from qiyou.store import open_store

FORMS = forms()
PERIODS = {"month": "2025年9月", "quarter": "2025年第三季度", "year": "2024年"}
EXPORTS = [(system, form) for system, entry in FORMS.systems.items() for form in entry.exports]


def figures_that_fit(form):
    """One figure for each figure column, in keeping with the form's rules and bounds."""
    values = {name: column.one_of[-1] if column.one_of
              else 20.0 if column.type == "percent" else max(column.min or 0, 4.0)
              for name, column in form.figures.items()}
    totals = {rule.total for rule in form.rules}
    wholes = {rule.whole for rule in form.rules if rule.kind == "part"} - totals
    inner = {part for rule in form.rules for part in rule.parts}
    values |= dict.fromkeys(wholes - inner, 200.0)
    for _ in range(20):
        for rule in form.rules:
            if rule.kind == "sum":
                values[rule.total] = sum(values[part] for part in rule.parts)
            elif rule.kind == "part":
                values[rule.part] = min(values[rule.part], values[rule.whole])
    return values


def typed(form, name, values, keys):
    """What a person types into one cell."""
    column = form.columns[name]
    if name in keys:
        return keys[name]
    if column.type in ("whole", "number", "percent"):
        return f"{values[name]:g}%" if column.type == "percent" else values[name]
    # Every day is filled in, so the state is one in which none has to be empty.
    banned = {rule.is_code for rule in form.rules if rule.kind == "empty" and rule.column == name}
    codes = {code: entry for code, entry in FORMS.codes.get(column.codes, {}).items()
             if code not in banned}
    return {"area": county().townships[0].name, "key": "甲", "date": "2024-05-06", "clock": "07:30",
            "year": "2024", "yes_no": "是", "text": "无特别说明",
            "code": next((entry.name for entry in codes.values()), None)}[column.type]


def rows_of(form):
    """Keys of the rows that a form expects, as typed; a single record for an open one."""
    if form.rows == "open":
        return [{}]
    lists = []
    for key in form.keys:
        column = form.columns[key]
        names = ([town.name for town in county().townships] if column.type == "area"
                 else [entry.name for entry in FORMS.codes[column.codes].values()])
        lists.append([(key, name) for name in names])
    if form.reporter == "township":
        lists = [[pair for pair in names if pair[0] != form.area or pair == names[0]]
                 for names in lists]
    return [dict(pairs) for pairs in product(*lists)]


def table(form, head, headings, columns):
    """Rows of a sheet: head, headings, and every expected row with fitting figures."""
    values = figures_that_fit(form)
    body = [[typed(form, name, values, keys) for name in columns] for keys in rows_of(form)]
    return [[form.title], head, *headings, *body]


def assessed(rows, folder, file="x.xlsx"):
    with open_store(folder) as store:
        context = Context(open_register(), FORMS, store, "2025-12-01T12:00:00+08:00", "shengsi")
        return assess(reading(sheet(rows)), context, file)


def read_back(done, form):
    """Figures of the delivery, by column, of its first row."""
    assert [found for found in done.findings if is_holding(found)] == []
    (new,) = done.deliveries
    assert new.form == form
    first = new.figures[0].key[:2]
    return {figure.column: figure.value if figure.text is None else figure.text
            for figure in new.figures if figure.key[:2] == first}, new


def headings_of(form):
    """Two heading rows where columns are grouped, one otherwise; units in brackets."""
    columns = form.columns.values()
    names = [f"{c.name}（{c.unit}）" if c.unit and c.type in ("whole", "number") else c.name
             for c in columns]
    if not any(column.group for column in columns):
        return [names]
    return [[column.group for column in columns], names]


@pytest.mark.parametrize("name", FORMS.forms)
def test_a_form_is_read_by_its_number_and_its_own_headings(name, tmp_path):
    form = FORMS.form(name)
    head = [f"表号：{form.number}", None, f"报告期：{PERIODS[form.frequency]}"]
    done = assessed(table(form, head, headings_of(form), list(form.columns)), tmp_path)
    first, new = read_back(done, name)
    values = figures_that_fit(form)
    assert {key: value for key, value in first.items() if key in values} == values
    rows = {figure.key[:2] for figure in new.figures}
    assert len(rows) == len(rows_of(form))


@pytest.mark.parametrize("name", FORMS.forms)
def test_a_form_is_known_by_its_headings_without_its_number(name, tmp_path):
    form = FORMS.form(name)
    done = assessed(table(form, [f"报告期：{PERIODS[form.frequency]}"], headings_of(form),
                          list(form.columns)), tmp_path)
    assert read_back(done, name)[1].form == name


@pytest.mark.parametrize("name", FORMS.forms)
def test_every_alias_of_a_form_is_read(name, tmp_path):
    form = FORMS.form(name)
    longest = max(len(column.aliases) for column in form.columns.values())
    for turn in range(longest):
        # An alias stands under its group's heading like the name, or holds all words itself.
        names = [(c.aliases or (c.name,))[turn % max(1, len(c.aliases))]
                 for c in form.columns.values()]
        groups = [column.group for column in form.columns.values()]
        headings = [groups, names] if any(groups) else [names]
        head = [f"表号：{form.number}", f"报告期：{PERIODS[form.frequency]}"]
        first, _ = read_back(assessed(table(form, head, headings, list(form.columns)), tmp_path),
                             name)
        assert set(first) >= {key for key, c in form.columns.items()
                              if c.type in ("whole", "number", "percent")}


@pytest.mark.parametrize(("system", "name"), EXPORTS, ids=[f"{s}-{f}" for s, f in EXPORTS])
def test_an_export_can_be_dropped_in_as_it_is(system, name, tmp_path):
    form, export = FORMS.form(name), FORMS.systems[system].exports[name]
    columns = list(export.columns)
    headings = [[*(names[0] for names in export.columns.values()), *export.ignored]]
    rows = [[*row] for row in table(form, [], headings, columns)[2:]]
    if export.title:
        rows.insert(0, [export.title])
    file = f"{PERIODS[form.frequency]}{export.title or form.title}.xlsx"
    first, _ = read_back(assessed(rows, tmp_path, file), name)
    assert {key: first[key] for key in export.constants if key not in form.keys} == {
        key: float(value) if form.columns[key].type in ("whole", "number", "percent") else value
        for key, value in export.constants.items() if key not in form.keys}
