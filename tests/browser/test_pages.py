"""Pages as a real browser without a network shows and prints them."""

import base64
import json
import re

import pytest
from selenium.webdriver.common.keys import Keys

pytestmark = pytest.mark.browser
PAGES = ["page.html", "index.html"]


def address(site, name="page.html"):
    return (site / name).as_uri()


def events(browser):
    """Network events since the log was last read."""
    return [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]


@pytest.mark.parametrize("name", PAGES)
def test_page_asks_for_nothing_outside(browser, site, name):
    browser.get(address(site, name))
    browser.execute_async_script("document.fonts.ready.then(arguments[0])")
    seen = events(browser)
    asked = [e["params"]["request"]["url"] for e in seen
             if e["method"] == "Network.requestWillBeSent"]
    assert any(url.startswith("file://") and url.endswith(name) for url in asked)
    assert [url[:60] for url in asked if not url.startswith(("file://", "data:"))] == []
    assert [e["params"] for e in seen if e["method"] == "Network.loadingFailed"] == []


@pytest.mark.parametrize("name", PAGES)
def test_console_stays_silent(browser, site, name):
    browser.get(address(site, name))
    assert browser.get_log("browser") == []


def fonts_used(browser, selector):
    """Fonts that the browser drew an element and its children with: name -> is it the page's."""
    browser.execute_cdp_cmd("DOM.enable", {})
    browser.execute_cdp_cmd("CSS.enable", {})
    root = browser.execute_cdp_cmd("DOM.getDocument", {"depth": 0})["root"]["nodeId"]
    node = browser.execute_cdp_cmd("DOM.querySelector", {"nodeId": root, "selector": selector})
    fonts = browser.execute_cdp_cmd("CSS.getPlatformFontsForNode", node)["fonts"]
    return {font["familyName"]: font["isCustomFont"] for font in fonts}


@pytest.mark.parametrize("selector", ["h1", "h2", "figcaption", "[id='demo.table'] td",
                                      ".contents li"])
def test_words_are_set_in_the_embedded_font(browser, site, selector):
    browser.get(address(site))
    assert fonts_used(browser, selector) == {"Noto Sans SC": True}


def test_signs_that_the_font_lacks_come_from_the_second_one(browser, site):
    browser.get(address(site, "index.html"))
    assert fonts_used(browser, ".failed .shape") == {"DejaVu Sans": True}


def test_words_in_a_drawing_are_set_in_the_embedded_fonts(browser, site):
    browser.get(address(site))
    number = browser.execute_script("""
        const texts = [...document.querySelectorAll("figure svg text")];
        texts.forEach((text, i) => text.setAttribute("data-n", i));
        return texts.length;""")
    used = {}
    for i in range(number):
        used |= fonts_used(browser, f'text[data-n="{i}"]')
    assert used == {"Noto Sans SC": True, "DejaVu Sans": True}


def test_chinese_characters_are_not_boxes(browser, site):
    browser.get(address(site))
    pictures = browser.execute_async_script("""
        const done = arguments[0], characters = "嵊泗枸杞黄龙镇托位岛健康";
        document.fonts.ready.then(() => done([...characters].map(character => {
          const canvas = document.createElement("canvas");
          canvas.width = canvas.height = 40;
          const pen = canvas.getContext("2d");
          pen.font = '32px "Noto Sans SC"';
          pen.fillText(character, 4, 32);
          return Array.from(pen.getImageData(0, 0, 40, 40).data).filter((_, i) => i % 4 === 3)
                      .join(",");
        })));""")
    assert len(set(pictures)) == len(pictures)  # boxes would all look the same
    assert all(picture.count("255") > 20 for picture in pictures)


def code_is_shown(browser):
    return {element.is_displayed() for element in browser.find_elements("css selector", "pre.code")}


def test_code_appears_with_the_switch_and_goes_again(browser, site):
    browser.get(address(site))
    label = browser.find_element("css selector", "label[for=show-code]")
    assert code_is_shown(browser) == {False}
    assert label.text == "显示代码"
    label.click()
    assert code_is_shown(browser) == {True}
    assert label.text == "隐藏代码"
    label.click()
    assert code_is_shown(browser) == {False}


