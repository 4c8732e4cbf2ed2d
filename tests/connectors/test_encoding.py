"""Files in the encodings that factories have, told apart by their bytes alone."""

from __future__ import annotations

import pytest

from connectors.tables.encoding import UnknownEncoding, decoded, encoding_of

SIMPLIFIED = (
    "物料,名称,类别,自制外购\nP001,离心泵 CP 50-160,水泵,自制\nP002,机械密封,密封件,外购\nP003,泵体铸件,铸件,外购\n"
)
TRADITIONAL = (
    "物料,名稱,類別,自製外購\nP001,離心泵 CP 50-160,水泵,自製\nP002,機械密封,密封件,外購\nP003,泵體鑄件,鑄件,外購\n"
)
SHORT_SIMPLIFIED = [
    "电机", "轴承", "客户", "订单", "杭州水务集团", "上海机床厂", "不锈钢管", "叶轮", "密封圈", "西安热力公司", "数量",
    "紧固件", "冷却器总成", "青岛啤酒设备", "武汉钢铁",
]
SHORT_TRADITIONAL = [
    "電機", "軸承", "客戶", "訂單", "臺北自來水工程", "高雄港機械", "不鏽鋼管", "葉輪", "密封圈", "數量", "齒輪箱",
    "緊固件",
    "冷卻器總成", "新竹科學園區", "鋁合金",
]


class TestWithoutDoubt:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
    def test_simplified_text_comes_back_as_it_was(self, encoding: str) -> None:
        assert decoded(SIMPLIFIED.encode(encoding)) == SIMPLIFIED

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "big5"])
    def test_traditional_text_comes_back_as_it_was(self, encoding: str) -> None:
        assert decoded(TRADITIONAL.encode(encoding)) == TRADITIONAL

    def test_plain_ascii_is_utf_8(self) -> None:
        assert encoding_of(b"item,name\nA,B\n") == "utf-8"

    def test_an_empty_file_is_an_empty_text(self) -> None:
        assert decoded(b"") == ""


class TestByWhatReadsLikeChinese:
    @pytest.mark.parametrize("words", SHORT_SIMPLIFIED)
    def test_a_single_simplified_word_is_gb18030(self, words: str) -> None:
        assert encoding_of(f"item,name\nP1,{words}\n".encode("gb18030")) == "gb18030"

    @pytest.mark.parametrize("words", SHORT_TRADITIONAL)
    def test_a_single_traditional_word_is_big5(self, words: str) -> None:
        assert decoded(f"item,name\nP1,{words}\n".encode("big5")) == f"item,name\nP1,{words}\n"

    def test_traditional_text_in_gb18030_is_not_taken_for_big5(self) -> None:
        assert decoded(TRADITIONAL.encode("gb18030")) == TRADITIONAL

    def test_a_rare_character_does_not_sway_the_rest(self) -> None:
        text = SIMPLIFIED + "P004,㳇泵 𠮷田轴承,水泵,外购\n"

        assert decoded(text.encode("gb18030")) == text


class TestWithDoubt:
    @pytest.mark.parametrize(
        "content",
        [
            "item,name\nP1,Müller Anlagenbau\nP2,Kälte für Öfen\n".encode("cp1252"),
            b"\xff\xff\xfe\xfe\x80\x81",
            b"PK\x03\x04\x00\x00\x00\x00",
        ],
    )
    def test_what_is_no_text_of_ours_is_refused_not_garbled(self, content: bytes) -> None:
        with pytest.raises(UnknownEncoding):
            decoded(content)
