"""How the wall looks to people with a colour vision deficiency."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

Deficiency = Literal["protan", "deutan", "tritan"]

_MATRICES: dict[Deficiency, NDArray[np.float64]] = {
    "protan": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deutan": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritan": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
"""Full deficiency (severity 1.0), applied to linear RGB.

Source: Machado, Oliveira, Fernandes (2009), A Physiologically-based Model for Simulation of Color
Vision Deficiency, IEEE TVCG 15(6), table of precomputed matrices.
"""


def simulate_colours(rgb: NDArray[np.uint8], deficiency: Deficiency) -> NDArray[np.uint8]:
    """Return colours as a person with a deficiency sees them.

    Args:
        rgb: uint8[..., 3], sRGB.
        deficiency: which cones do not answer: L (protan), M (deutan) or S (tritan).
    """
    share = rgb.astype(np.float64) / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    seen = np.clip(linear @ _MATRICES[deficiency].T, 0.0, 1.0)
    encoded = np.where(seen <= 0.0031308, seen * 12.92, 1.055 * seen ** (1 / 2.4) - 0.055)
    return np.asarray(np.rint(encoded * 255), dtype=np.uint8)


def simulate(image: QImage, deficiency: Deficiency) -> QImage:
    """Return a screenshot as a person with a deficiency sees it."""
    source = image.convertToFormat(QImage.Format.Format_RGB888)
    width, height, stride = source.width(), source.height(), source.bytesPerLine()
    rows = np.frombuffer(source.constBits(), dtype=np.uint8).reshape(height, stride)
    seen = simulate_colours(rows[:, : width * 3].reshape(height, width, 3), deficiency)
    return QImage(seen.tobytes(), width, height, width * 3, QImage.Format.Format_RGB888).copy()
