from __future__ import annotations

from tests.unit.backend.gateway.given import door, reasons

SITE = "https://www.danang.example"


def test_unknown_addresses_and_methods_are_refused_as_the_standard_spells_it() -> None:
    at = door()
    assert reasons(at.ask("GET", "/")) == ["Không có địa chỉ này."]
    assert reasons(at.ask("DELETE", "/open311/v2/requests.json")) == [
        "Phương thức này không dùng được ở đây."
    ]
    assert at.ask("PUT", "/open311/v2/services.json").status_code == 405
    assert at.ask("GET", "/open311/v2/services.json/").status_code == 404
    assert at.ask("GET", "/open311/v2/../../etc/passwd").status_code == 404


def test_other_sites_may_read_only_where_it_is_configured() -> None:
    asked = {"headers": {"Origin": SITE}}
    assert "access-control-allow-origin" not in door().get("services.json", **asked).headers
    at = door(cors_origins=[SITE])
    assert at.get("services.json", **asked).headers["access-control-allow-origin"] == SITE
    other = at.get("services.json", headers={"Origin": "https://other.example"})
    assert "access-control-allow-origin" not in other.headers
    before = {"Origin": SITE, "Access-Control-Request-Method": "POST"}
    assert at.ask("OPTIONS", "/open311/v2/requests.json", headers=before).status_code == 200


def test_the_standard_may_be_switched_off() -> None:
    assert door(georeport={"enabled": False}).get("services.json").status_code == 404
