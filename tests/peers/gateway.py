"""An HTTP gateway that misbehaves by path, and a receiver of webhooks.

    python -m tests.peers.gateway --port 8899 --record gateway.jsonl

Each request is recorded with its duplicate key (header Idempotency-Key, or field RequestId, key or
tracking_id) and `accepted`: whether a message left to people because of it.

/ok /webhook   accepted once for each key; a second time: /ok says 200 again, /webhook 409
/esms          fields and codes of eSMS: 100 accepted, 124 RequestId is known, 101 wrong ApiKey or SecretKey
/slow?s=2      accepted, but the answer takes that long
/500 /404 /429 /302   refused; 429 with Retry-After 7
/flaky?n=2     500 for the first n attempts of a key, then as /ok
/garbage       accepted, answers with what nobody can read
/huge          accepted, answers with 20 MB
/cut           accepted, the line is closed in the middle of the answer
/hangup        accepted, the line is closed without an answer
/echo          refused with 400, and repeats what was sent, secrets included

With ?first=hangup or ?first=slow, /ok /esms /webhook accept the first attempt of a key, but the answer to it is
lost or late: whoever tries again must not cause a second message.
"""

import threading
import time
from collections import Counter

from tests.peers.http_peer import Handler, main

_MISBEHAVE = {"/500", "/404", "/302", "/429", "/garbage", "/huge", "/cut", "/hangup", "/echo"}
_attempts: Counter[str] = Counter()
_known: set[tuple[str, str]] = set()
_lock = threading.Lock()


class Gateway(Handler):
    def take(self, path: str, text: str) -> None:
        fields = self.fields(text)
        names = ("RequestId", "key", "tracking_id")
        key = self.headers.get("Idempotency-Key") or next((str(fields[n]) for n in names if n in fields), "")
        with _lock:
            _attempts[key] += 1
            fresh = (path, key) not in _known
            accepted = fresh and self._accepts(path, fields, _attempts[key])
            if accepted and key:
                _known.add((path, key))
        self.record.add(
            path=path, method=self.command, key=key, accepted=accepted, headers=dict(self.headers), body=text
        )
        self._reply(path, text, fresh, accepted)

    def _accepts(self, path: str, fields: dict[str, object], n_attempts: int) -> bool:
        if path == "/esms":
            return (fields.get("ApiKey"), fields.get("SecretKey")) == ("api-key", "secret-key")
        if path == "/flaky":
            return n_attempts > int(self.query.get("n", "2"))
        return path in {"/ok", "/webhook", "/slow", "/garbage", "/huge", "/cut", "/hangup"}

    def _reply(self, path: str, text: str, fresh: bool, accepted: bool) -> None:
        ok = {"CodeResult": "100", "SMSID": f"sms-{len(self.record.items)}"}
        if path in _MISBEHAVE:
            self._misbehave(path, text)
        elif accepted and self.query.get("first") == "hangup":
            self.cut()
        elif path == "/slow" or (accepted and self.query.get("first") == "slow"):
            time.sleep(float(self.query.get("s", "2")))
            self.answer(200, ok)
        elif path == "/esms" and not accepted:
            known = {"CodeResult": "124", "ErrorMessage": "Duplicate RequestId"}
            self.answer(200, {"CodeResult": "101", "ErrorMessage": "Authorize Failed"} if fresh else known)
        elif path == "/webhook" and not fresh:
            self.answer(409, {"error": "known"})
        elif path == "/flaky" and fresh and not accepted:
            self.answer(500, b"Internal Server Error")
        else:
            self.answer(200, ok)

    def _misbehave(self, path: str, text: str) -> None:
        match path:
            case "/500" | "/404":
                self.answer(int(path[1:]), b"<html>no</html>")
            case "/302":
                self.answer(302, b"", Location="/ok")
            case "/429":
                self.answer(429, {"error": "slow down"}, Retry_After="7")
            case "/garbage":
                self.answer(200, b"\xff\xfe<<<not json")
            case "/huge":
                self.answer(200, b"x" * 20_000_000)
            case "/cut":
                self.cut(b'{"CodeResult": "1')
            case "/hangup":
                self.cut()
            case "/echo":
                self.answer(400, {"CodeResult": "999", "ErrorMessage": f"cannot read {text}"})


if __name__ == "__main__":
    main(__doc__ or "", Gateway)
