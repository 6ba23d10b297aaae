"""projection — a snapshot's figures + what forms say of indicators -> observations."""

from collections.abc import Mapping

import pandas as pd

from qiyou.catalogue import say
from qiyou.register.definitions import County, Indicator
from qiyou.register.forms import Feed, Form, Forms
from qiyou.register.trouble import Problem, RegisterError
from qiyou.schema import OBSERVATIONS
from qiyou.store.contents import Contents
from qiyou.store.tables import form_rows, sent
from qiyou.store.totals import Source, Total, totals

_KEY = ["area", "period", "indicator", "measure", "stratum"]


def projected(contents: Contents, forms: Forms, county: County,
              indicators: Mapping[str, Indicator]) -> pd.DataFrame:
    """Observations of a county in a snapshot.

    Parameters
    ----------
    contents : Contents
    forms : Forms
        Delivered forms that are not among them any more are passed over.
    county : County
    indicators : mapping
        By id.

    Returns
    -------
    DataFrame
        ``schema.OBSERVATIONS``, by form, feed, period, area and stratum.

    Raises
    ------
    RegisterError
        When two feeds give one figure: nobody could say which counts.
    """
    deliveries, records = sent(contents), []
    townships = tuple(township.code for township in county.townships)
    for name in contents.forms:
        form = forms.forms.get(name)
        if form is None or not form.feeds:
            continue
        own = [delivery for delivery in deliveries if delivery.form == name]
        source = Source(form, form_rows(contents, name), own, county.code, townships)
        records += [_record(form, feed, place, total, indicators) for feed in form.feeds
                    for place, total in totals(source, feed).items()]
    frame = pd.DataFrame(records, columns=[*OBSERVATIONS.names, "form"])
    frame["county"] = county.id
    _refuse_doubles(frame)
    frame = frame[OBSERVATIONS.names].astype(OBSERVATIONS.empty().dtypes)
    return OBSERVATIONS.check(frame)


def _record(form: Form, feed: Feed, place: tuple, total: Total,
            indicators: Mapping[str, Indicator]) -> dict:
    period, area, stratum = place
    return {"area": area, "period": period, "indicator": feed.indicator, "measure": feed.measure,
            "stratum": stratum or None, "value": total.value,
            "unit": _unit(feed, total, indicators), "source": _source(form, total),
            "submission": total.submission, "received": total.received,
            "vintage": total.vintage, "standing": total.standing, "form": form.number}


def _unit(feed: Feed, total: Total, indicators: Mapping[str, Indicator]) -> str:
    if feed.column is not None:
        return total.unit
    # Records have no unit of their own; a number of them that is the indicator has its unit.
    is_value = feed.measure == "value" and feed.indicator in indicators
    return indicators[feed.indicator].unit if is_value else say("store.row_unit")


def _source(form: Form, total: Total) -> str:
    text = say("store.source.form", number=form.number, title=form.title)
    if total.is_summed:
        text = say("store.source.summed", source=text)
    if total.corrections:
        ids = say("store.source.joint").join(sorted(total.corrections))
        text = say("store.source.corrected", source=text, ids=ids)
    return text


def _refuse_doubles(frame: pd.DataFrame) -> None:
    doubles = frame[frame.duplicated(_KEY, keep=False)]
    if doubles.empty:
        return
    found = doubles.groupby(["indicator", "measure"], sort=True)["form"].unique()
    raise RegisterError(
        Problem("params/forms", 0, "feeds", say("store.feed_twice", indicator=indicator,
                measure=measure, forms=say("store.source.joint").join(sorted(numbers))))
        for (indicator, measure), numbers in found.items())
