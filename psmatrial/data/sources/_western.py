"""Whether bytes that are not UTF-8 can only be read as cp1252: if every encoding that could be meant agrees."""

from __future__ import annotations

import re
import unicodedata
from typing import BinaryIO

# What programs of the last forty years have written in one byte a character.
_USUAL = (
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1257", "iso8859-1", "iso8859-2", "iso8859-15"),
    *("cp437", "cp850", "cp852", "mac_roman", "koi8_r", "iso8859-5", "iso8859-7", "iso8859-9"),
)
_WORD = re.compile(rb"[A-Za-z\x80-\xff]*[\x80-\xff][A-Za-z\x80-\xff]*")
_LETTERS = re.compile(rb"[A-Za-z\x80-\xff]*\Z")
_PIECE = 1 << 20
_MOST_WORDS = 5000


def is_western(file: BinaryIO) -> bool:
    """Return whether all words of a file can only be read as cp1252; one with very many such words is not judged."""
    known: set[bytes] = set()
    held = b""
    while piece := file.read(_PIECE):
        text = held + piece
        end = _LETTERS.search(text)
        held = end[0] if end else b""
        fresh = set(_WORD.findall(text[: len(text) - len(held)])) - known
        known |= fresh
        if len(held) > _PIECE or len(known) > _MOST_WORDS or not all(map(only_cp1252, fresh)):
            return False
    return all(map(only_cp1252, _WORD.findall(held)))


def only_cp1252(word: bytes) -> bool:
    r"""Return whether a word reads the same in every usual encoding in which it can be a word, cp1252 among them.

    A word of two scripts, with a sign inside it or with a capital after a small letter is no word: so reads what was
    written in another encoding.

    Parameters
    ----------
    word
        A run of letters of ASCII and bytes above it.

    Examples
    --------
    In the first the byte is an e with acute accent wherever it can be a letter; the second is Czech in cp1250.

    >>> only_cp1252(b"Jos\xe9"), only_cp1252(b"Dvo\xf8\xe1k"), only_cp1252(b"\xe9")
    (True, False, False)
    """
    readings = {text for encoding in _USUAL if (text := _decoded(word, encoding)) and _is_word(text)}
    return readings == {_decoded(word, "cp1252")}


def _decoded(word: bytes, encoding: str) -> str:
    """Return a word in one encoding, empty where a byte stands for nothing in it."""
    try:
        return word.decode(encoding)
    except UnicodeDecodeError:
        return ""


def _is_word(text: str) -> bool:
    """Return whether all characters are letters of one script in an order in which a word is written."""
    letters = [unicodedata.name(sign, "").split()[0] for sign in text if sign.isalpha()]
    joined = unicodedata.normalize("NFKC", text) != text
    if joined or len(letters) < len(text) or len(set(letters)) > 1:
        return False
    return text.islower() or text.isupper() or text.istitle()
