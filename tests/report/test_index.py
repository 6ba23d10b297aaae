"""The page over runs."""

import pytest
from qiyou.report.index import PageCard, RunCard, render_index


def card(status="complete", **more):
    pages = (PageCard("病有良医", "run/04_health.html", status, "两节无法计算"),)
    return RunCard("run", "甲县2025年", "甲县", "2025", "2025-12-31", "internal", pages, **more)


@pytest.mark.parametrize(("status", "word", "shape"), [
    ("complete", "已生成", "●"), ("incomplete", "不完整", "△"), ("failed", "失败", "✗"),
])
def test_status_is_a_word_and_a_shape(status, word, shape):
    html = render_index([card(status)])
    assert f'aria-hidden="true">{shape}</span>{word}</td>' in html


def test_card_says_what_it_is_about():
    html = render_index([card()])
    for words in ("甲县2025年", "数据截至2025年12月31日", "内部使用", "run/04_health.html",
                  "两节无法计算"):
        assert words in html


def test_unknown_status_is_a_bug():
    with pytest.raises(ValueError, match="half"):
        render_index([card("half")])


def test_simulated_runs_are_marked():
    assert "模拟数据" not in render_index([card()])
    assert 'class="banner"' in render_index([card(is_simulated=True)])
    mixed = render_index([card(), card(is_simulated=True)])
    assert 'class="banner"' not in mixed
    assert "模拟数据" in mixed


def test_site_without_runs_says_so():
    assert "还没有报告" in render_index([])


def test_page_of_one_run_leads_up():
    html = render_index([card()], up_href="../index.html")
    assert 'href="../index.html"' in html
    assert "<h1>甲县2025年</h1>" in html


def test_names_of_runs_are_text():
    hostile = RunCard("run", "<script>x</script>", "甲", "2025", "2025-12-31", "internal", ())
    assert "<script" not in render_index([hostile])
