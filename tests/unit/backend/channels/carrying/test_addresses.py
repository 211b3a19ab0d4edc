from __future__ import annotations

import pytest

from backend.channels.carrying.addresses import check_url, is_local, plain_http


@pytest.mark.parametrize("url", ["http://a", "https://a.vn:8443/x?y={to}", "http://[::1]:80/"])
def test_addresses_for_http_are_taken(url: str) -> None:
    check_url("url", url)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("", "must start with"),
        ("ftp://a.vn", "must start with"),
        ("https://", "name a host"),
        ("https://u:p@a.vn/", "password"),
        ("http://[::1", "cannot be read"),
    ],
)
def test_others_are_refused_by_field(url: str, words: str) -> None:
    with pytest.raises(ValueError, match=f"`hook_url`.*{words}"):
        check_url("hook_url", url)


def test_only_lines_that_leave_the_machine_need_encryption() -> None:
    assert plain_http("url", "https://a.vn/") == plain_http("url", "http://127.0.0.1:9/") == []
    assert "use https://a.vn/x" in plain_http("url", "http://a.vn/x")[0]


@pytest.mark.parametrize(
    ("host", "local"),
    [("localhost", True), ("127.3.2.1", True), ("::1", True), ("10.0.0.1", False), ("a.vn", False)],
)
def test_which_hosts_are_this_machine(host: str, local: bool) -> None:
    assert is_local(host) is local
