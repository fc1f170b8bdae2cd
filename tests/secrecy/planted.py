"""The secrets that tests use. None may appear in a result, a log, an audit line or an exception.

A test that needs a secret takes one of these. Add a new one here, long and unusual enough not to occur by accident;
the plugin searches all output of a run for them.
"""

from emulator.handlers.connection_details import PLANTED

ACCESS_KEY_SECRET = "planted-access-key-secret-8f3KqZ"
SECURITY_TOKEN = "planted-security-token/4Wc+71=="
BEARER_TOKEN = "planted-bearer-token-Yt5_0vRb"
READ_ONLY_TOKEN = "planted-read-only-token-m2XdL9"
STATE_KEY = "planted-state-key-of-32-characters-9Hs"
DATA_SOURCE_PASSWORD = "planted-pa55word-of-a-data-source"
SPELLED = "Pl4nted0f1spell1ng"

SECRETS: dict[str, str] = {
    "ACCESS_KEY_SECRET": ACCESS_KEY_SECRET,
    "SECURITY_TOKEN": SECURITY_TOKEN,
    "BEARER_TOKEN": BEARER_TOKEN,
    "READ_ONLY_TOKEN": READ_ONLY_TOKEN,
    "STATE_KEY": STATE_KEY,
    "DATA_SOURCE_PASSWORD": DATA_SOURCE_PASSWORD,
    "SPELLED": SPELLED,
    # Older than this list:
    "a process's access key secret": "planted-secret",
    "a wrong access key secret": "not-the-secret",
    "the SDK's access key secret": "test-key-secret",
    "the SDK's security token": "test+security/token==",
    "Anna's token": "anna-token-0123456789",
    "Ben's token": "ben-token-0123456789",
    "Carl's token": "carl-token-0123456789",
    "a token that reads": "reading-token-0123456789",
    "a token that writes": "writing-token-0123456789",
    **{f"secret {number} of the emulated account": secret for number, secret in enumerate(PLANTED)},
    "a symmetric key": "a symmetric secret of good length, 32+",
}
"""The secrets, by their names in a finding."""
