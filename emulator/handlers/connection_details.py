"""The connection details of the initial world's data sources: secrets that the server must never show."""

import json

PLANTED = (
    "planted-host-4b8.example",
    "planted-user-7c1",
    "planted-password-9f2",
    "planted-key-id-3ab",
    "planted-key-secret-5de",
)
"""Every secret below; tests search all output for them. The service's own samples mask some of these."""

HOST, USER, PASSWORD, KEY_ID, KEY_SECRET = PLANTED

CONTENTS: dict[str, dict[str, object]] = {
    "mysql": {
        "database": "{database}",
        "jdbcUrl": f"jdbc:mysql://{HOST}:3306/shop?user={USER}&password={PASSWORD}",
        "username": USER,
        "password": PASSWORD,
        "regionId": "cn-shanghai",
        "tag": "public",
    },
    "odps": {
        "accessId": KEY_ID,
        "accessKey": KEY_SECRET,
        "authType": 2,
        "endpoint": f"http://{HOST}/api",
        "project": "{database}",
        "tag": "public",
    },
    "holo": {
        "accessId": KEY_ID,
        "accessKey": KEY_SECRET,
        "endpoint": f"{HOST}:80",
        "database": "shop",
        "tag": "aliyun",
    },
    "kafka": {"server": f"{HOST}:9092", "securityProtocol": "SASL_SSL", "userName": USER, "password": PASSWORD},
}
"""Content by type of data source; the fields are from the manuals, so the list is assumed."""

UNREACHABLE_MESSAGE = f"Communications link failure to jdbc:mysql://{HOST}:3306/shop, user={USER}, password={PASSWORD}"
"""The message of a failed connection test; assumed, with secrets as in real messages."""


def content(kind: str, database: str) -> str:
    """Return the Content of a data source, as JSON text."""
    fields = CONTENTS.get(kind, {})
    return json.dumps({name: database if value == "{database}" else value for name, value in fields.items()})
