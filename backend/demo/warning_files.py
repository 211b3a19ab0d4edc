"""What an administrator would have written of warnings: their source, residents, the CAP feed."""

from __future__ import annotations

from typing import Any

import numpy as np

from backend.demo.city import City
from backend.demo.people_names import full_name
from backend.demo.weather_office import FEED_PATH, GEOCODE

FIRST_PHONE = 8000
"""Residents have the last four digits of their telephone from here on."""
PER_WARD = 2


def sources(http: int) -> list[dict[str, Any]]:
    """Return the source of the weather office's warnings, served on the loopback port `http`."""
    return [
        {
            "id": "kttv",
            "kind": "cap",
            "name": "Đài Khí tượng Thủy văn (CAP)",
            "max_age_s": 120,
            "url": f"http://127.0.0.1:{http}{FEED_PATH}",
            "interval_s": 10,
            "geocodes": [GEOCODE],
        }
    ]


def gateway() -> dict[str, Any]:
    """Return what the gateway's settings say of alerts."""
    return {
        "cap": {
            "sender": "canhbao@demo.invalid",
            "sender_name": "Trung tâm giám sát, điều hành thông minh Đà Nẵng (bản trình diễn)",
            "contact": "1022",
        }
    }


def citizens(city: City) -> list[dict[str, Any]]:
    """Return residents who subscribed to messages: two contacts of role `citizen` in each ward with posts."""
    rng, found = np.random.default_rng(112), list[dict[str, Any]]()
    for area in city.hotline_areas():
        for number in range(PER_WARD):
            code = city.area_codes[area]
            found.append(
                {
                    "id": f"dan-{code}-{number + 1}",
                    "name": full_name(rng),
                    "roles": ["citizen"],
                    "areas": [code],
                    "channels": ["sms"],
                    "phone": f"090000{FIRST_PHONE + len(found):04}",
                    "email": f"dan-{code}-{number + 1}@demo.invalid",
                }
            )
    return found
