"""plain — table or message -> nothing drawn, only said."""

from qiyou.catalogue import say
from qiyou.report.forms.chart import Chart, Form
from qiyou.report.theme import MUTED


def _describe_table(chart: Chart) -> str:
    rows, columns = chart.data.shape
    return say("alt.table", rows=rows, columns=columns)


def _describe_message(chart: Chart) -> str:
    return " ".join(map(str, chart.data["message"]))


def _draw_nothing(canvas, chart: Chart) -> None:
    canvas.text(0.02, 0.5, say("form.nothing"), color=MUTED, va="center")


TABLE = Form(None, lambda chart: 0.0, _describe_table)
MESSAGE = Form(None, lambda chart: 0.0, _describe_message)
# Stands for any drawn form whose frame has no rows.
NOTHING = Form(_draw_nothing, lambda chart: 0.5, lambda chart: say("form.nothing"))
