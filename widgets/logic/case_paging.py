"""The window of a very long list that is in memory: whole pages, the newest used ones. Pure."""

from __future__ import annotations

from collections import OrderedDict

import msgspec

from backend.contract.cases import CaseFile

PAGE_ROWS = 100
KEPT_PAGES = 12
"""So many pages are kept; further ones are asked for again: a desk that is open for a month stays small."""


class PageAsk(msgspec.Struct, frozen=True):
    """One page to ask the daemon for."""

    page: int
    offset: int
    limit: int
    count: bool
    """The total is not known yet."""
    generation: int


class CasePages:
    """Pages of one list. `generation` tells the answers of one query from those of an older one."""

    def __init__(self, page_rows: int = PAGE_ROWS, kept: int = KEPT_PAGES) -> None:
        """Start with nothing known."""
        self._page_rows, self._kept = page_rows, kept
        self._pages: OrderedDict[int, tuple[CaseFile, ...]] = OrderedDict()
        self._stale: set[int] = set()
        self._asked: set[int] = set()
        self._counted = False
        self.generation = 0
        self.n_total: int | None = None
        """Rows of the whole list; None until the daemon said."""

    @property
    def n_kept(self) -> int:
        """Return how many rows are in memory."""
        return sum(len(page) for page in self._pages.values())

    @property
    def n_asked(self) -> int:
        """Return how many pages are being waited for."""
        return len(self._asked)

    def clear(self) -> None:
        """Begin another list."""
        self.generation += 1
        self._pages.clear()
        self._stale.clear()
        self._asked.clear()
        self._counted = False
        self.n_total = None

    def outdate(self) -> None:
        """Let everything be asked again; what is known is shown until the answer comes."""
        self.generation += 1
        self._stale = set(self._pages)
        self._asked.clear()
        self._counted = False

    def row(self, number: int) -> CaseFile | None:
        """Return a row, None where it is not in memory."""
        page = self._pages.get(number // self._page_rows)
        at = number % self._page_rows
        return page[at] if page is not None and at < len(page) else None

    def find(self, case_id: str) -> int:
        """Return the number of a row in memory, -1 where it is not there."""
        for number, page in self._pages.items():
            for at, file in enumerate(page):
                if file.case_id == case_id:
                    return number * self._page_rows + at
        return -1

    def wanted(self, first: int, last: int, most: int) -> list[PageAsk]:
        """Return which pages must be asked for so that rows `first` to `last` can be shown.

        Args:
            first: number of the first row in view.
            last: number of the last one, at least `first`.
            most: so many pages may be on their way at once.
        """
        asks: list[PageAsk] = []
        for page in range(first // self._page_rows, last // self._page_rows + 1):
            known = page in self._pages and page not in self._stale
            if known or page in self._asked or len(self._asked) >= most:
                continue
            if self.n_total is not None and page and page * self._page_rows >= self.n_total:
                continue
            asks.append(
                PageAsk(page, page * self._page_rows, self._page_rows, not self._counted, self.generation)
            )
            self._asked.add(page)
            self._counted = True
        return asks

    def take(self, ask: PageAsk, rows: tuple[CaseFile, ...], n_total: int) -> bool:
        """Keep an answered page; return False where it answers an older list."""
        if ask.generation != self.generation:
            return False
        self._asked.discard(ask.page)
        self._stale.discard(ask.page)
        self._pages[ask.page] = rows
        self._pages.move_to_end(ask.page)
        if ask.count:
            self.n_total = n_total
        while len(self._pages) > self._kept:
            dropped, _rows = self._pages.popitem(last=False)
            self._stale.discard(dropped)
        return True

    def give_up(self, ask: PageAsk) -> bool:
        """Note that a page did not come; return False where it was of an older list."""
        if ask.generation != self.generation:
            return False
        self._asked.discard(ask.page)
        if ask.count:
            self._counted = False
        return True

    def touch(self, number: int) -> None:
        """Note that a row is in view: its page is dropped last."""
        page = number // self._page_rows
        if page in self._pages:
            self._pages.move_to_end(page)
