"""The keys of secrets: one table for the keys of scripts, of messages, and of anything else that has keys.

A key is read as words, whether it is written as ``db_password``, ``dbPassword``, ``db-password``, ``DBPASSWORD`` or
``db password``. It is one of secrets if a stem is in it, unless the words after the stem name something else, such as
the length of a password, or the word before it does, such as a token that is the next page.
"""

import re
import unicodedata
from functools import lru_cache

STEMS = (
    "access_?key_?(?:id|secret)(?![a-z])",
    "(?:api|app|access|secret|private|auth|encrypt|encryption|decrypt|decryption|sign|signing|account|shared|master"
    "|ssh|ssl|tls|rsa|aes|hmac|cipher|session|jwt|sas|storage|subscription|consumer|license|pgp|gpg|kms)_?key",
    "pass_?(?:word|wort|wd|phrase|code)",
    "p[as]{1,4}o?w[ord]{2,5}",  # in wrong spellings
    "(?<![a-z])pass?ord(?![a-z])",
    "(?<!by)(?<!com)(?<!sur)(?<!tres)(?<!over)(?<!under)pass(?![a-z])",
    "pwd",
    "pa?s?s?wd(?![a-z])",
    "(?<![a-z])ps?w(?![a-z])",
    "(?:root|user|admin|login)pw(?![a-z])",
    "(?<![a-z])psk(?![a-z])",
    "secret(?!ar[iy]|ion|ly)",
    "tokens?(?!i[sz])",
    "credential",
    "(?<![a-z])creds?(?![a-z])",
    "access_?(?:id|secret)(?![a-z])",
    "(?:oss|odps|cos|obs|aws|aliyun|maxcompute)_[as]k(?![a-z])",
    "jaas_?conf",
    "conn(?:ect|ection)?_?str(?:ing)?(?![a-z])",
    "authorization",
    "auth_?(?:info|string)(?![a-z])",
    "client_?assertion",
    "saml_?(?:response|assertion)",
    "(?:密码|口令|密钥|秘钥|令牌|凭证|凭据|私钥|密匙|密碼|密鑰|憑證|授权码|授權碼)",
)
"""Parts of the keys of secrets, in lower case; ``_?`` is between words, and letters may not follow where it says so."""

NAMES = (
    "user(?<![a-z]user)(?:_?name)?(?![0-9_.-]{0,64}[a-z])",
    "user_?name(?![0-9_.-]{0,64}[a-z])",
    "用户名",
)
"""The same for names of users, which are not shown either."""

WORDS, SHORT = (
    (
        "signature",
        "(?<![a-z])ticket\\Z",
        "(?<![a-z])sig(?![a-z])",
        "cookie",
        "session_?id(?![a-z])",
        "(?<![a-z])(?:jwt|salt)(?![a-z])",
        "bearer",
        "(?<![a-z])auth(?![a-z])",
        "(?<![a-z])(?:cipher|hmac|keytab)(?![a-z])",
        "(?<![a-z])key_tab(?![a-z])",
    ),
    ("ak(?<![a-z0-9]ak)(?![a-z0-9])", "sk(?<![a-z0-9]sk)(?![a-z0-9])"),
)
"""The same for keys that are of secrets only if their value looks random."""

CODES, SHORT_CODES = (
    (
        "(?:user|card|login|security|one_?time)_?(?:pin|code)\\Z",
        "(?:pin|otp)_?code\\Z",
        "captcha\\Z",
        "verif(?:y|ication)_?code\\Z",
        "(?:验证码|校验码)",
    ),
    ("pin(?<![a-z]pin)(?![a-z0-9_])", "otp(?<![a-z]otp)(?![a-z0-9_])"),
)
"""The same for keys that are of secrets if their value looks random, or is a number of 4 digits or more."""

