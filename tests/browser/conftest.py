"""A real headless Chromium without a network, and a page for it to open."""

import os
import shutil

import numpy as np
import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from qiyou.catalogue import catalogue
from qiyou.report.exhibit import Exhibit, unavailable
from qiyou.report.index import PageCard, RunCard, render_index
from qiyou.report.page import PageContext, PageLink, render_page
from qiyou.report.sentences import Sentences

CHROMIUM, DRIVER = "/usr/bin/chromium", "/usr/bin/chromedriver"
HOSTILE = "<img src=x onerror=\"document.title='hit'\">\u202e"
TEXTS = {
    "exhibit.demo.dots.title": "点与区间", "exhibit.demo.dots.note": "点是估计值，线是区间。",
    "exhibit.demo.table.title": "一览", "exhibit.demo.gone.title": "没有的一节",
    "exhibit.demo.ranked.title": "九十个县的位次", "demo.why": "还没有收到数字。",
}


@pytest.fixture(scope="session")
def chromium():
    """Start the browser once; without one, skip, but fail where CI must have it."""
    if not (shutil.which(CHROMIUM) and shutil.which(DRIVER)):
        if os.environ.get("CI"):
            pytest.fail(f"{CHROMIUM} and {DRIVER} are needed here")
        pytest.skip("no Chromium with its driver on this machine")
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1280,900",
                     "--disable-background-networking", "--disable-dev-shm-usage",
                     "--host-resolver-rules=MAP * ~NOTFOUND", "--no-first-run"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
    browser = webdriver.Chrome(options=options, service=Service(DRIVER))
    yield browser
    browser.quit()


@pytest.fixture
def browser(chromium):
    """Browser on a blank page of a desktop's size in light, with empty logs."""
    chromium.get("about:blank")
    chromium.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    chromium.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": []})
    for kind in ("performance", "browser"):
        chromium.get_log(kind)
    return chromium


def output(thing):
    """Output that a notebook keeps of a thing it displays."""
    data, metadata = thing._repr_mimebundle_()
    return new_output("execute_result", data, metadata=metadata, execution_count=1)


def things():
    """Exhibits and sentences of the page; all figures invented."""
    rows = pd.DataFrame({"name": ["嵊山镇托位", "床位", "✗ 未报"], "value": [3.8, 2.0, np.nan],
                         "low": [3.0, 1.0, np.nan], "high": [4.4, 3.1, np.nan]})
    roles = {"x": "value", "label": "name", "low": "low", "high": "high"}
    counties = pd.DataFrame({"name": [f"县{i}" for i in range(90)],
                             "value": [10 + i * 37 % 90 for i in range(90)],
                             "flag": [i == 7 for i in range(90)]})
    wide = pd.DataFrame({"name": [HOSTILE, "菜园镇"], "value": [1.5, 20000.0],
                         "lead": ["县卫生健康局、县民政局、县人力资源和社会保障局"] * 2})
    return {
        "opening": Sentences("demo.opening", ("全县常住人口66,903人。", HOSTILE)),
        "dots": Exhibit("demo.dots", "dot_interval", rows, roles, "虚构数据"),
        "ranked": Exhibit("demo.ranked", "ranked_dots", counties,
                          {"x": "value", "label": "name", "highlight": "flag"}),
        "table": Exhibit("demo.table", "table", wide),
        "gone": unavailable("demo.gone", "demo.why"),
    }


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """Folder with a page of every kind of block, and an index."""
    folder = tmp_path_factory.mktemp("site")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("QIYOU_FIGURE", "svg")
        for key, text in TEXTS.items():
            patch.setitem(catalogue("zh"), key, text)
        words = ("# 病有良医\n\n岛上的健康。\n\n## 第一节 枸杞与黄龙\n\n"
                 f"{HOSTILE} [x](javascript:alert(1))")
        cells = [new_markdown_cell(words, id="start")]
        cells += [new_code_cell(f"demo.{name}(study)", id=name, outputs=[output(thing)])
                  for name, thing in things().items()]
        links = (PageLink("总览", "00.html"), PageLink("病有良医", "page.html"))
        context = PageContext("病有良医", "甲县", "2025", "2025-12-31", "internal", "page.html",
                              links, is_simulated=True, notices=("演示。",), commit="0" * 40)
        page = render_page(new_notebook(cells=cells), context)
    (folder / "page.html").write_text(page, encoding="utf-8", newline="\n")
    cards = tuple(PageCard("病有良医", "page.html", status, "两节无法计算")
                  for status in ("complete", "incomplete", "failed"))
    index = render_index([RunCard("run", "甲县", "甲县", "2025", "2025-12-31", "internal", cards)])
    (folder / "index.html").write_text(index, encoding="utf-8", newline="\n")
    return folder
