"""What the tests of this room read from: the first real county, and a made-up office.

The county is as known at the end of 2025. The office is two departments and three townships that
report on four forms, with a store to put files into.
"""

import hashlib
from types import SimpleNamespace

import pytest
from qiyou.assess.due import due_list
from qiyou.assess.ledger import CameIn, ledger, with_forms
from qiyou.domains.study import open_study
from qiyou.register.definitions import County
from qiyou.register.forms import Code, Department, Form, Forms
from qiyou.store import open_store
from qiyou.store.history import history
from qiyou.store.records import Delivery, Figure, Finding, Submission

TOWNS = {"999901100": "东镇", "999901101": "西镇", "999901102": "北乡"}
COUNTY = County(
    id="haiyu", name="海屿县", code="999901", prefecture="某市", prefecture_code="999900",
    province="某省", province_code="990000", is_fictional=True, departments=("县民政局",),
    townships=tuple({"code": code, "name": name} for code, name in TOWNS.items()),
    leads=dict.fromkeys(("childcare", "education", "employment", "health", "eldercare",
                         "housing", "assistance"), "县民政局"),
    reporters={"civil_affairs": "县民政局"})


def make_form(number, title, reporter, frequency, due_days, **more):
    """A form on beds and callers by township, unless something else is given."""
    columns = {
        "area": {"type": "area", "name": "乡镇"},
        "beds": {"type": "whole", "name": "床位数", "unit": "张"},
        "calls": {"type": "whole", "name": "来电数", "unit": "次", "chance": "events"},
        "remark": {"type": "text", "name": "备注", "is_required": False}}
    values = {"rows": "grid", "keys": ("area",), "columns": columns, "domain": "eldercare"}
    return Form(number=number, title=title, reporter=reporter, frequency=frequency,
                due_days=due_days, **(values | more))


FORMS = Forms(
    {name: form.model_copy(update={"id": name}) for name, form in {
        "beds": make_form("康养1", "床位与来电", "civil_affairs", "quarter", 15),
        "beds_monthly": make_form("康养11", "床位月报", "civil_affairs", "month", 8),
        "yearly": make_form("综合1", "人口年报", "statistics", "year", 60, domain="overall"),
        "stations": make_form("综合2", "乡镇站点", "township", "quarter", 10, domain="overall"),
    }.items()},
    {"sex": {"m": Code(name="男"), "f": Code(name="女")}},
    {"civil_affairs": Department(name="民政部门"), "statistics": Department(name="统计部门")}, {})


class Office:
    """A store of its own, and the ledger of what was put into it."""

    county, forms, towns = COUNTY, FORMS, TOWNS

    def __init__(self, folder):
        self.folder, self.n = folder, 0

    def send(self, form, period, received, result="accepted", **more):
        """Put in a file with one form. ``received`` is a day, ``values`` figures by column."""
        areas = tuple(more.get("areas", TOWNS))
        figures = tuple(Figure(area, "", column, float(value), None, "张", "表", "B3",
                               more.get("note", ""))
                        for area in areas for column, value in more.get("values",
                                                                       {"beds": 5}).items())
        delivery = Delivery(form, period, areas, figures, "正式")
        facts = {"forms": [{"form": form, "period": period, "new": len(figures)}]}
        return self.record((delivery,), received, result, more.get("findings", ()), facts)

    def record(self, deliveries, received, result, findings=(), facts=None):
        """Put in a file with any deliveries."""
        self.n += 1
        data = f"{self.n}".encode()
        submission = Submission(
            hashlib.sha256(data).hexdigest(), len(data), "表.xlsx", "县民政局", COUNTY.id,
            f"{received}T12:00:00+08:00", result, tuple(deliveries), tuple(findings),
            is_archived=False, facts=facts or {})
        with open_store(self.folder, is_writer=True, wait_seconds=0) as store:
            store.record(submission)

    def history(self, as_of=None):
        """Frames of all that came in up to a day."""
        with open_store(self.folder) as store:
            return history(store, COUNTY.id, as_of)

    def came(self, as_of=None):
        """Deliveries and findings, each finding with its form."""
        seen = self.history(as_of)
        numbers = {name: form.number for name, form in FORMS.forms.items()}
        return with_forms(CameIn(seen.deliveries, seen.findings), numbers)

    def ledger(self, first, last, as_of):
        """The ledger of the returns due between two days or periods."""
        return ledger(due_list(FORMS, COUNTY, first, last), self.came(as_of), as_of)

    def row(self, form, period, as_of, area=""):
        """One return of the ledger."""
        frame = self.ledger(period, period, as_of)
        [row] = frame[frame["form"].eq(form) & frame["period"].eq(period)
                      & frame["area"].eq(area)].to_dict("records")
        return SimpleNamespace(**row)


def make_finding(severity="错误", explanation="", sheet="表", rule="C301"):
    """A finding as intake makes them."""
    return Finding(rule, severity, "表.xlsx", sheet, "B3", "", "“床位数”空着。", "数字", "请补上",
                   explanation)


@pytest.fixture
def office(tmp_path):
    return Office(tmp_path)


@pytest.fixture(scope="session")
def make():
    """Functions that make findings and forms."""
    return SimpleNamespace(finding=make_finding, form=make_form)


@pytest.fixture(scope="session")
def study():
    return open_study("overview", "shengsi", "2025", "2025-12-31", "internal")
