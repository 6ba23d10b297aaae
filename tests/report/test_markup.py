"""Markdown and drawings can neither run nor fetch anything."""

import re

import pytest
from qiyou.report.markup import headings, markdown_html, own_ids, safe_svg

ALLOWED = re.compile(
    r"</?(?:p|em|strong|code|pre|h[1-6]|ul|ol|li|blockquote|table|thead|tbody|tr|th|td|del|hr|br)"
    r"(?: (?:id|style|class)=\"[\w:;.\- ]*\")*\s*/?>"
    r"|<a href=\"(?:https?:|mailto:|[\w./-]*\.html|#)[^\"<>]*\" rel=\"noreferrer\">|</a>")

HOSTILE = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "a <b onclick=x>b</b>",
    "[x](javascript:alert(1))", "[x](JaVaScRiPt:alert(1))", "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))", "[x](data:text/html;base64,PHN2Zz4=)", "[x](vbscript:a)",
    "[x](file:///etc/passwd)", "[x](//evil.test/a.html)", "![x](http://evil.test/x.png)",
    "![x](data:image/svg+xml,<svg/onload=alert(1)>)", "<javascript:alert(1)>",
    "<https://ok.test/\"onmouseover=alert(1)>", "[x]: javascript:alert(1)\n\n[x]",
    "<iframe src=//evil.test></iframe>", "| a |\n|---|\n| <svg onload=x> |",
    "```html\n<script>x</script>\n```", "<style>@import 'http://evil.test'</style>",
    "# <script>x</script>", '[x](https://ok.test/"><script>x</script>)',
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_markdown_leaves_only_harmless_tags(text):
    html = markdown_html(text, "cell")
    assert [tag for tag in re.findall(r"<[^>]*>", html) if not ALLOWED.fullmatch(tag)] == []


@pytest.mark.parametrize("target", ["https://www.zj.gov.cn/a?b=c&d=e", "04_health.html#scorecard",
                                    "#life-table", "../index.html", "mailto:a@b.cn"])
def test_honest_links_stay(target):
    html = markdown_html(f"[看]({target})", "cell")
    assert f'href="{target.replace("&", "&amp;")}"' in html


def test_headings_take_their_ids_from_the_cell():
    html = markdown_html("## 一\n\n文\n\n### 二", "why")
    assert headings(html) == [(2, "why-1", "一"), (3, "why-2", "二")]


def test_heading_written_as_html_is_no_heading():
    assert headings(markdown_html("<h2>假</h2>", "why")) == []


SVG = ('<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
       'viewBox="0 0 1 1">{}</svg>')


@pytest.mark.parametrize("inside", [
    "<script>alert(1)</script>", '<g onclick="alert(1)"/>', "<foreignObject><p/></foreignObject>",
    '<image href="http://evil.test/x.png"/>', '<use xlink:href="http://evil.test/x.svg#a"/>',
    '<path style="fill: url(http://evil.test/x)"/>', '<style>@import "http://evil.test"</style>',
    '<a href="javascript:alert(1)"><text>x</text></a>', '<animate attributeName="href"/>',
    '<path style="fill: u\\72l(http://evil.test)"/>', '<text><script>x</script></text>',
])
def test_hostile_drawing_is_disarmed(inside):
    out = safe_svg(SVG.format(inside))
    assert not re.search(r"evil|script|alert|onclick|foreign|<image|<a |animate|import", out)


def test_drawing_keeps_its_lines_and_words():
    out = safe_svg(SVG.format('<defs><clipPath id="c"/></defs><path d="M 0 0" '
                              'style="fill: none" clip-path="url(#c)"/><text>嵊泗</text>'))
    assert 'clip-path="url(#c)"' in out
    assert 'd="M 0 0"' in out
    assert "嵊泗" in out


@pytest.mark.parametrize("text", ["", "<p>x</p>", "<svg", "<html xmlns='x'/>"])
def test_what_is_no_drawing_is_dropped(text):
    assert safe_svg(text) == ""


def test_second_copy_of_a_drawing_gets_ids_of_its_own():
    out = own_ids('<svg><g id="a"/><use xlink:href="#a"/></svg>', "again2")
    assert out == '<svg><g id="again2-a"/><use xlink:href="#again2-a"/></svg>'
