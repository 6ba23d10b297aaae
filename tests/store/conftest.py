"""Made-up deliveries of a made-up form, and a store to put them into."""

import hashlib
from dataclasses import replace
from pathlib import Path
from shutil import copytree, rmtree

import pytest
from qiyou.store.records import Delivery, Figure, Finding, Submission

COUNTY, FORM, PERIOD = "haiyu", "beds", "2025Q3"
NORTH, SOUTH = "999901100", "999901101"


def make_figure(value=5.0, area=NORTH, item="", column="beds", **more):
    """A figure; text instead of a value when it is given a str."""
    is_text = isinstance(value, str)
    figure = Figure(area, item, column, None if is_text else value, value if is_text else None,
                    "" if is_text else "张", "表一", "B3")
    return replace(figure, **more)


def make_delivery(*figures, areas=(NORTH, SOUTH), **more):
    """A delivery of both townships of a county."""
    delivery = Delivery(FORM, PERIOD, areas, tuple(figures), "正式", None, "civil_affairs")
    return replace(delivery, **more)


def make_submission(*deliveries, data=b"a", day=1, **more):
    """A submission received on a day of October 2025 at noon."""
    submission = Submission(
        hashlib.sha256(data).hexdigest(), len(data), "床位.xlsx", "某局", COUNTY,
        f"2025-10-{day:02}T12:00:00+08:00", "accepted", tuple(deliveries), is_archived=False)
    return replace(submission, **more)


def make_finding(severity="核实", explanation="", rule="V501"):
    """A finding as intake makes them."""
    return Finding(rule, severity, "床位.xlsx", "表一", "B3", "5", "偏大。", "3左右", "请核实",
                   explanation)


def take_in(folder):
    """What an intake does with the store, and a refresh after it."""
    from qiyou.store import freeze, open_store

    data = b"second"
    submission = make_submission(make_delivery(make_figure(6), make_figure(7, column="a")),
                                 data=data, day=2, is_archived=True)
    with open_store(folder, is_writer=True) as store:
        store.keep(data, submission.sha256)
        store.record(submission)
    freeze(COUNTY, "2025-10-31", folder)


@pytest.fixture(scope="session")
def made():
    """Functions that make figures, deliveries, submissions and findings."""
    return Made


class Made:
    """Names of the functions above, for tests."""

    COUNTY, FORM, PERIOD, NORTH, SOUTH = COUNTY, FORM, PERIOD, NORTH, SOUTH
    figure = staticmethod(make_figure)
    delivery = staticmethod(make_delivery)
    submission = staticmethod(make_submission)
    finding = staticmethod(make_finding)
    take_in = staticmethod(take_in)


@pytest.fixture
def store(tmp_path):
    """A store of its own, open for writing."""
    from qiyou.store import open_store

    with open_store(tmp_path, is_writer=True, wait_seconds=0) as opened:
        yield opened


ROOT = Path(__file__).resolve().parents[2]
# A small set of forms on the first registered county, each of another shape.
FORMS = {
    "beds": """
number: 试1
title: 床位
domain: eldercare
reporter: civil_affairs
frequency: quarter
due_days: 10
rows: grid
keys: [area]
columns:
  area: {type: area, name: 乡镇}
  beds: {type: whole, name: 床位数, unit: 张, adds_up: true}
  nurses: {type: whole, name: 护理员, unit: 人}
  use: {type: percent, name: 使用率, unit: "%"}
  has_lift: {type: yes_no, name: 有无电梯, is_required: false}
  opened: {type: date, name: 启用日期, is_required: false}
  since: {type: year, name: 年份, is_required: false}
feeds:
  - {indicator: eldercare.beds, measure: numerator, column: beds}
  - {indicator: eldercare.nurses, measure: numerator, column: nurses}
  - {indicator: eldercare.use, measure: value, column: use}
  - {indicator: eldercare.lifts, measure: numerator, where: {has_lift: [yes]}}
  - {indicator: eldercare.lifts, measure: denominator}
""",
    "people": """
number: 试2
title: 人口
domain: overall
reporter: statistics
frequency: year
due_days: 10
rows: grid
keys: [area, age]
columns:
  area: {type: area, name: 乡镇}
  age: {type: code, codes: bands, name: 年龄}
  male: {type: whole, name: 男, unit: 人, adds_up: true}
  female: {type: whole, name: 女, unit: 人, adds_up: true}
feeds:
  - {indicator: overall.people, measure: denominator, column: male, stratum: sex=male}
  - {indicator: overall.people, measure: denominator, column: female, stratum: sex=female}
  - {indicator: overall.young, measure: denominator, column: male, where: {age: [young]}}
""",
    "cases": """
number: 试3
title: 欠薪线索
domain: employment
reporter: human_resources
frequency: month
due_days: 10
rows: open
keys: [case]
columns:
  case: {type: key, name: 编号}
  town: {type: area, name: 乡镇}
  state: {type: code, codes: states, name: 状态}
  amount: {type: number, name: 金额, unit: 元, is_required: false}
feeds:
  - {indicator: employment.closed, measure: numerator, where: {state: [closed]}}
  - {indicator: employment.closed, measure: denominator}
  - {indicator: employment.owed, measure: value, column: amount}
""",
    "works": """
number: 试4
title: 建成事项
domain: overall
reporter: statistics
frequency: quarter
due_days: 10
rows: open
keys: [work]
columns:
  work: {type: code, codes: works, name: 事项}
  state: {type: code, codes: states, name: 状态}
feeds:
  - {indicator: overall.life_circle, measure: value, where: {work: [bridge], state: [closed]}}
""",
}
CODES = """
lists:
  bands: {young: {name: 青年}, old: {name: 老年}}
  states: {open: {name: 在办}, closed: {name: 办结}}
  works: {bridge: {name: 桥}, road: {name: 路}}
"""


@pytest.fixture(scope="session")
def project(tmp_path_factory):
    """A project with the real definitions and the small forms."""
    root = tmp_path_factory.mktemp("project")
    copytree(ROOT / "params", root / "params")
    rmtree(root / "params" / "forms", ignore_errors=True)
    (root / "params" / "forms").mkdir()
    texts = {f"forms/{name}.yaml": text for name, text in FORMS.items()} | {
        "codes.yaml": CODES, "source_systems.yaml": "systems: {}\n",
        "departments.yaml": "departments: {civil_affairs: {name: 民政}, statistics: {name: 统计},"
                            " human_resources: {name: 人社}}\n"}
    for name, text in texts.items():
        (root / "params" / name).write_text(text, encoding="utf-8")
    return root


@pytest.fixture
def data(project, tmp_path, monkeypatch):
    """A data folder of its own with the published references, in the small project."""
    monkeypatch.setenv("QIYOU_ROOT", str(project))
    monkeypatch.setenv("QIYOU_DATA", str(tmp_path))
    monkeypatch.delenv("QIYOU_SNAPSHOT", raising=False)
    copytree(ROOT / "data" / "reference", tmp_path / "reference")
    return tmp_path
