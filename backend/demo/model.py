"""Storm, streets, rivers and hotline moved forward together, in equal steps whatever the asker's pace."""

from __future__ import annotations

from backend.demo.city import City
from backend.demo.hotline import AreaCalls, Hotline, Request, total
from backend.demo.storm import STEP_H, Floats, Storm


class CityModel:
    """The demo city at one moment of its own time."""

    def __init__(self, city: City, seed: int, start_h: float, *, fair: bool = False) -> None:
        """Start at `start_h` (hours of the model's day) after a day of the same weather; `fair`: no rain."""
        self.city = city
        self.storm = Storm(city, seed, start_h, fair=fair)
        self._hotline = Hotline(city, seed)
        self._hotline.advance(self.storm.t_h, self.storm.depth_cm())

    def advance(self, t_h: float) -> None:
        """Move to `t_h` (h); equal seeds and times give equal states, however many calls led there."""
        while self.storm.t_h + STEP_H <= t_h + 1e-9:
            self.storm.advance(self.storm.t_h + STEP_H)
            self._hotline.advance(self.storm.t_h, self.storm.depth_cm())

    def rain_mm_h(self) -> Floats:
        """Return float64[n_stations], mm/h."""
        return self.storm.rain_mm_h()

    def requests(self) -> list[Request]:
        """Return the open requests for rescue, oldest first."""
        return self._hotline.requests()

    def calls(self) -> tuple[AreaCalls, dict[str, AreaCalls]]:
        """Return the hotline's figures of the whole city, and by ward name."""
        areas = self._hotline.by_area(self.storm.depth_cm())
        return total(areas), dict(zip(self._hotline.areas, areas, strict=True))
