"""The web server in front of the gateway, which refuses a request line that is too long before anything reads it."""

from emulator.exchange import Reply, Request

LONGEST_LINE = 16 * 1024
"""Bytes of path and query. The limit of the service is not known: about 73,000 bytes were refused with 414
(aliyun/openapi-core-nodejs-sdk, issue 55: a picture of 55 KB or more as base64), web servers accept 8 KiB by default.
"""

PAGE = (
    b"<html>\r\n<head><title>414 Request-URI Too Large</title></head>\r\n"
    b"<body><h1>414 Request-URI Too Large</h1></body>\r\n</html>\r\n"
)


def refused_line(request: Request, longest: int) -> Reply | None:
    """Return the refusal of a request whose line is longer than so many bytes: HTML, and nothing of the API."""
    return Reply(414, "text/html", PAGE) if request.line > longest else None
