"""forms_load — params/forms/*.yaml and their registers -> Forms, or every problem in them."""

from functools import cache
from pathlib import Path

from qiyou.catalogue import say
from qiyou.project import params_folder
from qiyou.register.forms import CodesFile, DepartmentsFile, Form, Forms, SystemsFile
from qiyou.register.strict_yaml import line_of, nearest, read_model
from qiyou.register.trouble import Problem, RegisterError, shown_path

TOWNSHIP = "township"


def open_forms(folder: Path | None = None) -> Forms:
    """Read all reporting forms. The answer is kept for the life of the process.

    Parameters
    ----------
    folder : path, optional
        A folder laid out like ``params/``; the project's own by default.

    Returns
    -------
    Forms

    Raises
    ------
    RegisterError
        With all problems of all files.
    """
    return _open((folder or params_folder()).resolve())


@cache
def _open(folder: Path) -> Forms:
    problems: list[Problem] = []

    def read(path: Path, model):
        try:
            return read_model(path, model)
        except RegisterError as error:
            problems.extend(error.problems)

    codes = read(folder / "codes.yaml", CodesFile)
    departments = read(folder / "departments.yaml", DepartmentsFile)
    systems = read(folder / "source_systems.yaml", SystemsFile)
    paths = {path.stem: path for path in sorted((folder / "forms").glob("*.yaml"))}
    forms = {name: read(path, Form) for name, path in paths.items()}
    if problems:
        raise RegisterError(problems)
    found = Forms({name: form.model_copy(update={"id": name}) for name, form in forms.items()},
                  codes.lists, departments.departments, systems.systems)
    problems += [*_form_problems(found, paths), *_system_problems(found, folder)]
    if problems:
        raise RegisterError(problems)
    return found


def _form_problems(forms: Forms, paths: dict[str, Path]):
    numbers: dict[str, str] = {}
    for name, form in forms.forms.items():
        if form.reporter not in (*forms.departments, TOWNSHIP):
            yield _problem(paths[name], ("reporter",), say("forms.trouble.reporter",
                           name=form.reporter) + nearest(form.reporter, forms.departments))
        if form.number in numbers:
            yield _problem(paths[name], ("number",),
                           say("forms.trouble.number", number=form.number,
                               other=numbers[form.number]))
        numbers[form.number] = name
        for key, column in form.columns.items():
            if column.codes and column.codes not in forms.codes:
                yield _problem(paths[name], ("columns", key, "codes"),
                               say("forms.trouble.code_list", name=column.codes)
                               + nearest(column.codes, forms.codes))
        yield from _heading_problems(form, paths[name])


def _heading_problems(form: Form, path: Path):
    seen: dict[str, str] = {}
    for key, column in form.columns.items():
        for heading in (column.name, *column.aliases):
            full = f"{column.group or ''}{heading}"
            if full in seen and seen[full] != key:
                yield _problem(path, ("columns", key), say("forms.trouble.heading", heading=heading,
                                                           other=seen[full]))
            seen[full] = key


def _system_problems(forms: Forms, folder: Path):
    path = folder / "source_systems.yaml"
    for name, system in forms.systems.items():
        if system.owner not in forms.departments:
            yield _problem(path, ("systems", name, "owner"),
                           say("forms.trouble.reporter", name=system.owner))
        for form, export in system.exports.items():
            at = ("systems", name, "exports", form)
            if form not in forms.forms:
                yield _problem(path, at, say("forms.unknown", name=form))
                continue
            unknown = {*export.columns, *export.constants} - set(forms.forms[form].columns)
            if unknown:
                yield _problem(path, at, say("forms.trouble.unknown_column",
                                             names=", ".join(sorted(unknown))))


def _problem(path: Path, steps: tuple, text: str) -> Problem:
    return Problem(shown_path(path), line_of(path, steps), ".".join(map(str, steps)), text)
