"""The rows of the alarm list, and the fewest changes that keep them sorted. Pure.

A block is a run of neighbouring rows that moves as one: an alarm with what it hides beneath it, or a
group's head with its members where it is open.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, TypeVar

import msgspec

from backend.contract.state import Alarm
from widgets.logic.alarm_groups import (
    AlarmRow,
    Cell,
    Group,
    Row,
    Surroundings,
    alarms_of,
    cell_of,
    gathered,
    head_of,
    row_id,
)
from widgets.logic.alarm_list import Which, belongs
from widgets.logic.limits import rank

Key = tuple[int, int, int, float, str]
K = TypeVar("K", Cell, str)


class Block(msgspec.Struct, frozen=True):
    """Neighbouring rows that move as one."""

    key: Key
    rows: tuple[Row, ...]

    @property
    def block_id(self) -> str:
        """Id of its first row."""
        return self.key[-1]


class BlockChange(msgspec.Struct, frozen=True):
    """One change of the rows; `row` and `to` count before the change.

    An `update` may also change the number of rows: those beyond the shorter of both come or go at the end.
    """

    kind: Literal["insert", "remove", "move", "update"]
    row: int
    block: Block
    """As it will be; of a removal as it was."""
    n_before: int = 0
    to: int = -1
    """Of a move: the rows go before this one, as in QAbstractItemModel.beginMoveRows."""


class AlarmBlocks:
    """Sorted blocks, changed by batches of alarms; only the cells concerned are looked at again."""

    def __init__(self, around: Surroundings) -> None:
        """Start empty."""
        self.which: Which = "listed"
        self.grouped = False
        self.rows: list[Row] = []
        self.entered: list[str] = []
        """Alarms that the newest changes brought onto the list."""
        self._around = around
        self._open: set[Cell] = set()
        self._clear("")

    def _clear(self, first_out: str) -> None:
        self.rows = []
        self._first_out = first_out
        self._cell_of: dict[str, Cell] = {}
        self._members: dict[Cell, dict[str, Alarm]] = {}
        self._hidden: dict[str, dict[str, Alarm]] = {}
        self._hider_of: dict[str, str] = {}
        self._blocks: dict[str, Block] = {}
        self._blocks_of: dict[Cell, tuple[str, ...]] = {}
        self._keys: list[Key] = []
        self._lengths: list[int] = []

    # ---- the whole list -----------------------------------------------------------------------

    def reset(self, alarms: Iterable[Alarm], first_out: str = "") -> None:
        """Replace all rows; the block of `first_out` stands first among those as urgent."""
        self._clear(first_out)
        for alarm in alarms:
            self._file(alarm)
        for cell in self._members:
            blocks = self._blocks_in(cell)
            self._blocks_of[cell] = tuple(block.block_id for block in blocks)
            self._blocks.update((block.block_id, block) for block in blocks)
        ordered = sorted(self._blocks.values(), key=lambda block: block.key)
        self._keys = [block.key for block in ordered]
        self._lengths = [len(block.rows) for block in ordered]
        self.rows = [row for block in ordered for row in block.rows]

    def row_of(self, wanted: str) -> int:
        """Return the row with an id, -1 where there is none."""
        for block_id in self._blocks_of.get(self._cell_with(wanted), ()):
            block = self._blocks[block_id]
            for k, row in enumerate(block.rows):
                if row_id(row) == wanted:
                    return self._row_at(bisect_left(self._keys, block.key)) + k
        return -1

    def group_of(self, alarm_id: str) -> Group | None:
        """Return the group that an alarm stands in, itself or beneath another; None where it stands alone."""
        shown = self._shown_for(alarm_id)
        for block_id in self._blocks_of.get(self._cell_of.get(shown, ()), ()):
            head = self._blocks[block_id].rows[0]
            if isinstance(head, Group) and any(alarm.alarm_id == shown for alarm in head.alarms):
                return head
        return None

    # ---- changes ------------------------------------------------------------------------------

    def changes(self, alarms: Sequence[Alarm]) -> Iterator[BlockChange]:
        """Yield what changed alarms change; carry each out before asking for the next."""
        touched = dict.fromkeys(alarm.alarm_id for alarm in alarms)
        new = [alarm_id for alarm_id in touched if alarm_id not in self._cell_of]
        dirty = dict.fromkeys(cell for alarm in alarms for cell in self._file(alarm))
        self.entered = [alarm_id for alarm_id in new if alarm_id in self._cell_of]
        yield from self._again(dirty)

    def opened(self, group: Group, *, is_open: bool) -> Iterator[BlockChange]:
        """Yield what opening or closing a group changes."""
        if is_open:
            self._open.add(group.cell)
        else:
            self._open.discard(group.cell)
        yield from self._again([group.cell])

    def first_ahead(self, first_out: str) -> Iterator[BlockChange]:
        """Yield what another first-out changes: its block stands ahead of those as urgent; empty: none."""
        before, self._first_out = self._first_out, first_out
        if before != first_out:
            yield from self._again([self._cell_with(alarm_id) for alarm_id in (before, first_out)])

    def renamed(self, incident_ids: Iterable[str]) -> Iterator[BlockChange]:
        """Yield what changed incidents change: the heads of their groups."""
        yield from self._again([("incident", incident_id) for incident_id in incident_ids])

    def carry_out(self, change: BlockChange) -> None:
        """Change the rows as planned."""
        block, row = change.block, change.row
        if change.kind == "update":
            at = bisect_left(self._keys, self._blocks[block.block_id].key)
            self._keys[at], self._lengths[at] = block.key, len(block.rows)
            self._blocks[block.block_id] = block
            self.rows[row : row + change.n_before] = block.rows
            return
        if change.kind in ("remove", "move"):
            self._take_out(self._blocks[block.block_id], row)
        if change.kind == "move":
            row = change.to - (change.n_before if change.to > change.row else 0)
        if change.kind in ("insert", "move"):
            self._put_in(block, row)

    def _take_out(self, block: Block, row: int) -> None:
        at = bisect_left(self._keys, block.key)
        del self._keys[at], self._lengths[at], self._blocks[block.block_id]
        del self.rows[row : row + len(block.rows)]

    def _put_in(self, block: Block, row: int) -> None:
        at = bisect_left(self._keys, block.key)
        self._keys.insert(at, block.key)
        self._lengths.insert(at, len(block.rows))
        self._blocks[block.block_id] = block
        self.rows[row:row] = block.rows

    def _again(self, cells: Iterable[Cell]) -> Iterator[BlockChange]:
        """Look at cells again: first goes what is no block any more, then the others find their place."""
        found = {cell: self._blocks_in(cell) for cell in cells}
        wanted = {block.block_id for blocks in found.values() for block in blocks}
        for cell, blocks in found.items():
            for block_id in self._blocks_of.pop(cell, ()):
                if block_id not in wanted:
                    yield self._removal(self._blocks[block_id])
            if blocks:
                self._blocks_of[cell] = tuple(block.block_id for block in blocks)
        for block in (block for blocks in found.values() for block in blocks):
            yield from self._placing(block)

    def _removal(self, block: Block) -> BlockChange:
        return BlockChange("remove", self._row_at(bisect_left(self._keys, block.key)), block, len(block.rows))

    def _placing(self, block: Block) -> Iterator[BlockChange]:
        before = self._blocks.get(block.block_id)
        to = bisect_left(self._keys, block.key)
        if before is not None:
            if before == block:
                return
            at, n_before = bisect_left(self._keys, before.key), len(before.rows)
            row = self._row_at(at)
            if to in (at, at + 1):
                yield BlockChange("update", row, block, n_before)
                return
            if n_before == len(block.rows):
                yield BlockChange("move", row, block, n_before, self._row_at(to))
                return
            yield self._removal(before)
            to -= to > at
        yield BlockChange("insert", self._row_at(to), block)

    def _row_at(self, at: int) -> int:
        return sum(self._lengths[:at])

    # ---- what stands where --------------------------------------------------------------------

    def _cell_with(self, wanted: str) -> Cell:
        """Return the cell that a row stands in; of an alarm that is hidden, the cell of what hides it."""
        block = self._blocks.get(wanted)
        if block is not None and isinstance(block.rows[0], Group):
            return block.rows[0].cell
        return self._cell_of.get(self._shown_for(wanted), ())

    def _shown_for(self, alarm_id: str) -> str:
        """Return the alarm beneath which a hidden one stands, at last; of any other the alarm itself."""
        seen = set()
        while alarm_id in self._hider_of and alarm_id not in seen:
            seen.add(alarm_id)
            alarm_id = self._hider_of[alarm_id]
        return alarm_id

    def _file(self, alarm: Alarm) -> list[Cell]:
        """Note an alarm where it belongs now; return the cells that must be looked at again."""
        alarm_id = alarm.alarm_id
        before = self._cell_with(alarm_id)
        if alarm_id in self._cell_of:
            _drop(self._members, self._cell_of.pop(alarm_id), alarm_id)
        if alarm_id in self._hider_of:
            _drop(self._hidden, self._hider_of.pop(alarm_id), alarm_id)
        if belongs(alarm, self.which):
            cell = cell_of(alarm, self._around) if self.grouped else ("alone", alarm_id)
            self._cell_of[alarm_id] = cell
            self._members.setdefault(cell, {})[alarm_id] = alarm
        elif self.which == "listed" and alarm.operator == "suppressed" and alarm.suppressed_by:
            self._hider_of[alarm_id] = alarm.suppressed_by
            self._hidden.setdefault(alarm.suppressed_by, {})[alarm_id] = alarm
        return [cell for cell in (before, self._cell_with(alarm_id)) if cell]

    def _blocks_in(self, cell: Cell) -> list[Block]:
        blocks = []
        for alarms in gathered(cell, self._members.get(cell, {}).values()):
            if len(alarms) > 1 or cell[0] == "incident":
                rows = self._group_rows(cell, alarms)
            else:
                rows = tuple(self._with_hidden(alarms[0], 0))
            blocks.append(Block(self._key(rows[0]), rows))
        return blocks

    def _group_rows(self, cell: Cell, alarms: list[Alarm]) -> tuple[Row, ...]:
        hiders = [alarm for alarm in alarms if alarm.alarm_id in self._hidden]
        n_hidden = sum(1 for alarm in hiders for _row in self._with_hidden(alarm, 0)) - len(hiders)
        head = head_of(cell, alarms, self._around, n_hidden)
        if cell not in self._open:
            return (head,)
        head = msgspec.structs.replace(head, open=True)
        return (head, *(row for alarm in alarms for row in self._with_hidden(alarm, 1)))

    def _with_hidden(self, alarm: Alarm, depth: int) -> Iterator[AlarmRow]:
        yield AlarmRow(alarm, depth)
        hidden = self._hidden.get(alarm.alarm_id)
        if hidden:
            for child in sorted(hidden.values(), key=lambda child: (rank(child.severity), child.alarm_id)):
                yield from self._with_hidden(child, depth + 1)

    def _key(self, first: Row) -> Key:
        """Return the sort key of a block: not taken, then worst, then the first-out, then newest."""
        alarms = alarms_of(first)
        waiting = [alarm for alarm in alarms if alarm.operator == "unacknowledged"]
        return (
            0 if waiting else 1,
            min(rank(alarm.severity) for alarm in waiting or alarms),
            0 if self._first_out and any(alarm.alarm_id == self._first_out for alarm in alarms) else 1,
            -max(alarm.raised_at for alarm in alarms),
            row_id(first),
        )


def _drop(held: dict[K, dict[str, Alarm]], key: K, alarm_id: str) -> None:
    """Take an alarm out of a dictionary of dictionaries that keeps no empty ones."""
    del held[key][alarm_id]
    if not held[key]:
        del held[key]
