"""Says rows of the alarm list with the names that the live state knows."""

from __future__ import annotations

from backend.contract.work import Incident
from widgets.live import LiveData
from widgets.logic.alarm_groups import Group, Row, Surroundings
from widgets.parts.alarm_words import RowWords, Saying, alarm_words, group_words


class AlarmTeller:
    """Knows places, parents and incidents of alarms."""

    def __init__(self, live: LiveData, language: str) -> None:
        """Speak `language` of what is live."""
        self._live, self._language = live, language

    def words_of(self, row: Row) -> RowWords:
        """Return the words of a row, as they are now."""
        state, language = self._live.state, self._language
        now, timezone = self._live.clock.now(), state.centre.timezone
        if isinstance(row, Group):
            return group_words(row, Saying(now, timezone, language))
        alarm = row.alarm
        place, parent = state.places.get(alarm.subject), state.alarms.get(alarm.suppressed_by)
        named = place is not None and place.name in alarm.title.in_language(language)
        area = place.area_name if place is not None and named else ""
        hidden_by = parent.title.in_language(language) if parent is not None else ""
        return alarm_words(alarm, Saying(now, timezone, language, area, hidden_by), row.depth)

    def surroundings(self) -> Surroundings:
        """Return what groups are made by."""
        return Surroundings(self._area_of, self._incident_of)

    def _area_of(self, place_id: str) -> tuple[str, str]:
        place = self._live.state.places.get(place_id)
        return (place.area_code or place.area_name, place.area_name) if place is not None else ("", "")

    def _incident_of(self, incident_id: str) -> Incident | None:
        found = self._live.state.work.get(incident_id)
        return found if isinstance(found, Incident) else None
