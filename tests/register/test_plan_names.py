"""Names of indicators as printed: taken apart, and found again."""

import pytest
from qiyou.register import open_register
from qiyou.register.plan_names import Names, name_key, take_apart
from qiyou.register.reading_words import reading_words, year_of

WORDS = reading_words()


@pytest.fixture(scope="module")
def names():
    return Names(open_register().indicators.values())


@pytest.mark.parametrize(("text", "name", "unit", "marks"), [
    ("普惠托位占比(%)", "普惠托位占比", "%", ""),
    ("☆每千人口拥有3岁以下婴幼儿托位数(个)", "每千人口拥有3岁以下婴幼儿托位数", "个", "☆"),
    ("* 普惠托位 占比（％）", "普惠托位占比", "%", "*"),
    ("每千名儿童儿科执业(助理)医生数(个)", "每千名儿童儿科执业(助理)医生数", "个", ""),
    ("保障性租赁住房累计建设筹集套数(套、间)", "保障性租赁住房累计建设筹集套数", "套、间", ""),
    ("1.人均预期寿命（岁）", "人均预期寿命", "岁", ""),
    ("（3）人均预期寿命（岁）", "人均预期寿命", "岁", ""),
    ("人均预期寿命", "人均预期寿命", None, ""),
    ("人均体育场地面积(㎡)", "人均体育场地面积", "平方米", ""),
    ("0—3岁儿童发育监测筛查率(%)", "0—3岁儿童发育监测筛查率", "%", ""),
])
def test_name_unit_and_marks(text, name, unit, marks):
    named = take_apart(text, WORDS)
    assert (named.name, named.unit, named.marks) == (name, unit, marks)


def test_a_footnote_behind_the_name_is_kept_apart():
    named = take_apart("普惠托位占比(%)[注1]", WORDS)
    assert (named.name, named.unit, named.footnote) == ("普惠托位占比", "%", "[注1]")


def test_a_long_bracket_is_part_of_the_name():
    assert take_apart("养老服务（居家和社区）", WORDS).unit is None


@pytest.mark.parametrize("text", [
    "0-3岁儿童发育监测筛查率", "０—３岁儿童发育监测筛查率", "0~3岁 儿童发育监测筛查率",
    "0–3岁儿童发育监测筛查率",
])
def test_dashes_width_and_spaces_do_not_matter(names, text):
    assert names.find(text).id == "childcare.screening_share"


@pytest.mark.parametrize(("text", "found"), [
    ("每千名儿童儿科执业(助理)医生数", "childcare.paediatricians_per_1000"),
    ("通过国家学前教育普及普惠县省级督导评估率", "education.preschool_county_passed"),
    ("“残疾人之家”覆盖率", "assistance.disabled_homes"),
    ("残疾人之家覆盖率", "assistance.disabled_homes"),
])
def test_other_counties_names_are_known(names, text, found):
    assert names.find(text).id == found


def test_every_indicator_is_found_by_all_its_names(names):
    for indicator in open_register().indicators.values():
        for name in (indicator.name, *indicator.aliases):
            assert names.find(name) is indicator


def test_a_similar_name_is_only_a_suggestion(names):
    assert names.find("人均预期寿命值") is None
    assert names.nearest("人均预期寿命值").id == "health.life_expectancy"
    assert names.nearest("完全不同的东西") is None


def test_name_keys_differ_for_different_names():
    keys = [name_key(i.name) for i in open_register().indicators.values()]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize(("text", "year"), [
    ("2023年", 2023), ("2023", 2023), ("2023.0", 2023), ("２０２３年", 2023),
    ("2022年（基数）", 2022), ("到2027年底", 2027), ("2023—2027年", None), ("12420", None),
    ("120234", None), ("五年目标", None),
    ("2023年嵊泗县公共服务七优享工程实施方案目标", None),
])
def test_years_of_headings(text, year):
    assert year_of(text) == year
