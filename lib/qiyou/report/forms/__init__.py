"""forms — name of a form -> how it is drawn, how high it is, how it is said."""

from types import MappingProxyType

from qiyou.report.forms.bars import BARS
from qiyou.report.forms.chart import Form
from qiyou.report.forms.dots import DOT_INTERVAL, RANKED_DOTS
from qiyou.report.forms.funnel import FUNNEL
from qiyou.report.forms.lines import LINES
from qiyou.report.forms.noise import NOISE
from qiyou.report.forms.path import PATH
from qiyou.report.forms.plain import MESSAGE, TABLE
from qiyou.report.forms.pyramid import PYRAMID
from qiyou.report.forms.strip import STRIP

FORMS: MappingProxyType[str, Form] = MappingProxyType({
    "table": TABLE,
    "message": MESSAGE,
    "dot_interval": DOT_INTERVAL,
    "ranked_dots": RANKED_DOTS,
    "funnel": FUNNEL,
    "path": PATH,
    "pyramid": PYRAMID,
    "lines": LINES,
    "bars": BARS,
    "noise": NOISE,
    "strip": STRIP,
})
