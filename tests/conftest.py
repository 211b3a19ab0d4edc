"""What every test stands on: Qt without a screen, no keyring of the desktop, the real data if there is some."""

from __future__ import annotations

import os
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")

from collections.abc import Iterator

import keyring
import pytest
from hypothesis import HealthCheck, settings

# A machine with much else to do draws slowly: neither that nor a slow example says anything of the product.
# The same examples are drawn each time, so that no luck decides; HYPOTHESIS_PROFILE=search looks for new ones.
settings.register_profile(
    "any-machine", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile(
    "search", deadline=None, max_examples=2000, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "any-machine"))

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the project's folder."""
    return ROOT


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Return the folder of real data, or skip with the way to have it; in CI a missing folder fails."""
    named = os.environ.get("TOANCANH_DATA", "")
    if named and Path(named).is_dir():
        return Path(named)
    words = "set TOANCANH_DATA to the folder of real data to run the trials on it"
    if os.environ.get("CI"):
        pytest.fail(words)
    pytest.skip(words)


@pytest.fixture(autouse=True)
def no_keyring_left_behind() -> Iterator[None]:
    """Give the process its keyring back: a daemon under test puts its folder of secrets in place."""
    before = keyring.get_keyring()
    yield
    keyring.set_keyring(before)
