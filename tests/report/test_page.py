"""A page is one file, fetches nothing, runs nothing, and is the same each time."""

import base64
import hashlib
import io
import os
import re
import subprocess
import sys
from html.parser import HTMLParser

import pytest
from fontTools.ttLib import TTFont
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from qiyou.report.exhibit import Exhibit
from qiyou.report.page import PageContext, PageLink, render_page

HOSTILE = "<script>alert(1)</script>\u202e\"' onload=x"
LINKS = (PageLink("总览", "00_overview.html"), PageLink("病有良医", "04_health.html"),
         PageLink("老有康养", "05_eldercare.html"))


def context(**more):
    return PageContext("病有良医", "甲县", "2025", "2025-12-31", "internal",
                       **{"href": "04_health.html", "pages": LINKS, **more})


@pytest.fixture(autouse=True)
def _no_fonts(request, monkeypatch):
    """Leave the font out, which takes most of the time, where a test is not about it."""
    if "font" not in request.node.name and "same" not in request.node.name:
        monkeypatch.setattr("qiyou.report.page.subset", lambda family, characters: b"")


@pytest.fixture
def notebook(words, rows, roles, monkeypatch):
    """Notebook with words, a chart and a table."""
    monkeypatch.setenv("QIYOU_FIGURE", "svg")
    words("demo.dots", title="图的标题", note="怎样读", assumptions="假定一", alt="三行点")
    words("demo.table", title="表的标题")
    cells = [new_markdown_cell("# 健康\n\n引言。\n\n## 第一节", id="opening")]
    for name, exhibit in (
            ("dots", Exhibit("demo.dots", "dot_interval", rows, roles, "公报")),
            ("table", Exhibit("demo.table", "table", rows))):
        data, metadata = exhibit._repr_mimebundle_()
        output = new_output("execute_result", data, metadata=metadata, execution_count=1)
        cells.append(new_code_cell(f"health.{name}(study)", id=name, outputs=[output]))
    return new_notebook(cells=cells)


