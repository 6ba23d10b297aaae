"""Numbers of persons: found however they are written, and nothing else."""

import pytest
from qiyou.intake.personal import hidden, is_personal, masked

# Made up: area code 999999 is nobody's.
PERSONAL = {
    "identity": "999999199001011234",
    "identity with X": "99999919900101123X",
    "identity with small x": "99999919900101123x",
    "old identity": "999999900101123",
    "identity with spaces": "999999 19900101 1234",
    "full-width identity": "９９９９９９１９９００１０１１２３Ｘ",
    "mobile": "13900001111",
    "mobile with spaces": "139 0000 1111",
    "mobile with hyphens": "139-0000-1111",
    "mobile with points": "139.0000.1111",
    "full-width mobile": "１３９００００１１１１",
    "mobile of the country": "+86 13900001111",
    "mobile dialled from abroad": "008613900001111",
    "mobile dialled from afar": "013900001111",
    "mobile with an invisible sign": "139\u200b0000\u20601111",
    "mobile among letters": "tel13900001111x",
    "mobile after a full stop": "tel.13900001111",
}
HARMLESS = ("95.4545454545455", "0.954545454545455", "0.30000000000000004", "12345678901",
            "2025-09-30 2025-10-01", "330922100", "1390000111", "139000011112222",
            "0580-5081234", "3.14159265358979", "13900001111.5", "２０２５年第３季度")


@pytest.mark.parametrize("text", PERSONAL.values(), ids=PERSONAL.keys())
def test_no_digit_of_a_number_is_left(text):
    told = masked(f"张某（{text}）在册")
    assert told.startswith("张某（") and told.endswith("）在册")
    assert not any(sign.isdecimal() for sign in told)
    assert is_personal(text)


@pytest.mark.parametrize("text", [text for text in HARMLESS if text != "139000011112222"])
def test_figures_days_and_codes_stay(text):
    assert masked(text) == text
    assert not is_personal(text)


def test_fifteen_digits_are_taken_for_an_old_identity_number():
    assert is_personal("139000011112222")


def test_two_numbers_side_by_side_both_go():
    assert not any(map(str.isdecimal, masked("13900001111 13800002222、99999919900101123X")))


def test_a_cell_called_personal_goes_whatever_it_holds():
    assert hidden("张某某") == "〔个人信息已遮盖〕"
    assert hidden("13900001111") == "〔手机号码已遮盖〕"
    assert hidden("5号楼13900001111") == "〔个人信息已遮盖〕"
