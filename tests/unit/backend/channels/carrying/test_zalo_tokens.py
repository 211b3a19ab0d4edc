from __future__ import annotations

import asyncio

import msgspec
import pytest

from backend.channels.carrying.http import Answer
from backend.channels.carrying.zalo_tokens import TokenKeeper, TokenRefusedError, Tokens
from backend.contract.state import Text
from tests.unit.backend.channels.given import NOW, Memory, means


class Issuer:
    """Renews as Zalo does: each refresh token once."""

    def __init__(self, secrets: Memory) -> None:
        self.n, self.secrets = 0, secrets
        self.gate = asyncio.Event()
        self.gate.set()
        self.asked = asyncio.Event()

    async def __call__(self, refresh: str) -> Tokens:
        self.asked.set()
        await self.gate.wait()
        if refresh != f"r{self.n}":
            raise TokenRefusedError(Text("không", "no"), again=False)
        self.n += 1
        return Tokens(f"a{self.n}", f"r{self.n}", NOW + 90_000)


def test_a_pair_is_kept_before_it_is_used() -> None:
    async def scene() -> None:
        secrets = Memory(zalo="r0")
        keeper = TokenKeeper("zalo", means(secrets), Issuer(secrets))
        assert await keeper.valid() == "a1"
        assert [name for name, _ in secrets.puts] == ["zalo"]
        assert msgspec.json.decode(secrets.kept["zalo"], type=Tokens) == Tokens("a1", "r1", NOW + 90_000)
        assert await keeper.valid() == "a1"
        assert await keeper.valid(other_than="a0") == "a1"
        assert await keeper.valid(other_than="a1") == "a2"

    asyncio.run(scene())


def test_a_keyring_that_takes_nothing_costs_no_refresh_token() -> None:
    async def scene() -> None:
        secrets = Memory(zalo="r0")
        issuer = Issuer(secrets)
        keeper = TokenKeeper("zalo", means(secrets), issuer)
        secrets.broken = True
        for _ in range(2):
            with pytest.raises(TokenRefusedError, match="cannot be kept") as caught:
                await keeper.valid()
            assert caught.value.again
        secrets.broken = False
        assert await keeper.valid() == "a1"
        assert issuer.n == 1, "the pair that could not be kept was used when it could"

    asyncio.run(scene())


def test_a_message_that_is_given_up_does_not_lose_the_new_pair() -> None:
    async def scene() -> None:
        secrets = Memory(zalo="r0")
        issuer = Issuer(secrets)
        issuer.gate.clear()
        keeper = TokenKeeper("zalo", means(secrets), issuer)
        given_up = asyncio.ensure_future(keeper.valid())
        await issuer.asked.wait()
        given_up.cancel()
        issuer.gate.set()
        await keeper.close()
        assert "r1" in secrets.kept["zalo"]

    asyncio.run(scene())


def test_many_at_once_renew_once() -> None:
    async def scene() -> None:
        secrets = Memory(zalo="r0")
        issuer = Issuer(secrets)
        keeper = TokenKeeper("zalo", means(secrets), issuer)
        assert await asyncio.gather(*[keeper.valid() for _ in range(20)]) == ["a1"] * 20
        assert await asyncio.gather(*[keeper.valid(other_than="a1") for _ in range(20)]) == ["a2"] * 20
        assert issuer.n == 2

    asyncio.run(scene())


def test_answers_are_read_with_numbers_as_text() -> None:
    raw = b'{"access_token":"a","refresh_token":"r","expires_in":"90000"}'
    assert Tokens.of(Answer(200, raw), NOW, []) == Tokens("a", "r", NOW + 90_000)


@pytest.mark.parametrize(
    ("status", "body", "again"),
    [
        (200, b'{"error":-14014}', False),
        (502, b"<html>", True),
        (200, b"\xff", False),
        (200, b'{"access_token":"a"}', False),
    ],
)
def test_an_answer_without_tokens_says_what_to_do(status: int, body: bytes, again: bool) -> None:
    with pytest.raises(TokenRefusedError, match="Authorise the OA again") as caught:
        Tokens.of(Answer(status, body + b" s3cr3t"), NOW, ["s3cr3t"])
    assert caught.value.again is again
    assert "s3cr3t" not in str(caught.value)
