"""forms_agreement — forms + the register -> where they contradict, what no form reports."""

from pathlib import Path

from qiyou.catalogue import say
from qiyou.register.forms import Form, Forms
from qiyou.register.load import Register
from qiyou.register.plan import Promise
from qiyou.register.strict_yaml import dotted, line_of, nearest
from qiyou.register.trouble import Problem, shown_path


def form_disagreements(folder: Path, forms: Forms, register: Register) -> list[Problem]:
    """Names in forms that no definition, promise or code list knows.

    Parameters
    ----------
    folder : path
        The params folder, for messages.
    forms : Forms
    register : Register

    Returns
    -------
    list of Problem
        Empty when all agree.
    """
    indicators = {*register.indicators, *(local.id for plan in register.plans.values()
                                          for local in plan.local_indicators)}
    promises = {promise.id for plan in register.plans.values() for promise in plan.promises}
    found = []
    for name, form in forms.forms.items():
        path = folder / "forms" / f"{name}.yaml"
        for steps, text in (*_unknown_names(form, indicators, promises),
                            *_unknown_codes(form, forms)):
            found.append(Problem(shown_path(path), line_of(path, steps), dotted(steps), text))
    return found


def _unknown_names(form: Form, indicators: set[str], promises: set[str]):
    for index, feed in enumerate(form.feeds):
        if feed.indicator not in indicators:
            yield ("feeds", index), say("register.unknown.indicator", name=feed.indicator) + (
                nearest(feed.indicator, indicators))
    for index, promise in enumerate(form.promises):
        if promise not in promises | indicators:
            yield ("promises", index), say("register.unknown.promise", name=promise) + (
                nearest(promise, promises))


def _unknown_codes(form: Form, forms: Forms):
    named = [(("feeds", index), column, code) for index, feed in enumerate(form.feeds)
             for column, codes in feed.where.items() for code in codes]
    named += [(("rules", index), rule.column, rule.is_code)
              for index, rule in enumerate(form.rules) if rule.is_code]
    for steps, column, code in named:
        entries = forms.codes.get(form.columns[column].codes, {})
        # A yes_no column has no list of its own.
        known = entries or ({"yes", "no"} if form.columns[column].type == "yes_no" else {})
        if code not in known:
            yield steps, say("forms_command.unknown_code", code=code, column=column) + (
                nearest(code, known))


def promises_without_form(forms: Forms, register: Register) -> list[Promise]:
    """Promises whose figures no form brings, in the plans' order.

    A promise is reported where a form feeds its indicator, or names the promise or its indicator.

    Parameters
    ----------
    forms : Forms
    register : Register

    Returns
    -------
    list of Promise
        Promises that only watch ("/") are left out.
    """
    reported = {name for form in forms.forms.values()
                for name in (*form.promises, *(feed.indicator for feed in form.feeds))}
    return [promise for plan in register.plans.values() for promise in plan.promises
            if promise.kind != "monitor" and not {promise.id, promise.indicator} & reported]
