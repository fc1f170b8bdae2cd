"""Secrets that are known by their form, with any key or none: signed tokens, access keys, private keys, addresses."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import count

from dataworks.redaction.values import MIXED

Span = tuple[int, int]
"""Where a secret is in a text: its start and end."""

QUOTED = r"'(?:[^'\\]|\\.|'')*+'?|\"(?:[^\"\\]|\\.)*+\"?"

IDENTIFIED = r"\s{1,9}(?i:with\s{1,9}[\w\"'`]{1,64}\s{1,9})?(?i:by|as)\s{1,9}(?i:(?:password|values)\s{1,9}(?=['\"]))?"
LITERAL = r"'[^'\n]{0,200}'"
VALUE = rf"(?P<secret>{QUOTED}|[^\s'\"]+)"

COMMANDS = {
    r"-p": "mysql mysqldump mysqladmin mysqlimport mariadb",
    r"-p(?!\d{1,5}\b)": "ssh scp sftp",
    r"-p\s{0,9}": "sshpass hive beeline mongo mongosh mongodump mongorestore mongoexport mongoimport odpscmd cqlsh",
    r"-P\s{0,9}": "sqlcmd bcp isql tsql",
    r"-a\s{0,9}": "redis-cli",
    r"-w\s{0,9}": "ldapsearch ldapmodify vsql",
    r"-k\s{0,9}": "ossutil ossutil64",
    r"-k\s{1,9}": "openssl",
    r"-pw\s{1,9}": "plink pscp psftp",
    r"(?:-u|--user)[\s=]{0,9}": "curl lftp",
    r"(?:-U|--user)[\s=]{0,9}": "smbclient rpcclient",
}
"""Commands by the option that has a password, perhaps with the name of a user before it."""

READERS = r"(?=\s{0,9}\|\s{0,9}(?:kinit|sudo\s{1,9}-S|passwd\s|openssl|docker\s{1,9}login|smbpasswd|su\s))"
"""Commands that read a password from the one before."""

NO_SENTENCE = r"(?<!is identified by )(?<!are identified by )(?<!be identified by )"
NO_VARIABLE = r"(?!\?|:\w|&\w|\$\{|\$\d|\{\{|%s|<|\*{3})"
"""What is behind ``identified`` in a statement, and what no password without quotes begins with or follows."""

USER = r"(?=[\w.*-]{0,62}[a-zA-Z_*])[\w.*-]{1,63}"
MIXED_IN_LINE = r"(?=[^\s\d]{0,99}\d)(?=[^\sa-zA-Z]{0,99}[a-zA-Z])[^\s\"',;]{6,200}(?=\s*(?:\n|\Z))"

FORMS = (
    # PEM, and what is left of one that was cut
    ("-----BEGIN ", r"[^-\n]{1,60}-----(?:[^-]++|-(?!----END))*+(?:-----END[^-\n]{0,60}(?:-----)?)?"),
    ("PuTTY-User-Key-File-", r"(?:.|\n)*"),
    *((f"ssh-{kind}", r"\s{1,9}AAAA[\w+/=]+") for kind in ("rsa", "dss", "ed25519")),
    ("ecdsa-sha2-", r"[\w-]{1,30}\s{1,9}AAAA[\w+/=]+"),
    ("sk-ssh-", r"[\w@.-]{1,40}\s{1,9}AAAA[\w+/=]+"),
    # JSON Web Tokens
    ("eyJ", r"[\w-]{8,}(?:\.[\w-]*){0,4}"),
    # access keys of clouds and services
    ("LTAI", r"[A-Za-z0-9]{8,}"),
    ("STS.", r"[A-Za-z0-9]{12,}"),
    *((kind, r"[A-Z0-9]{12,}") for kind in ("AKIA", "ASIA", "AROA", "AIDA")),
    ("AKID", r"[A-Za-z0-9]{12,}"),
    ("AIza", r"[\w-]{30,}"),
    ("sk-", r"[A-Za-z0-9][\w-]{18,}"),
    *((kind, r"\w{20,}") for kind in ("ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_")),
    ("glpat-", r"[\w-]{16,}"),
    ("xox", r"[a-z]-[\w-]{10,}"),
    *((f"{kind}_{use}_", r"\w{16,}") for kind in ("sk", "rk") for use in ("live", "test")),
    ("hf_", r"(?=[A-Za-z]{0,99}\d)[A-Za-z0-9]{20,}"),
    ("npm_", r"(?=[A-Za-z]{0,99}\d)[A-Za-z0-9]{30,}"),
    ("pypi-", r"[\w-]{40,}"),
    ("SG.", r"[\w-]{16,}\.[\w-]{16,}"),
    ("hvs.", r"[\w-]{20,}"),
    ("dapi", r"[0-9a-f]{32}(?!\w)"),
    # hashes of passwords
    ("$2", r"[abxy]\$\d\d\$[./\w]{53}"),
    *((f"${kind}$", r"[^\s$]{1,32}\$[./\w]{20,}") for kind in "156"),
    # headers without their name
    ("bearer", r"(?:\s|%20|\+){1,9}(?P<secret>(?=[A-Za-z_-]{0,400}[\d.+/=~])[\w.~+/=-]{8,})"),
    (
        "basic",
        r"(?:\s|%20|\+){1,9}(?P<secret>(?=[a-z]{0,400}[A-Z\d+/=])(?![A-Z]?[a-z]{1,40}\b(?!=))[\w+/-]{6,}={0,2})",
    ),
    # connections
    ("jdbc:", r"(?P<secret>(?:\{[^{}\n]{0,400}\}|[^\s\"'])+)"),
    ("uid", r"[ \t]{0,9}=[ \t]{0,9}(?P<secret>[^;\s]{1,200})(?=\s{0,9};)"),
    (";uid", r"\s{0,9}=\s{0,9}(?P<secret>[^;\s]{1,200})"),
    ("user id", r"\s{0,9}=\s{0,9}(?P<secret>[^;\n]{1,200})"),
    # a statement, and options of commands
    (
        "identified",
        rf"{IDENTIFIED}(?P<secret>{QUOTED}|{NO_SENTENCE}{NO_VARIABLE}(?=[^\s\d]{{0,99}}\d)[^\s'\",;()]{{1,200}})",
    ),
    *(
        (f"{kind} ", rf"[^\n;]{{1,200}}?\s(?i:identified){IDENTIFIED}{NO_VARIABLE}(?P<secret>[^\s'\",;()]{{1,200}})")
        for kind in ("create user", "alter user", "connect to", "grant")
    ),
    ("sp_addlogin", rf"[\s(]{{1,9}}(?:{QUOTED}|\w{{1,64}})\s{{0,9}},\s{{0,9}}(?P<secret>N?(?:{QUOTED}))"),
    (
        "openrowset(",
        rf"\s{{0,9}}{LITERAL}\s{{0,9}},\s{{0,9}}{LITERAL}\s{{0,9}};\s{{0,9}}{LITERAL}\s{{0,9}};\s{{0,9}}(?P<secret>{LITERAL})",
    ),
    *(
        (f"{name}(", rf"\s{{0,9}}(?:{LITERAL}\s{{0,9}},\s{{0,9}}){{4}}(?P<secret>{LITERAL})")
        for name in ("mysql", "postgresql")
    ),
    ("convertto-securestring ", rf"(?:-\w{{1,20}}\s{{1,9}})?(?P<secret>{QUOTED})"),
    ("net use ", r"[^\n]{0,200}?\s(?P<secret>[^\s/]\S*)\s{1,9}/(?i:user):"),
    ("password file ", rf"(?!['\"]?/)(?P<secret>{QUOTED})"),
    *(
        (f"{name} ", rf"(?:[^\n]{{0,200}}?\s)??{option}{VALUE}")
        for option, names in COMMANDS.items()
        for name in names.split()
    ),
    ("echo ", rf"(?:-\w+\s{{1,9}})?{VALUE}{READERS}"),
    # a command of Redis, and the failure of it
    (
        "AUTH ",
        r"(?:failed:\s{1,9}|(?!failed)[\w-]{1,64}\s{1,9})?"
        r"(?P<secret>(?<=default )[^\s\"']+"
        r"|(?=[^\s\d]{0,99}\d)(?=[^\sa-zA-Z]{0,99}[a-zA-Z])(?![\w.-]+:\d*[\s,;]?)[^\s\"',;]{4,}(?=[\s\"',;]|\Z))",
    ),
    # values that were encrypted by their program, which has the key too
    ("ENC(", r"(?P<secret>(?=[^)]{0,400}[=/+]|(?=[^)]{0,400}[a-z])(?=[^)]{0,400}\d))[\w+/=.-]{8,})\)"),
    ("{cipher}", r"(?P<secret>[\w+/=-]{8,})"),
    ("{noop}", r"(?P<secret>[^\s\"']+)"),
    ("$ANSIBLE_VAULT;", r"[\d.]+;\w+\s+(?P<secret>[\da-f\s]+)"),
    ("requirepass", r"\s{1,9}(?P<secret>\S+)"),
    ("/webhook/send?key=", r"(?P<secret>[^\s&\"'<>]+)"),
    *(
        (f"{name} ", r"(?:[^\n]{0,99}?[\s=])??[\"']?(?P<secret>[\w$#]{1,64}/[^\s@]+)@")
        for name in ("sqlplus", "expdp", "impdp", "sqlldr", "rman")
    ),
    *((name, r"(?P<secret>[\w$#]{1,64}/[^\s/@]+)@") for name in ("conn ", "connect ", "userid=")),
    # a line of a file with passwords of PostgreSQL or Hologres
    *(
        (f"{port}:", rf"[\w*-]{{1,63}}:{USER}:(?P<secret>{MIXED_IN_LINE})")
        for port in ("5432", "5433", "6432", "80", "*")
    ),
    # directly behind its key, without a sign
    *((key, rf"(?P<secret>{MIXED.pattern})(?!\s{{0,3}}[=:])") for key in ("密码", "口令", "密碼")),
    ("TGT-", r"\d{1,9}-[\w-]{10,}"),
    ("hooks.slack.com/services/", r"(?P<secret>\S+)"),
    ("/open-apis/bot/v2/hook/", r"(?P<secret>[\w-]{8,})"),
)
"""How each form begins, in any case where it has no capitals, and what follows, as a regular expression.

