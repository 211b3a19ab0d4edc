"""When a rule would have rung: one column a day, midnight at its top, each ring as long as it lasted."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from typing import get_args

import msgspec
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from backend.contract.state import Severity
from backend.contract.work_requests import BackTest, BackTestEpisode
from widgets.logic import formats
from widgets.theme.fonts import sized_font
from widgets.theme.look import Look
from widgets.theme.shapes import paint_hatch

HEIGHT_DESK_PX = 200
_HOURS = (0, 6, 12, 18, 24)


class Stroke(msgspec.Struct, frozen=True):
    """A part of a ring that lies in one day."""

    day: int
    """Column, 0 for the first day."""
    start: float
    end: float
    """Of the day, 0 to 1."""
    severity: str


def days_of(start_at: float, end_at: float, timezone: str) -> list[datetime.date]:
    """Return the local days of a time."""
    first, last = (formats.local(at, timezone).date() for at in (start_at, end_at - 1.0))
    return [first + datetime.timedelta(days=k) for k in range((last - first).days + 1)]


def strokes(
    episodes: Sequence[BackTestEpisode], first: datetime.date, end_at: float, timezone: str
) -> Iterator[Stroke]:
    """Yield each episode cut at its midnights; one that never ended lasts to `end_at`."""
    for episode in episodes:
        begun = formats.local(episode.began_at, timezone)
        ended = formats.local(episode.ended_at if episode.ended_at is not None else end_at, timezone)
        day = begun.date()
        while day <= ended.date():
            start = _share(begun) if day == begun.date() else 0.0
            end = _share(ended) if day == ended.date() else 1.0
            yield Stroke((day - first).days, start, end, episode.severity)
            day += datetime.timedelta(days=1)


def _share(at: datetime.datetime) -> float:
    return (at.hour * 3600 + at.minute * 60 + at.second) / 86_400


class RingsChart(QWidget):
    """Days from left to right, hours from top to bottom; named events as frames behind."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._look = look
        self._test: BackTest | None = None
        self._timezone = "UTC"
        self.setFixedHeight(look.px(HEIGHT_DESK_PX))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_test(self, test: BackTest | None, timezone: str) -> None:
        """Show the rings of a back-test."""
        self._test, self._timezone = test, timezone
        self.update()

    def unknown_before_at(self) -> float | None:
        """Return from when on rings are drawn, None where all are: only the newest hundred are known."""
        test = self._test
        if test is None or not test.episodes or test.n_episodes <= len(test.episodes):
            return None
        return test.episodes[0].began_at

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint hours, days, events and rings."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._test is not None:
            self._paint(painter, self._test)
        painter.end()

    def _paint(self, painter: QPainter, test: BackTest) -> None:
        look, zone = self._look, self._timezone
        days = days_of(test.start_at, test.end_at, zone)
        plot = QRectF(look.px(44), look.px(10), self.width() - look.px(46), self.height() - look.px(36))
        wide = plot.width() / len(days)
        self._paint_events(painter, plot, test, days[0], wide)
        self._paint_grid(painter, plot, days, wide)
        unknown_at = self.unknown_before_at()
        if unknown_at is not None:
            n_days = (formats.local(unknown_at, zone).date() - days[0]).days
            paint_hatch(painter, QRectF(plot.left(), plot.top(), n_days * wide, plot.height()), look, 14)
        gap = min(1.0, wide * 0.12)
        for stroke in strokes(test.episodes, days[0], test.end_at, zone):
            if 0 <= stroke.day < len(days):
                high = max(look.px(2), (stroke.end - stroke.start) * plot.height())
                top = min(plot.top() + stroke.start * plot.height(), plot.bottom() - high)
                box = QRectF(plot.left() + stroke.day * wide + gap, top, max(1.0, wide - 2 * gap), high)
                painter.fillRect(box.toRect(), QColor(self._colour(stroke.severity)))  # whole px: no blur

    def _colour(self, severity: str) -> str:
        known = severity in get_args(Severity)
        return str(getattr(self._look.tokens, severity)) if known else self._look.tokens.live_series

    def _paint_events(
        self, painter: QPainter, plot: QRectF, test: BackTest, first: datetime.date, wide: float
    ) -> None:
        tokens = self._look.tokens
        for event in test.events:
            days = days_of(max(event.start_at, test.start_at), min(event.end_at, test.end_at), self._timezone)
            if not days:
                continue
            left = plot.left() + (days[0] - first).days * wide
            box = QRectF(left, plot.top(), max(wide * len(days), 3.0), plot.height())
            tint = QColor(tokens.done if event.caught else tokens.critical)
            tint.setAlpha(44)
            painter.fillRect(box, tint)
            tint.setAlpha(200)
            painter.fillRect(QRectF(box.left(), box.top(), box.width(), 2), tint)

    def _paint_grid(
        self, painter: QPainter, plot: QRectF, days: Sequence[datetime.date], wide: float
    ) -> None:
        look, tokens = self._look, self._look.tokens
        painter.setFont(sized_font(look.px(14)))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for hour in _HOURS:
            y = plot.top() + plot.height() * hour / 24
            painter.setPen(QPen(QColor(tokens.grid), 1))
            painter.drawLine(QLineF(plot.left(), y, plot.right(), y))
            painter.setPen(QColor(tokens.text_third))
            painter.drawText(QRectF(0, y - 9, plot.left() - look.px(8), 18), right, f"{hour:02d}h")
        step = max(1, round(look.px(92) / wide / 7)) * 7 if wide < look.px(60) else 1
        for number in range(0, len(days), step):
            x = plot.left() + number * wide
            painter.setPen(QPen(QColor(tokens.grid), 1))
            painter.drawLine(QLineF(x, plot.top(), x, plot.bottom()))
            if x + look.px(48) <= self.width():
                painter.setPen(QColor(tokens.text_third))
                box = QRectF(x, plot.bottom() + look.px(4), look.px(80), look.px(20))
                painter.drawText(box, Qt.AlignmentFlag.AlignLeft, f"{days[number]:%d/%m}")
