"""A report by conversation: what the page knows of one person's report, and what it says next.

Pure: what was said goes in, what to say and to do comes out. Steps follow one another
what → photo → place → field → confirm; what somebody tells ahead is kept and not asked for again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec
from msgspec.structs import replace

from backend.domain.cases.conversation_words import TalkWords, same_words
from backend.domain.cases.guessing import guessed
from backend.domain.cases.spec import CaseKindSpec
from backend.domain.cases.words import folded

Step = Literal["idle", "what", "photo", "place", "field", "confirm", "sending"]
_ORDER: tuple[Step, ...] = ("what", "photo", "place", "field", "confirm")
MOST_PHOTOS = 5
MOST_CHARS = 4_000
MOST_CASES = 20
"""Reports of one person that are remembered, for looking up and rating."""
MOST_SEEN = 30
_SHORTEST, _FEWEST = 8, 2
"""A description has at least so many characters and words."""
_SHORTEST_PLACE = 4
_OTHER = ""
"""Offered as the last of the guesses: none of them."""


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody sent."""

    message_id: str
    at: float
    """s since epoch."""
    text: str = ""
    photos: tuple[str, ...] = ()
    """Addresses."""
    lat: float | None = None
    lon: float | None = None
    began: bool = False
    """Somebody has just begun to follow the page."""