The secret is the group of that name, or else all of it. A text is searched for the beginning first, which is quick.
"""

COMPILED = tuple(
    (start, any_case, re.compile((f"(?i:{re.escape(start)})" if any_case else re.escape(start)) + rest))
    for start, rest in FORMS
    for any_case in (start == start.lower(),)
)
"""Each beginning, whether it is in any case, and the whole form."""


def by_first_letter(choices: Iterable[str]) -> str:
    """Join regular expressions, whose first character stands for itself, in groups by it: a search is faster so."""
    groups = defaultdict[str, list[str]](list)
    for choice in choices:
        groups[choice[0]].append(choice[1:])
    return "|".join(f"{re.escape(letter)}(?:{'|'.join(rest)})" for letter, rest in groups.items())


STARTS = {start[0].lower() + re.escape(start[1:].lower()): None for start, _ in FORMS}
START = re.compile(f"{by_first_letter(STARTS)}|//|@")
SHORT = 2_000
"""Characters below which a text is searched for all beginnings at once."""

MOST = 20_000
"""Places in one text at which a form can begin; what follows more than these is hidden."""

ADDRESS = re.compile(r"//(?P<place>[^\s\"'<>`]+)")
USER_AT_HOST = re.compile(
    r"(?<![\w.%+/:@-])(?P<user>[\w.%+-]{1,64}):(?P<secret>[^\s:@/\"'<>,;()\[\]{}]{3,200})@(?=[\w\[(])"
)
USER_AT_ORACLE = re.compile(
    r"(?<![\w.$#/@:-])(?P<secret>[\w$#]{1,64}/(?:[^\s/@\"'<>]{1,200}(?=@//[\w\[.-])"
    r"|(?=[^\s\d@]{0,99}\d)(?=[^\sa-z@]{0,99}[a-z])(?=[^\sA-Z@]{0,99}[A-Z])[^\s/@\"'<>]{6,200}(?=@\w)))"
)
NO_USERS = frozenset("mailto mail email contact from to cc bcc owner sha256 file image".split())
PORT = re.compile(r"\d{1,5}(?:[/?#]|$)")


def spans(text: str) -> Iterator[Span]:
    """Yield where secrets of these forms are in a text; spans can overlap."""
    lower = text.replace("\u0130", "i").lower()  # as long as the text
    if len(text) < SHORT and START.search(lower) is None:
        return
    for span in _in_addresses(text) if "//" in text and "@" in text else ():
        yield span
        if span[1] == len(text):  # all that follows is hidden
            text, lower = text[: span[0]], lower[: span[0]]
    for start, any_case, form in COMPILED:
        searched = lower if any_case else text
        if start in searched:
            yield from _of_form(searched, text, start, form)
    for match in USER_AT_ORACLE.finditer(text) if "/" in text and "@" in text else ():
        yield match.span("secret")
    for match in USER_AT_HOST.finditer(text) if "@" in text and ":" in text else ():
        if match["user"].lower() not in NO_USERS:
            yield match.start("user"), match.end("secret")


def _of_form(searched: str, text: str, start: str, form: re.Pattern[str]) -> Iterator[Span]:
    at = searched.find(start)
    for number in count():
        if at < 0:
            return
        if number == MOST:
            yield at, len(text)
            return
        match = None if _continues_a_word(text, at) else form.match(text, at)
        if match is not None:
            yield match.span("secret" if "secret" in form.groupindex else 0)
        at = searched.find(start, match.end() if match else at + 1)


def _continues_a_word(text: str, place: int) -> bool:
    """Whether letters are directly before a place, and at it; Chinese words have nothing between them."""
    before, at = text[place - 1 : place], text[place]
    return at.isascii() and at.isalnum() and (before.isalnum() or before == "_")


def _in_addresses(text: str) -> Iterator[Span]:
    number = 0
    for address in ADDRESS.finditer(text):
        if "@" in address["place"]:
            if number == MOST:
                yield address.start(), len(text)
                return
            yield from _user_part(address)
            number += 1


def _user_part(address: re.Match[str]) -> Iterator[Span]:
    """The user and password before the host of an address; a password may have any characters that are not blank."""
    place = address["place"]
    user, at, _ = place.rpartition("@")
    name, _, rest = user.partition(":")
    first = user.find("/")
    in_path = first >= 0 and (":" not in user[:first] or PORT.match(rest) is not None)
    if in_path or "?" in name or "#" in name:  # the last @ is behind the host
        user, at, _ = place.partition("/")[0].rpartition("@")
    if at and user:
        yield address.start("place"), address.start("place") + len(user)
