"""Units of measured values: which are known, and the factor between two of them."""

from __future__ import annotations

_SCALES: dict[str, dict[str, float]] = {
    "length": {"m": 1.0, "dm": 0.1, "cm": 0.01, "mm": 0.001, "km": 1000.0, "ft": 0.3048},
    "rain rate": {
        "mm/h": 1.0,
        "mm/min": 60.0,
        "mm/10min": 6.0,
        "mm/15min": 4.0,
        "mm/s": 3600.0,
        "cm/h": 10.0,
    },
    "flow": {"m³/s": 1.0, "m³/h": 1 / 3600, "m³/d": 1 / 86_400, "L/s": 0.001, "L/min": 1 / 60_000},
    "speed": {"m/s": 1.0, "km/h": 1 / 3.6},
    "mass concentration": {"g/L": 1.0, "mg/L": 1e-3, "µg/L": 1e-6, "ng/L": 1e-9},
    "air concentration": {"mg/m³": 1.0, "µg/m³": 1e-3},
    "conductivity": {"S/m": 1.0, "mS/cm": 0.1, "µS/cm": 1e-4},
    "pressure": {"Pa": 1.0, "hPa": 100.0, "kPa": 1000.0, "mbar": 100.0, "bar": 1e5},
    "time": {"s": 1.0, "ms": 0.001, "min": 60.0, "h": 3600.0, "d": 86_400.0},
    "electric tension": {"V": 1.0, "mV": 0.001, "kV": 1000.0},
    "electric current": {"A": 1.0, "mA": 0.001},
    "power": {"W": 1.0, "kW": 1000.0, "MW": 1e6},
    "energy": {"kWh": 1.0, "Wh": 0.001, "MWh": 1000.0},
    "volume": {"m³": 1.0, "L": 0.001},
    "share": {"1": 1.0, "%": 0.01, "‰": 0.001},
    "temperature": {"°C": 1.0},
    "turbidity": {"NTU": 1.0},
    "colour": {"TCU": 1.0},
    "bacteria": {"CFU/100 mL": 1.0, "CFU/mL": 100.0},
    "radioactivity": {"Bq/L": 1.0, "mBq/L": 0.001},
    "sound": {"dB": 1.0, "dBA": 1.0},
    "acidity": {"pH": 1.0},
    "angle": {"°": 1.0},
    "signal": {"dBm": 1.0},
    "count": {"count": 1.0, "người": 1.0, "xe": 1.0},
}
"""Quantity -> unit -> factor to the quantity's first unit. Kelvin and Fahrenheit are absent on purpose:
they need an offset, which a factor cannot say; a source converts them before it emits."""

_SPELLINGS = {
    "m3/s": "m³/s",
    "m3/h": "m³/h",
    "m3/d": "m³/d",
    "m³/ngđ": "m³/d",
    "m3": "m³",
    "ug/L": "µg/L",
    "μg/L": "µg/L",
    "µg/l": "µg/L",
    "ug/l": "µg/L",
    "mg/l": "mg/L",
    "uS/cm": "µS/cm",
    "μS/cm": "µS/cm",
    "ug/m3": "µg/m³",
    "μg/m³": "µg/m³",
    "mg/m3": "mg/m³",
    "degC": "°C",
    "C": "°C",
    "mm/hr": "mm/h",
    "mm/giờ": "mm/h",
    "percent": "%",
    "-": "1",
    "": "1",
    "CFU/100mL": "CFU/100 mL",
    "CFU/100ml": "CFU/100 mL",
    "km/hr": "km/h",
    "l/s": "L/s",
    "l": "L",
    "giờ": "h",
    "phút": "min",
    "ngày": "d",
}
"""Other spellings of the same unit, as equipment and laboratories write them."""

_PLACE: dict[str, tuple[str, float]] = {
    unit: (quantity, scale) for quantity, units in _SCALES.items() for unit, scale in units.items()
}


def canonical(unit: str) -> str:
    """Return the spelling of `unit` that this program uses (`m3/s` -> `m³/s`), or `unit` itself."""
    unit = unit.strip()
    return _SPELLINGS.get(unit, unit)


def known(unit: str) -> bool:
    """Return whether `unit` is one that this program can convert."""
    return canonical(unit) in _PLACE


def shown(unit: str) -> str:
    """Return what stands after a number for people: nothing where things are only counted."""
    return "" if canonical(unit) in ("count", "1") else unit


def units() -> tuple[str, ...]:
    """Return all known units in their own spelling."""
    return tuple(_PLACE)


def alike(unit: str) -> tuple[str, ...]:
    """Return the units that convert to `unit`, itself among them; of an unknown one only itself."""
    place = _PLACE.get(canonical(unit))
    return tuple(_SCALES[place[0]]) if place is not None else (unit,)


def factor(from_unit: str, to_unit: str) -> float | None:
    """Return what a value in `from_unit` is multiplied with to be in `to_unit`.

    Args:
        from_unit: unit that the value has, in any known spelling.
        to_unit: unit that is wanted.

    Returns:
        The factor; 1.0 for two spellings of the same unit, also an unknown one; None if the two
        measure different things or one is unknown. Offsets (K, °F) are not converted.
    """
    source, target = canonical(from_unit), canonical(to_unit)
    if source == target:
        return 1.0
    here, there = _PLACE.get(source), _PLACE.get(target)
    if here is None or there is None or here[0] != there[0]:
        return None
    return here[1] / there[1]