class Talk(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is known of one person's report."""

    step: Step = "idle"
    at: float = 0.0
    """When the person last said something, s since epoch."""
    text: str = ""
    photos: tuple[str, ...] = ()
    lat: float | None = None
    lon: float | None = None
    place: str = ""
    field: str = ""
    offered: tuple[str, ...] = ()
    """Fields that were offered by number."""
    seen: tuple[str, ...] = ()
    """Ids of the last messages: one that comes twice is no news."""
    cases: tuple[str, ...] = ()
    """Codes of reports of this person, newest first."""

    @property
    def busy(self) -> bool:
        """Return whether a report is being made."""
        return self.step != "idle"


class Say(msgspec.Struct, frozen=True):
    """Send a text."""

    text: str


class Submit(msgspec.Struct, frozen=True):
    """Open a case with what the talk knows; `opened`, `refused` or `failed` says what came of it."""

    talk: Talk


class LookUp(msgspec.Struct, frozen=True):
    """Tell how a case stands."""

    code: str


class Rate(msgspec.Struct, frozen=True):
    """Keep a rating of the newest finished case of `cases`."""

    stars: int
    cases: tuple[str, ...]


Command = Say | Submit | LookUp | Rate
Outcome = tuple[Talk, tuple[Command, ...]]


class Conversation:
    """Leads conversations of one kind of case."""

    def __init__(
        self,
        words: TalkWords,
        kind: CaseKindSpec,
        box: tuple[float, float, float, float] | None,
        timeout_s: float,
    ) -> None:
        """Prepare.

        Args:
            words: what the page says.
            kind: what is reported, with its fields.
            box: west, south, east, north in degrees, within which reports lie; None: anywhere.
            timeout_s: silence after which an unfinished report is given up.
        """
        self._words, self._kind, self._box, self._timeout_s = words, kind, box, timeout_s
        self._names = {field.id: field.name.vi for field in kind.fields}
        self._send, self._cancel, self._skip, self._look_up = (
            frozenset(folded(word) for word in group)
            for group in (words.send_words, words.cancel_words, words.skip_words, words.look_up_words)
        )

    # ---- what people say --------------------------------------------------------------------------

    def heard(self, talk: Talk, said: Said) -> Outcome:
        """Return what comes of something said."""
        if said.message_id and said.message_id in talk.seen:
            return talk, ()
        if talk.busy and talk.step != "sending" and said.at - talk.at > self._timeout_s:
            talk = _ended(talk)
        talk = replace(talk, at=said.at, seen=(*talk.seen, said.message_id)[-MOST_SEEN:])
        answer = folded(same_words(said.text))
        if (code := self._code_asked(said.text)) is not None:
            return self._asked(talk, code)
        if answer in self._cancel and not said.photos:
            return self._cancelled(talk)
        if talk.step == "sending":
            return talk, (self._say("sending"),)
        if talk.step == "idle" and answer in ("1", "2", "3", "4", "5") and talk.cases:
            return talk, (Rate(int(answer), talk.cases),)
        return self._told(talk, said)

    def _told(self, talk: Talk, said: Said) -> Outcome:
        """Take what was said as a part of a report."""
        talk, remarks = self._gathered(talk, said)
        match talk.step:
            case "idle":
                return self._begun(talk, said, remarks)
            case "what":
                return self._described(talk, said, remarks)
            case "photo":
                return self._pictured(talk, said, remarks)
            case "place":
                return self._placed(talk, said, remarks)
            case "field":
                return self._classified(talk, said, remarks)
            case _:
                return self._confirmed(talk, said, remarks)

    def _gathered(self, talk: Talk, said: Said) -> tuple[Talk, list[Command]]:
        """Keep photos and a position at whatever step they come."""
        remarks: list[Command] = []
        photos = tuple(dict.fromkeys(talk.photos + said.photos))
        if len(photos) > MOST_PHOTOS:
            remarks.append(self._say("too_many_photos"))
        talk = replace(talk, photos=photos[:MOST_PHOTOS])
        if said.lat is None or said.lon is None:
            return talk, remarks
        if self._is_outside(said.lat, said.lon):
            return talk, [*remarks, self._say("outside")]
        return replace(talk, lat=said.lat, lon=said.lon), remarks

    def _begun(self, talk: Talk, said: Said, remarks: list[Command]) -> Outcome:
        if _is_description(said.text):
            return self._next(replace(talk, text=said.text[:MOST_CHARS]), "what", remarks)
        if said.began:
            return talk, (self._say("greeting"),)
        return replace(talk, step="what"), (*remarks, self._say("greeting"))

    def _described(self, talk: Talk, said: Said, remarks: list[Command]) -> Outcome:
        if not _is_description(said.text):
            if said.photos and not said.text:
                remarks.append(self._say("photo_taken", n=len(talk.photos)))
            return talk, (*remarks, self._say("ask_more"))
        return self._next(replace(talk, text=said.text[:MOST_CHARS]), "what", remarks)

    def _pictured(self, talk: Talk, said: Said, remarks: list[Command]) -> Outcome:
        if said.photos:
            remarks.append(self._say("photo_taken", n=len(talk.photos)))
        elif folded(same_words(said.text)) not in self._skip:
            if said.text:  # more of what happened: photos may still come
                talk = replace(talk, text=f"{talk.text}\n{said.text}"[:MOST_CHARS])
            if said.lat is None:
                return talk, (*remarks, self._say("ask_photo"))
        return self._next(talk, "photo", remarks)

    def _placed(self, talk: Talk, said: Said, remarks: list[Command]) -> Outcome:
        if talk.lat is None:
            place = " ".join(said.text.split())
            if len(place) < _SHORTEST_PLACE or folded(place) in self._skip:
                return talk, (*remarks, *(() if remarks else (self._say("ask_place"),)))
            talk = replace(talk, place=place[:500])
        elif said.text:
            talk = replace(talk, place=" ".join(said.text.split())[:500])
        return self._next(talk, "place", remarks)

    def _classified(self, talk: Talk, said: Said, remarks: list[Command]) -> Outcome:
        answer = same_words(said.text)
        if answer.isascii() and answer.isdigit():
            number = int(answer) if len(answer) < 4 else 0
            if not 1 <= number <= len(talk.offered):
                return talk, (*remarks, self._say("not_in_list"))
            chosen = talk.offered[number - 1]
            if chosen == _OTHER:
                return self._offer_all(talk, remarks)
            return self._next(replace(talk, field=chosen, offered=()), "field", remarks)
        named = [field.id for field in self._kind.fields if folded(field.name.vi) == folded(answer)]
        likely = named or guessed(said.text, self._kind.fields)
        if len(likely) == 1:
            return self._next(replace(talk, field=likely[0], offered=()), "field", remarks)
        if likely:
            return self._offer(talk, likely, remarks)
        return talk, (*remarks, self._say("not_in_list"))

    def _confirmed(self, talk: Talk, said: Said, remarks: list[Command]) -> Outcome:
        if folded(same_words(said.text)) in self._send:
            return replace(talk, step="sending"), (Submit(talk),)
        if said.photos or said.lat is not None:
            return talk, (*remarks, self._summary(talk))
        return talk, (*remarks, self._say("confirm"))

    # ---- what to ask next -------------------------------------------------------------------------

    def _next(self, talk: Talk, done: Step, remarks: Sequence[Command]) -> Outcome:
        """Go on with the first step after `done` whose answer is not known yet."""
        for step in _ORDER[_ORDER.index(done) + 1 :]:
            if step == "photo" and not talk.photos:
                return replace(talk, step=step), (*remarks, self._say("ask_photo"))
            if step == "place" and talk.lat is None and not talk.place:
                return replace(talk, step=step), (*remarks, self._say("ask_place"))
            if step == "field" and self._kind.fields:
                likely = guessed(talk.text, self._kind.fields)
                talk = replace(talk, step=step)
                return self._offer(talk, likely, remarks) if likely else self._offer_all(talk, remarks)
        return replace(talk, step="confirm"), (*remarks, self._summary(talk))

    def _offer(self, talk: Talk, likely: Sequence[str], remarks: Sequence[Command]) -> Outcome:
        lines = [self._names[field] for field in likely] + [self._words.other_field]
        say = self._say("ask_field", list=_numbered(lines))
        return replace(talk, offered=(*likely, _OTHER)), (*remarks, say)

    def _offer_all(self, talk: Talk, remarks: Sequence[Command]) -> Outcome:
        say = self._say("ask_any_field", list=_numbered(list(self._names.values())))
        return replace(talk, offered=tuple(self._names)), (*remarks, say)

    def _summary(self, talk: Talk) -> Say:
        return self._say(
            "summary",
            text=talk.text if len(talk.text) <= 300 else f"{talk.text[:299]}…",
            n_photos=len(talk.photos),
            place=talk.place or self._words.shared_place,
            field=self._names.get(talk.field, ""),
        )

    # ---- what came of it --------------------------------------------------------------------------

    def opened(self, talk: Talk, code: str, due: str) -> Outcome:
        """Return what to say of a case that was opened.

        Args:
            talk: as it was submitted.
            code: of the case.
            due: until when it is to be settled, in words; empty: no deadline.
        """
        name = "opened" if due else "opened_without_due"
        cases = (code, *(one for one in talk.cases if one != code))[:MOST_CASES]
        values = {"code": code, "due": due} if due else {"code": code}
        return replace(_ended(talk), cases=cases), (self._say(name, **values),)

    def refused(self, talk: Talk, reason: str) -> Outcome:
        """Return what to say of a report that may not be opened."""
        return _ended(talk), (self._say("refused", reason=reason),)

    def failed(self, talk: Talk) -> Outcome:
        """Return what to say of a report that could not be kept now: it may be sent once more."""
        return replace(talk, step="confirm"), (self._say("failed"),)

    def timed_out(self, talk: Talk, now: float) -> Outcome | None:
        """Return what to say where a report was left unfinished for too long; None: it was not."""
        if not talk.busy or talk.step == "sending" or now - talk.at <= self._timeout_s:
            return None
        return _ended(talk), (self._say("timed_out"),)

    def resumed(self, talk: Talk) -> Talk:
        """Return a talk as it goes on after a restart: what was being sent may be sent once more."""
        return replace(talk, step="confirm") if talk.step == "sending" else talk

    def unknown(self, code: str) -> Say:
        """Return what to say of a code that nobody knows."""
        return self._say("unknown_code", code=code[:40])

    def status(self, facts: dict[str, str]) -> Say:
        """Return how a case stands.

        Args:
            facts: code, title, status, unit; due and result where there are any.
        """
        parts = [self._words.say("status", **{name: facts.get(name, "") for name in _STATUS})]
        parts += [
            self._words.say(f"status_{name}", **{name: facts[name]}) for name in _MORE if facts.get(name)
        ]
        return Say("\n".join(parts))

    def rated(self, code: str, stars: int) -> Say:
        """Return the thanks for a rating; without code: there was nothing to rate."""
        return self._say("rated", code=code, stars=stars) if code else self._say("nothing_to_rate")

    # ---- inside -----------------------------------------------------------------------------------

    def _say(self, name: str, **values: object) -> Say:
        return Say(self._words.say(name, **values))

    def _code_asked(self, text: str) -> str | None:
        """Return the code after the words of looking up, empty if none follows; None: not asked for."""
        parts = text.split()
        for n in range(1, min(4, len(parts)) + 1):
            if folded(" ".join(parts[:n])) in self._look_up:
                return parts[n].strip(".,;:!?\"'“”#").upper() if len(parts) > n else ""
        return None

    def _asked(self, talk: Talk, code: str) -> Outcome:
        code = code or (talk.cases[0] if talk.cases else "")
        return talk, (LookUp(code),) if code else (self._say("ask_code"),)

    def _cancelled(self, talk: Talk) -> Outcome:
        if not talk.busy:
            return talk, (self._say("nothing_to_cancel"),)
        if talk.step == "sending":
            return talk, (self._say("sending"),)
        return _ended(talk), (self._say("cancelled"),)

    def _is_outside(self, lat: float, lon: float) -> bool:
        if not (-90 <= lat <= 90 and -180 <= lon <= 180):
            return True
        if self._box is None:
            return False
        west, south, east, north = self._box
        return not (west <= lon <= east and south <= lat <= north)


_STATUS = ("code", "title", "status", "unit")
_MORE = ("due", "result")


def _ended(talk: Talk) -> Talk:
    return Talk(at=talk.at, seen=talk.seen, cases=talk.cases)


def _is_description(text: str) -> bool:
    return len(text.strip()) >= _SHORTEST and len(text.split()) >= _FEWEST


def _numbered(lines: Sequence[str]) -> str:
    return "\n".join(f"{n}. {line}" for n, line in enumerate(lines, 1))
