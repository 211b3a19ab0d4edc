"""Reads the spreadsheet, writes the skeleton into a centre's folder, and says what to do next."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal

from backend.cli.new_pack import cases, readings
from backend.cli.new_pack.columns import describe
from backend.cli.new_pack.remarks import remarks
from backend.sources.reading.csv_lines import records, sniff
from backend.sources.reading.numbers import UnreadableError
from backend.sources.reading.workbooks import sheet_rows

Form = Literal["auto", "readings", "cases"]
FORMS: Mapping[str, Form] = {"auto": "auto", "readings": "readings", "cases": "cases"}

MOST_ROWS = 500
MOST_BYTES = 256 * 1024 * 1024
_PACKS = re.compile(r"^(packs:\s*\[)([^\]]*)(\])", re.MULTILINE)
_ID = re.compile(r"[a-z][a-z0-9-]{1,39}")
NEXT = """\
The use case {pack_id} is made ({form}).{remarks}
Next:
  1. read the files, correct what the guide guessed:
{files}
  2. toancanh check --centre {centre}
  3. toancanh test-pack {pack}
  4. put the spreadsheets into {drop}
  5. restart the daemon; on the wall (toancanh wall --layouts {layouts}) press 0 and type "{pack_id}"
"""


class NewPackError(ValueError):
    """The skeleton cannot be made; says why and the way out."""


def write(centre: Path, pack_id: str, name: str, table: Path, form: Form = "auto") -> str:
    """Write the skeleton and return what to do next.

    Args:
        centre: folder of the centre.
        pack_id: of the new pack: small letters, digits, `-`.
        name: for people.
        table: an XLSX or CSV file with a header line.
        form: whether rows are measurements or things to be settled; auto: as the columns look.

    Raises:
        NewPackError: something is in the way; nothing has been written.
        OSError: a file cannot be read or written.
    """
    if not _ID.fullmatch(pack_id):
        raise NewPackError(f"the id {pack_id!r}: use small letters, digits and '-', such as cho-dan-sinh")
    if not (centre / "centre.yaml").is_file():
        raise NewPackError(
            f"{centre} has no centre.yaml; make the centre first: toancanh new-centre {centre}"
        )
    header_row, header, rows = read_table(table)
    drop = str((centre / "drop" / pack_id).resolve())
    columns = tuple(describe(header, rows))
    plan = readings.Plan(pack_id, name or pack_id, drop, f"*{table.suffix.lower()}", columns, header_row)
    chosen = _form(plan, form)
    files = (readings if chosen == "readings" else cases).files(plan)
    there = [path for path in files if (centre / path).exists()]
    if there:
        raise NewPackError(
            f"there is already: {', '.join(str(centre / path) for path in there)}; choose another id, or "
            "remove them (places that were added stay in places.csv)"
        )
    for path, text in files.items():
        (centre / path).parent.mkdir(parents=True, exist_ok=True)
        (centre / path).write_text(text, encoding="utf-8")
    (centre / "drop" / pack_id).mkdir(parents=True, exist_ok=True)
    if chosen == "readings":
        _add_places(centre / "places.csv", plan)
    _add_pack(centre / "centre.yaml", pack_id)
    noted = remarks(plan, header, rows) if chosen == "readings" else []
    return NEXT.format(
        remarks="".join(f"\n  ! {words}" for words in noted),
        pack_id=pack_id, form=chosen, centre=centre, drop=plan.drop,
        files="\n".join(f"     {centre / path}" for path in files),
        pack=centre / "usecases" / pack_id, layouts=centre / "layouts",
    )  # fmt: skip


def _form(plan: readings.Plan, wanted: Form) -> Literal["readings", "cases"]:
    found = ", ".join(f"{c.header} ({c.role})" for c in plan.columns) or "no named column"
    if not plan.of("time"):
        raise NewPackError(
            f"no column holds times; there are: {found}. Add one, such as 'Ngày' with 24/11/2026"
        )
    has_numbers = bool(plan.of("number"))
    if wanted == "readings" and not has_numbers:
        raise NewPackError(f"no column holds numbers; there are: {found}. Use --as cases")
    if wanted != "auto":
        return wanted
    return "cases" if plan.of("status") or not has_numbers else "readings"


def read_table(path: Path) -> tuple[int, list[object], list[list[object]]]:
    """Return the header's row (from 1), the header, and at most `MOST_ROWS` rows beneath it.

    The header is the first row of which two cells are named, so that a title above it is passed over.

    Raises:
        NewPackError: it is no such table.
        OSError: it cannot be read.
    """
    number, header, rows = 0, list[object](), list[list[object]]()
    try:
        for at, row in enumerate(_rows(path), 1):
            named = [cell for cell in row if cell not in (None, "")]
            if not header and len(named) >= 2:
                number, header = at, row
            elif header and named:
                rows.append(row)
            if len(rows) >= MOST_ROWS:
                break
    except UnreadableError as error:
        raise NewPackError(f"{path}: {error}") from None
    if not header:
        raise NewPackError(f"{path}: no row has two cells; the first line must name the columns")
    if not rows:
        raise NewPackError(
            f"{path}: nothing stands under the header; leave some rows in, they show what is what"
        )
    return number, header, rows


def _rows(path: Path) -> Iterator[list[object]]:
    if path.suffix.lower() == ".xlsx":
        yield from sheet_rows(path, "", MOST_BYTES)
        return
    if path.suffix.lower() != ".csv":
        raise UnreadableError("expected an .xlsx or .csv file")
    data = path.read_bytes()
    layout = sniff(data)
    for record in records(io.BytesIO(data), layout, layout.start):
        if record.fault:
            raise UnreadableError(record.fault)
        yield list[object](record.cells)


def _add_places(path: Path, plan: readings.Plan) -> None:
    """Append the table's places that are not there, without position: an administrator adds it."""
    text = (
        path.read_text(encoding="utf-8")
        if path.is_file()
        else "place_id,name,kind,lat,lon,area_code,area_name\n"
    )
    table = csv.DictReader(text.splitlines())
    known = {row["place_id"] for row in table}
    columns = table.fieldnames or []
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, restval="", lineterminator="\n")
    for name, place_id in readings.places_of(plan).items():
        if place_id not in known:
            writer.writerow({"place_id": place_id, "name": name, "kind": readings.kind_of(plan)})
    end = "" if text.endswith("\n") else "\n"
    path.write_text(text + end + out.getvalue(), encoding="utf-8")


def _add_pack(path: Path, pack_id: str) -> None:
    """Name the pack in `packs: […]`, every other line as it is."""
    text = path.read_text(encoding="utf-8")

    def with_pack(found: re.Match[str]) -> str:
        names = [name.strip() for name in found[2].split(",") if name.strip()]
        return found[1] + ", ".join(dict.fromkeys([*names, pack_id])) + found[3]

    changed, n = _PACKS.subn(with_pack, text, count=1)
    if not n:
        raise NewPackError(f"{path}: no line 'packs: [...]'; add {pack_id} to its packs by hand")
    path.write_text(changed, encoding="utf-8")