def test_switch_works_from_the_keyboard(browser, site):
    browser.get(address(site))
    browser.find_element("id", "show-code").send_keys(Keys.SPACE)
    assert code_is_shown(browser) == {True}


def test_numbers_of_a_chart_open_as_a_table(browser, site):
    browser.get(address(site))
    details = browser.find_element("css selector", "figure details")
    assert not details.find_element("tag name", "table").is_displayed()
    details.find_element("tag name", "summary").click()
    assert "嵊山镇托位" in details.find_element("tag name", "table").text


def test_deep_link_leads_to_the_exhibit(browser, site):
    browser.get(address(site) + "#demo.table")
    top = browser.execute_script(
        "return document.getElementById('demo.table').getBoundingClientRect().top")
    assert -5 <= top < 900
    assert browser.execute_script("return scrollY") > 300


def test_nothing_from_the_data_runs(browser, site):
    browser.get(address(site))
    assert browser.title == "病有良医 · 甲县 2025年"
    assert browser.execute_script("return document.scripts.length + document.images.length") == 0
    assert "onerror" in browser.find_element("tag name", "main").text


def test_policy_stops_a_script_that_slipped_in(browser, site, tmp_path):
    page = (site / "page.html").read_text(encoding="utf-8")
    broken = page.replace("</main>", "<script>document.title = 'hit'</script></main>")
    (tmp_path / "broken.html").write_text(broken, encoding="utf-8")
    browser.get((tmp_path / "broken.html").as_uri())
    assert browser.title != "hit"
    assert any("Content Security Policy" in entry["message"] for entry in
               browser.get_log("browser"))


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", [320, 390, 768, 1280, 2000])
def test_page_is_never_wider_than_the_window(browser, site, name, width):
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
        "width": width, "height": 844, "deviceScaleFactor": 1, "mobile": width < 700})
    browser.get(address(site, name))
    assert browser.execute_script("return document.documentElement.scrollWidth") <= width


def test_contents_stand_beside_the_text_on_a_desk_and_above_it_on_a_phone(browser, site):
    where = """return ['.contents', 'main'].map(s =>
        document.querySelector(s).getBoundingClientRect()).map(r => [r.left, r.top, r.right]);"""
    browser.get(address(site))
    contents, main = browser.execute_script(where)
    assert contents[2] <= main[0]
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
        "width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": True})
    contents, main = browser.execute_script(where)
    assert contents[1] < main[1]


def brightness(colour):
    return sum(map(int, re.findall(r"\d+", colour)[:3])) / 3


def test_dark_page_keeps_its_charts_on_a_light_plate(browser, site):
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {
        "features": [{"name": "prefers-color-scheme", "value": "dark"}]})
    browser.get(address(site))
    body, words, plate = browser.execute_script("""
        const style = s => getComputedStyle(document.querySelector(s));
        return [style("body").backgroundColor, style("body").color,
                style(".plate").backgroundColor];""")
    assert brightness(body) < 60
    assert brightness(words) > 200
    assert brightness(plate) > 240


def printed(browser):
    answer = browser.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})
    return base64.b64decode(answer["data"])


def test_page_prints_on_a4(browser, site):
    browser.get(address(site))
    pdf = printed(browser)
    assert pdf.startswith(b"%PDF")
    sizes = {tuple(round(float(n)) for n in box.split()) for box in
             re.findall(rb"/MediaBox\s*\[([^\]]+)\]", pdf)}
    assert sizes == {(0, 0, 595, 842)}


def test_paper_has_no_navigation_and_stays_light(browser, site):
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {
        "media": "print", "features": [{"name": "prefers-color-scheme", "value": "dark"}]})
    browser.get(address(site))
    hidden = browser.execute_script("""
        return ['.site', '.contents', '.switch-bar', '.turn', 'details'].map(
            s => getComputedStyle(document.querySelector(s)).display);""")
    assert set(hidden) == {"none"}
    assert brightness(browser.execute_script("return getComputedStyle(document.body).color")) < 80
    assert browser.find_element("css selector", ".banner").is_displayed()
