"""The connection details of the initial world's data sources: secrets that the server must never show."""

import json

PLANTED = (
    "planted-host-4b8.example",
    "planted-user-7c1",
    "planted-password-9f2",
    "planted-key-id-3ab",
    "planted-key-secret-5de",
)
"""Every secret below; tests search all output for them. Those in an address or a text are not masked."""

HOST, USER, PASSWORD, KEY_ID, KEY_SECRET = PLANTED

MASKED = "******"
"""In place of the value of ``accessKey`` and ``password``, as the service was seen to mask these two fields."""

CONTENTS: dict[str, dict[str, object]] = {
    "mysql": {
        "database": "{database}",
        "jdbcUrl": f"jdbc:mysql://{HOST}:3306/shop?user={USER}&password={PASSWORD}",
        "username": USER,
        "password": MASKED,
        "regionId": "cn-shanghai",
        "tag": "public",
    },
    "odps": {
        "accessId": KEY_ID,
        "accessKey": MASKED,
        "authType": 2,
        "endpoint": f"http://{HOST}/api",
        "project": "{database}",
        "tag": "public",
    },
    "holo": {
        "accessId": KEY_ID,
        "accessKey": MASKED,
        "endpoint": f"{HOST}:80",
        "database": "shop",
        "tag": "aliyun",
    },
    "kafka": {
        "server": f"{HOST}:9092",
        "securityProtocol": "SASL_SSL",
        "userName": USER,
        "password": MASKED,
        "properties": f'{{"sasl.jaas.config": "PlainLoginModule required password=\\"{KEY_SECRET}\\";"}}',
    },
}
"""Content by type of data source; the fields are from the manuals, so the list is assumed."""

UNREACHABLE_MESSAGE = f"Communications link failure to jdbc:mysql://{HOST}:3306/shop, user={USER}, password={PASSWORD}"
"""The message of a failed connection test; assumed, with secrets as in real messages."""


def content(kind: str, database: str) -> str:
    """Return the Content of a data source, as JSON text."""
    fields = CONTENTS.get(kind, {})
    return json.dumps({name: database if value == "{database}" else value for name, value in fields.items()})
