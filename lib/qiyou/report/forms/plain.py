"""plain — table or message -> nothing drawn, only said."""

from qiyou.catalogue import say
from qiyou.report.forms.chart import Chart, Form


def _describe_table(chart: Chart) -> str:
    rows, columns = chart.data.shape
    return say("alt.table", rows=rows, columns=columns)


def _describe_message(chart: Chart) -> str:
    return " ".join(map(str, chart.data["message"]))


TABLE = Form(None, lambda chart: 0.0, _describe_table)
MESSAGE = Form(None, lambda chart: 0.0, _describe_message)
