"""Which encoding a file is in: by its mark, by what it can't be, and for Chinese text by what reads like Chinese."""

from __future__ import annotations

import codecs

from connectors.tables.common_characters import SIMPLIFIED, TRADITIONAL

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Below this share of everyday characters a text is not Chinese but, say, Latin-1 misread as Chinese.
LEAST_SHARE = 0.3
COMMON_LEVEL_WORTH = 0.25
SAMPLE_CHARACTERS = 20_000


class UnknownEncoding(Exception):
    """The bytes are in none of the encodings that are read."""


def decoded(content: bytes) -> str:
    """Return the text of a file in UTF-8, UTF-16, GB18030 or Big5, without its mark. Raises UnknownEncoding."""
    try:
        return content.decode(encoding_of(content)).removeprefix("\ufeff")
    except UnicodeDecodeError:
        raise UnknownEncoding from None


def encoding_of(content: bytes) -> str:
    """Return the name of the encoding. Raises UnknownEncoding."""
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return encoding
    if b"\0" in content:
        return utf_16_without_mark(content)
    if reads_as(content, "utf-8") is not None:
        return "utf-8"
    return chinese_encoding(content)


def reads_as(content: bytes, encoding: str) -> str | None:
    """Return the text in this encoding, or None where the bytes can't be that."""
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def utf_16_without_mark(content: bytes) -> str:
    """
    Return which UTF-16 a file with zero bytes is in.

    A delimiter or a digit has its zero in the high byte, which tells the order. Raises UnknownEncoding.
    """
    even, odd = content[0::2].count(0), content[1::2].count(0)
    encoding = "utf-16-le" if odd > even else "utf-16-be"
    text = reads_as(content, encoding)
    if even == odd or text is None or "\0" in text:
        raise UnknownEncoding
    return encoding


def chinese_encoding(content: bytes) -> str:
    """
    Return GB18030 or Big5, whichever makes everyday Chinese of the bytes.

    Most bytes are valid in both, so the one whose text holds more everyday characters wins; equal shares are taken as
    GB18030, the larger of the two. Raises UnknownEncoding where neither reads like Chinese.
    """
    shares = {
        "gb18030": everyday_share(reads_as(content, "gb18030"), "gb2312", SIMPLIFIED | TRADITIONAL),
        "big5": everyday_share(reads_as(content, "big5"), "big5", TRADITIONAL),
        "cp950": everyday_share(reads_as(content, "cp950"), "big5", TRADITIONAL),
    }
    best = max(shares, key=lambda encoding: shares[encoding])
    if shares[best] < LEAST_SHARE:
        raise UnknownEncoding
    return best


def everyday_share(text: str | None, charset: str, everyday: frozenset[str]) -> float:
    """
    Return 0…1: how much of the text's wider characters reads like everyday Chinese.

    An everyday character counts in full, another one of the charset's first, common level counts a little.
    """
    if text is None:
        return 0.0
    wide = [sign for sign in text if sign > "\x7f"][:SAMPLE_CHARACTERS]
    if not wide:
        return 0.0
    worth = (1.0 if sign in everyday else COMMON_LEVEL_WORTH * is_common_level(sign, charset) for sign in wide)
    return sum(worth) / len(wide)


def is_common_level(sign: str, charset: str) -> bool:
    """Say whether a character is in the first level of GB 2312 or Big5: the several thousand of daily use."""
    try:
        code = sign.encode(charset)
    except UnicodeEncodeError:
        return False
    first, last = (0xB0, 0xD7) if charset == "gb2312" else (0xA4, 0xC6)
    return len(code) == 2 and first <= code[0] <= last
