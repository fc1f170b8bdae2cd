"""Response envelopes: success, failure and error answer, with the fields of the operation's family, as JSON or XML."""

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

from pydantic import JsonValue

from emulator.exchange import Reply, Request
from emulator.failures import STUDIO_CODE, Refusal, WorkFailed
from emulator.gateway.families import PLAIN, Family

JSON = "application/json;charset=utf-8"
XML = "application/xml"
XML_ERROR = "text/xml;charset=utf-8"
"""The only content type by which the official SDK recognises an error in XML."""

TROUBLESHOOTING = "https://api.aliyun.com/troubleshoot?q={code}&product=dataworks-public&requestId={request_id}"

_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Envelope(NamedTuple):
    """The format of the answer to one request.

    Attributes:
        place: the field that holds the operation's data; "": the data are the answer itself.
        documented: whether failures of DataStudio's operations are as documented, and not as seen.
    """

    action: str
    request_id: str
    host: str
    xml: bool
    place: str = "Data"
    family: Family = PLAIN
    documented: bool = False

    @classmethod
    def of(cls, request: Request, request_id: str) -> "Envelope":
        """Return the envelope for a request: as it names; else XML with the older signature, and JSON with ACS3."""
        wanted = request.parameters.get("Format") or ("XML" if request.is_legacy else request.headers.get("accept", ""))
        xml = wanted.upper() == "XML" or wanted.lower().startswith(("application/xml", "text/xml"))
        return cls(request.action, request_id, request.headers.get("host", ""), xml)

    def success(self, data: Any) -> Reply:
        """Return a successful answer. The data may still contain the status of failed work."""
        return self._reply_200(success=True, **self.family.fields, **({self.place: data} if self.place else data))

    def failure(self, failed: WorkFailed) -> Reply:
        """Return a failure with HTTP 200, in the fields of the operation's family; DataStudio was seen to refuse."""
        if self.family.has_error_fields and not self.documented:
            return self.refusal(Refusal(400, STUDIO_CODE, failed.seen))
        if self.family.has_error_fields:
            fields = {"HttpStatusCode": 400, "ErrorCode": STUDIO_CODE, "ErrorMessage": failed.message}
            return self._reply_200(success=False, **fields)
        if self.place != "Data":
            return self._reply_200(success=False, Message=failed.message)
        return self.success({"Status": "fail", "Message": failed.message})

    def _reply_200(self, *, success: bool, **fields: Any) -> Reply:
        status = {"Success": success} if self.family.has_success or not success else {}
        payload = {**status, "RequestId": self.request_id, **fields}
        return self._reply(200, f"{self.action}Response", payload, XML)

    def refusal(self, refusal: Refusal) -> Reply:
        """Return an error answer."""
        payload = {
            "RequestId": self.request_id,
            "HostId": self.host,
            "Code": refusal.code,
            "Message": refusal.message,
            "Recommend": TROUBLESHOOTING.format(code=refusal.code, request_id=self.request_id),
        }
        return self._reply(refusal.status, "Error", payload, XML_ERROR)._replace(headers=refusal.headers)

    def _reply(self, status: int, root: str, payload: dict[str, Any], xml_type: str) -> Reply:
        if self.xml:
            text, content_type = "".join(_elements(root, payload)), xml_type
        else:
            text, content_type = _json(payload), JSON
        return Reply(status, content_type, text.encode("utf-8", "replace"), request_id=self.request_id)


def _elements(name: str, value: JsonValue) -> Iterator[str]:
    """Yield a value as XML: a list repeats its element."""
    match value:
        case list():
            yield from (text for row in value for text in _elements(name, row))
        case dict():
            inner = (text for key, field in value.items() for text in _elements(key, field))
            yield from (f"<{name}>", *inner, f"</{name}>")
        case _:
            yield f"<{name}>{escape(_NOT_IN_XML.sub('', _text(value)))}</{name}>"


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