HARMLESS = frozenset(
    "age alg algorithm at attempt attempts bucket budget bytes changed check class classification column columns"
    " count created date day days embedding enabled encoder encoding endpoint error errors expiration expire expired"
    " expires expiry fail failed failure field fields file format found generator hint history hour ids in inactive"
    " index is label len length lifetime limit limits malformed manager max message min minute minutes mode name names"
    " not num number of only path paths pattern per placeholder policies policy position prompt provider rate ratio"
    " regex required reset retention rotation rule rules second service size status strategy stream strength table"
    " through time timeout ttl type types updated uri url usage valid validation validator validity version week"
    " window"
    " 长度 策略 强度 类型 名称 过期 规则 数 数量 校验 有效期 过期时间 管理 状态 错误".split()
)
"""Words after a stem that make the key one of something else: ``password_length``, ``token_count``, ``secret_name``."""

SOURCE_FILE = re.compile(r"\.(?:java|scala|kt|py|go)\Z")
"""The end of what is a place in a program, with the number of its line behind it."""

OTHER_TOKENS = re.compile(
    r"(?:^|_)(?:next|page|continuation|start|pad|eos|bos|unk|max|min|num|total|prompt|completion|input|output|sep|per)"
    r"(?:_new)?_tokens?(?:_|$)"
)
"""Tokens that are places in a list, or parts of a text."""

LONGEST = 128
"""Characters at the end of a key that are read."""

CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[^a-zA-Z0-9\u3400-\u9fff]+")


def _any(stems: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(stems))


SECRET, NAME, RANDOM, CODE = map(_any, (STEMS, NAMES, (*WORDS, *SHORT), (*CODES, *SHORT_CODES)))


def _cores(stem: str) -> list[str]:
    """A stem without its ends; each of its alternatives begins with a letter, by which it is searched quickly."""
    inner = re.sub(r"\(\?<![^()]*\)|\(\?!\[a-z\]\)|\\Z", "", stem).replace("_?", r"[-_.\s]?")
    choice = re.fullmatch(r"\(\?:([^()]*)\)(.*)", inner)
    return [first + choice[2] for first in choice[1].split("|")] if choice else [inner]


CORES = (*(core for stem in (*STEMS, *NAMES, *WORDS, *CODES) for core in _cores(stem)), *SHORT, *SHORT_CODES)
"""The stems without their ends, as regular expressions: a text without all of them, in lower case, has no key."""


OF_ALL = ("secret", "tokens")
"""The kinds of keys behind which all is secret, however deep."""


def kind_of(key: str) -> str:
    """Return what a key is one of.

    "secret"; "tokens", which are secrets, but their number is none; "name" of a user; "likely", a secret if it looks
    random; "code", which can be a number too; "" for any other.
    """
    return _kind_of(key[-LONGEST:])


@lru_cache(maxsize=4096)
def _kind_of(key: str) -> str:
    if SOURCE_FILE.search(key):
        return ""
    plain = key if key.isascii() else _usual(key)
    spellings = ("_".join(CAMEL.split(plain)).casefold(), re.sub(r"[^a-z0-9\u3400-\u9fff]+", "_", plain.casefold()))
    if _is_secret(spellings[0] if SECRET.search(spellings[0]) else spellings[1]):
        return "tokens" if spellings[0].endswith("tokens") else "secret"
    if any(map(NAME.search, spellings)):
        return "name"
    if any(map(CODE.search, spellings)):
        return "code"
    return "likely" if any(map(RANDOM.search, spellings)) else ""


def _usual(key: str) -> str:
    plain = unicodedata.normalize("NFKC", key)
    return "".join(letter for letter in plain if unicodedata.category(letter) != "Cf")


def _is_secret(spelling: str) -> bool:
    ends = [found.end() for found in SECRET.finditer(spelling)]
    return bool(ends) and OTHER_TOKENS.search(spelling) is None and not _only_harmless(spelling[ends[-1] :])


def _only_harmless(rest: str) -> bool:
    words = [word for word in rest.split("_") if word and not word.isdigit()]
    return bool(words) and all(word in HARMLESS for word in words)