class Tags(HTMLParser):
    """All tags of a page with their attributes."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def tags(html, name):
    return [attributes for tag, attributes in Tags(html).found if tag == name]


def test_page_says_its_language_and_its_title(notebook):
    html = render_page(notebook, context())
    assert tags(html, "html") == [{"lang": "zh-CN"}]
    assert "<title>健康 · 甲县 2025年</title>" in html


def test_policy_forbids_everything_but_what_is_inside(notebook):
    policies = [t["content"] for t in tags(render_page(notebook, context()), "meta")
                if t.get("http-equiv") == "Content-Security-Policy"]
    rules = dict(rule.split(" ", 1) for rule in policies[0].split("; "))
    assert rules["default-src"] == "'none'"
    assert "script-src" not in rules
    assert rules["img-src"] == rules["font-src"] == "data:"


def test_page_fetches_nothing(notebook):
    html = render_page(notebook, context())
    fetching = [value for _, attributes in Tags(html).found for key, value in attributes.items()
                if key in ("src", "srcset", "data", "poster", "background", "action", "manifest")]
    assert all(value.startswith("data:") for value in fetching)
    assert not tags(html, "script")
    assert not tags(html, "link")
    assert not re.search(r"@import|url\((?!data:|#|\"?data:)", html)
    assert not re.search(r"https?://", html.replace("http://www.w3.org/2000/svg", "").replace(
        "http://www.w3.org/1999/xlink", ""))


def test_same_notebook_gives_same_page(notebook):
    assert render_page(notebook, context()) == render_page(notebook, context())


SCRIPT = """
import hashlib
from nbformat.v4 import new_markdown_cell, new_notebook
from qiyou.report.page import PageContext, render_page
notebook = new_notebook(cells=[new_markdown_cell("# 题\\n\\n## 节\\n\\n嵊泗九十三", id="a")])
html = render_page(notebook, PageContext("题", "甲县", "2025", "2025-12-31", "internal"))
print(hashlib.sha256(html.encode()).hexdigest())
"""


def test_page_does_not_depend_on_the_hash_seed():
    hashes = {subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True,
                             check=True, env={**os.environ, "PYTHONHASHSEED": seed}).stdout
              for seed in ("1", "2")}
    assert len(hashes) == 1
    assert len(hashes.pop().strip()) == len(hashlib.sha256().hexdigest())


def embedded_font(html):
    found = re.findall(r'font-family:"Noto Sans SC";src:url\(data:font/woff;base64,([^)]+)\)', html)
    return TTFont(io.BytesIO(base64.b64decode(found[0])))


def test_embedded_font_has_exactly_the_characters_of_the_page(notebook):
    notebook.cells[0].source += "\n\n嵊"
    with embedded_font(render_page(notebook, context())) as font:
        points = set(font.getBestCmap())
    assert {ord(c) for c in "嵊托位图的标题怎样读9%"} <= points
    assert ord("鼹") not in points
    assert len(points) < 500


def test_each_exhibit_is_a_figure_with_its_words(notebook):
    html = render_page(notebook, context())
    assert [t["id"] for t in tags(html, "figure")] == ["demo.dots", "demo.table"]
    for words in ("图的标题", "怎样读", "假定一", "资料来源：公报", "表的标题"):
        assert words in html
    assert [t["aria-label"] for t in tags(html, "div") if t.get("role") == "img"] == ["三行点"]


def test_numbers_of_a_chart_can_be_read_as_a_table(notebook):
    html = render_page(notebook, context())
    details = html.split("<details>")[1].split("</details>")[0]
    assert "查看数字" in details
    assert '<th scope="row" class="text">托位</th>' in details


def test_contents_lead_to_headings_and_every_anchor_exists(notebook):
    html = render_page(notebook, context())
    names = [t["id"] for _, t in Tags(html).found if "id" in t]
    assert len(names) == len(set(names))
    local = [t["href"][1:] for t in tags(html, "a") if t.get("href", "").startswith("#")]
    assert "opening-2" in local
    assert set(local) <= set(names)
    assert {"opening", "dots", "table"} <= set(names)


def test_page_leads_to_its_neighbours(notebook):
    html = render_page(notebook, context())
    turn = html.split('class="turn"')[1].split("</nav>")[0]
    assert 'href="00_overview.html"' in turn
    assert 'href="05_eldercare.html"' in turn
    assert html.count('aria-current="page"') == 1


@pytest.mark.parametrize(("here", "count"), [("00_overview.html", 1), ("05_eldercare.html", 1),
                                             ("elsewhere.html", 0)])
def test_first_and_last_page_have_one_neighbour(notebook, here, count):
    turn = render_page(notebook, context(href=here)).split('class="turn"')[1].split("</nav>")[0]
    assert turn.count("<a ") == count


def test_simulated_data_are_marked_on_screen_and_on_paper(notebook):
    html = render_page(notebook, context(is_simulated=True))
    assert 'class="banner"' in html
    assert '@top-center { content: "模拟数据"' in html
    assert "模拟数据" not in render_page(notebook, context())


def test_notices_stand_above_the_text(notebook):
    html = render_page(notebook, context(notices=("两节没有算出。",)))
    assert html.index("两节没有算出。") < html.index("引言。")


def test_footer_says_what_the_page_was_made_from(notebook):
    html = render_page(notebook, context(commit="0123456789abcdef", is_changed=True,
                                         inputs=(("params/a.yaml", "ab" * 32),)))
    footer = html.split('class="colophon"')[1]
    for words in ("0123456789ab", "未提交的改动", "params/a.yaml", "abababababababab", "内部使用",
                  "数据截至2025年12月31日"):
        assert words in footer


def test_hostile_words_stay_words(words, rows, monkeypatch):
    monkeypatch.setenv("QIYOU_FIGURE", "svg")
    words("demo.table", title="{name}", note="{name}", **{"column.value": "{name}"})
    rows.loc[0, "name"] = HOSTILE
    data, metadata = Exhibit("demo.table", "table", rows, {}, HOSTILE,
                             {"name": HOSTILE})._repr_mimebundle_()
    output = new_output("execute_result", data, metadata=metadata, execution_count=1)
    cells = [new_markdown_cell(f"# {HOSTILE}\n\n{HOSTILE}", id="a"),
             new_code_cell(f"# {HOSTILE}", id="b", outputs=[output])]
    html = render_page(new_notebook(cells=cells), PageContext(
        HOSTILE, HOSTILE, "2025", "2025-12-31", "internal", HOSTILE,
        (PageLink(HOSTILE, HOSTILE),), HOSTILE, HOSTILE, notices=(HOSTILE,),
        inputs=((HOSTILE, HOSTILE),)))
    assert not tags(html, "script")
    assert [t for _, t in Tags(html).found if any(key.startswith("on") for key in t)] == []
    assert "\u202e" not in html


def test_error_is_told_in_words_only(notebook):
    notebook.cells[1].outputs = [new_output("error", ename="KeyError", evalue="秘密",
                                            traceback=["秘密"])]
    html = render_page(notebook, context())
    assert "秘密" not in html
    assert "没有运行完" in html


def test_code_is_there_behind_the_switch(notebook):
    html = render_page(notebook, context())
    assert '<pre class="code" id="dots"><code>health.dots(study)</code></pre>' in html
    assert [t["type"] for t in tags(html, "input")] == ["checkbox"]


def test_notebook_without_heading_takes_the_title_of_the_run(notebook):
    notebook.cells[0].source = "引言。"
    assert "<h1>病有良医</h1>" in render_page(notebook, context())


def test_page_made_from_png_works_too(words, rows, roles, monkeypatch):
    monkeypatch.delenv("QIYOU_FIGURE", raising=False)
    words("demo.dots", title="图", alt="三行点")
    data, metadata = Exhibit("demo.dots", "dot_interval", rows, roles)._repr_mimebundle_()
    data["image/png"] = base64.encodebytes(data["image/png"]).decode()
    output = new_output("execute_result", data, metadata=metadata, execution_count=1)
    html = render_page(new_notebook(cells=[new_code_cell("x", id="x", outputs=[output])]),
                       context())
    assert [t["alt"] for t in tags(html, "img")] == ["三行点"]


def test_page_needs_no_drawing_library():
    code = ("import sys, qiyou.report.page, qiyou.report.index;"
            "print([m for m in ('matplotlib', 'nbconvert', 'IPython') if m in sys.modules])")
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True,
                            check=True)
    assert answer.stdout.strip() == "[]"
