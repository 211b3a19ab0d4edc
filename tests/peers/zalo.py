"""Zalo as its clients see it: OAuth v4 with single-use refresh tokens, ZNS and OA messages.

    python -m tests.peers.zalo --port 8898 --record zalo.jsonl

The first refresh token is `refresh-0`, the app's secret key `app-key`. `expire` on standard input makes
the access token invalid. Phones decide what comes of a message: …0118 has no Zalo account, …0119 cannot
receive, …0144 meets the end of the day's quota, …0133 the night rule, …0100 an unknown error, …0009 an answer
that cannot be read.
"""

import threading

from tests.peers.http_peer import Handler, main

_BY_PHONE = {
    "0118": (-118, "Zalo account not existed"),
    "0119": (-119, "Account can not receive ZNS"),
    "0144": (-144, "OA has reached daily ZNS limit"),
    "0133": (-133, "ZNS is not allowed to be sent at night"),
    "0100": (-100, "Unknown error"),
}
_lock = threading.Lock()
_state = {"n": 0, "valid": 0}
"""How often the token was renewed, and whether the newest access token is valid."""


class Zalo(Handler):
    def take(self, path: str, text: str) -> None:
        fields = self.fields(text)
        if path == "/v4/oa/access_token":
            self._renew(fields)
            return
        token = self.headers.get("access_token") or ""
        zns = path == "/message/template"
        to = str(fields.get("phone") or fields.get("recipient", {}).get("user_id", ""))
        with _lock:
            valid = _state["valid"] and token == f"access-{_state['n']}"
        code, words = _BY_PHONE.get(to[-4:], (0, "Success")) if valid else self._invalid(zns)
        self.record.add(
            path=path, key=str(fields.get("tracking_id", "")), token=token, body=fields, accepted=not code
        )
        if to.endswith("0009") and valid:
            self.answer(200, b"<html>")
        elif code:
            self.answer(200, {"error": code, "message": words})
        else:
            data = {"msg_id" if zns else "message_id": f"zalo-{len(self.record.items)}"}
            self.answer(200, {"error": 0, "message": "Success", "data": data})

    def _invalid(self, zns: bool) -> tuple[int, str]:
        return (-124, "Access token invalid") if zns else (-216, "Access token is invalid")

    def _renew(self, fields: dict[str, str]) -> None:
        with _lock:
            right = fields.get("refresh_token") == f"refresh-{_state['n']}"
            right = right and self.headers.get("secret_key") == "app-key" and fields.get("app_id") == "4321"
            if right:
                _state["n"] += 1
                _state["valid"] = 1
            n = _state["n"]
        self.record.add(path="/v4/oa/access_token", key="", accepted=right, body=fields)
        if right:
            self.answer(
                200, {"access_token": f"access-{n}", "refresh_token": f"refresh-{n}", "expires_in": "90000"}
            )
        else:
            self.answer(200, {"error": -14014, "error_name": "Invalid refresh token"})


def _expire() -> None:
    _state["valid"] = 0


if __name__ == "__main__":
    main(__doc__ or "", Zalo, {"expire": _expire})
