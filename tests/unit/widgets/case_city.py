"""A desk for tests: a daemon with as many made-up cases as a test wants, none of them kept in memory."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import msgspec

from backend.contract.case_likeness import AlikeCases, GetAlike
from backend.contract.case_requests import (
    ActOnCases,
    AttachToCase,
    CaseDetail,
    CaseKinds,
    CasePage,
    CaseRefusal,
    CasesActed,
    CountTabs,
    ExportCases,
    FindCases,
    FindPlaces,
    FoundPlace,
    FoundPlaces,
    GetCase,
    GetCaseKinds,
    GetUnits,
    NoteCase,
    OpenCase,
    SetCaseData,
    TabCounts,
    Units,
)
from backend.contract.cases import (
    CaseActionInfo,
    CaseAttachment,
    CaseFieldInfo,
    CaseFile,
    CaseKindInfo,
    CaseNeed,
    CaseNote,
    CaseQuery,
    CaseTab,
    DataFieldInfo,
    StatusInfo,
    UnitInfo,
)
from backend.contract.messages import Done, EntryAppended, GetJournal, Journal, ReplyBody, RequestBody
from backend.contract.state import SEVERITIES, Text
from backend.contract.work_requests import GetEvidence, Kept, Made
from tests.unit.widgets.city import NOW, City, Daemon

HOUR = 3600.0


def need(name: str, required: bool = True) -> CaseNeed:
    return CaseNeed(name, required)  # type: ignore[arg-type]


KIND = CaseKindInfo(
    kind="report",
    name=Text("Phản ánh", "Citizen report"),
    pack_id="citizen-reports",
    statuses=(
        StatusInfo("new", Text("Mới tiếp nhận", "New"), "waiting"),
        StatusInfo("assigned", Text("Đã giao đơn vị", "Assigned"), "waiting"),
        StatusInfo("working", Text("Đang xử lý", "In hand"), "working"),
        StatusInfo("paused", Text("Chờ bổ sung", "Waiting for the citizen"), "paused"),
        StatusInfo("done", Text("Đã xử lý", "Settled"), "done"),
        StatusInfo("refused", Text("Từ chối", "Refused"), "refused"),
    ),
    actions=(
        CaseActionInfo("assign", Text("Giao đơn vị", "Assign"), ("new", "assigned"), (need("unit"), need("note", False)), "G"),
        CaseActionInfo("accept", Text("Nhận xử lý", "Take it on"), ("new", "assigned"), (), "X"),
        CaseActionInfo("transfer", Text("Chuyển đơn vị khác", "Transfer"), ("working", "paused"), (need("unit"), need("note")), "C"),
        CaseActionInfo("ask", Text("Yêu cầu bổ sung", "Ask"), ("working",), (need("note"),), "B", bulk=False),
        CaseActionInfo("classify", Text("Phân loại lại", "Classify"), (), (need("field"), need("severity", False)), "L"),
        CaseActionInfo("finish", Text("Báo kết quả", "Report back"), ("working",), (need("result"), need("photo", False)), "K"),
        CaseActionInfo("extend", Text("Gia hạn", "Extend"), ("working",), (need("due"), need("note")), "H"),
        CaseActionInfo("merge", Text("Gộp trùng", "Merge"), (), (need("parent"),), "M"),
        CaseActionInfo("rate", Text("Ghi đánh giá", "Rate"), ("done",), (need("rating"), need("note", False)), "S", bulk=False),
        CaseActionInfo("place", Text("Bổ sung địa điểm", "Add the place"), (), (need("place"),), "P"),
        CaseActionInfo("delete", Text("Xóa", "Delete"), ("new", "refused"), (need("note"),), "D", danger=True),
        CaseActionInfo("drop", Text("Hủy", "Drop"), ("refused",), (), "Q", danger=True),
    ),
    tabs=(
        CaseTab("waiting", Text("Chờ xử lý", "Waiting"), CaseQuery(groups=("waiting",), parent="")),
        CaseTab("working", Text("Đang xử lý", "In hand"), CaseQuery(groups=("working", "paused"), parent="")),
        CaseTab("due", Text("Sắp, đã hết hạn", "Near or past deadline"), CaseQuery(due=("near", "overdue"), parent="")),
        CaseTab("done", Text("Đã xử lý", "Settled"), CaseQuery(groups=("done", "refused"), parent="")),
        CaseTab("all", Text("Tất cả", "All"), CaseQuery()),
    ),
    fields=(
        CaseFieldInfo("duong-hong", Text("Đường hỏng", "Broken road"), "so-xay-dung"),
        CaseFieldInfo("thoat-nuoc", Text("Thoát nước", "Drainage"), "cty-thoat-nuoc"),
        CaseFieldInfo("rac-thai", Text("Rác thải, vệ sinh môi trường", "Waste"), "cty-moi-truong"),
        CaseFieldInfo("chieu-sang", Text("Chiếu sáng công cộng", "Street lights"), "so-xay-dung"),
        CaseFieldInfo("tieng-on", Text("Tiếng ồn", "Noise"), "phuong-thanh-khe"),
        CaseFieldInfo("cay-xanh", Text("Cây xanh gãy đổ", "Fallen trees"), "cty-cay-xanh"),
    ),
    sources={
        "zalo": Text("Zalo OA", "Zalo OA"),
        "app": Text("Ứng dụng di động", "Mobile app"),
        "hotline": Text("Tổng đài 1022", "Hotline 1022"),
        "camera": Text("Camera", "Camera"),
        "officer": Text("Cán bộ nhập", "Entered by an officer"),
    },
    data=(DataFieldInfo("tuyen-duong", Text("Tuyến đường", "Road")),),
)  # fmt: skip
UNITS = (
    UnitInfo("so-xay-dung", "Sở Xây dựng"),
    UnitInfo("cty-thoat-nuoc", "Công ty Thoát nước và Xử lý nước thải", "office"),
    UnitInfo("cty-moi-truong", "Công ty CP Môi trường đô thị", "office"),
    UnitInfo("cty-cay-xanh", "Công ty Công viên – Cây xanh", "office"),
    UnitInfo("phuong-hoa-khanh", "Phường Hòa Khánh", "ward", area_code="20194"),
    UnitInfo("phuong-thanh-khe", "Phường Thanh Khê", "ward", area_code="20209"),
    UnitInfo("quan-lien-chieu", "Quận Liên Chiểu", "district", valid_to="2025-07-01"),
)
TITLES = (
    ("Ổ gà sâu trước số 218, xe máy ngã hai lần trong tuần", "duong-hong", "218 Tôn Đức Thắng"),
    ("Miệng cống mất nắp, đã rào tạm bằng cành cây", "thoat-nuoc", "Ngã ba Mẹ Suốt – Nguyễn Lương Bằng"),
    ("Bãi rác tự phát cạnh trường mầm non, bốc mùi", "rac-thai", "Kiệt 45 Hàm Nghi"),
    ("Cả đoạn đường mất đèn từ tối thứ Sáu", "chieu-sang", "Đường Âu Cơ, đoạn qua chợ Hòa Khánh"),
    ("Karaoke loa kéo quá 23 giờ, nhiều hôm liên tiếp", "tieng-on", "Khu dân cư Phú Lộc"),
    ("Cành phượng gãy chắn nửa lòng đường", "cay-xanh", "Công viên 29/3"),
    ("Nước đọng sau mưa không rút, ngập vào nhà dân", "thoat-nuoc", "Kiệt 120 Trần Cao Vân"),
    ("Vỉa hè lún thành hố rộng khoảng hai mét", "duong-hong", "Số 5 Quang Trung"),
)  # fmt: skip
PLACES = (
    FoundPlace("place", "cho-hoa-khanh", "Chợ Hòa Khánh", "", 16.0712, 108.1499),
    FoundPlace("former", "20194", "Phường Hòa Khánh Nam", "nay là phường Hòa Khánh"),
)
PEOPLE = ("Nguyễn Thị Hoa", "Trần Văn Bình", "Lê Minh Châu", "Phạm Quốc Đạt", "Hồ Thị Ánh Tuyết")
AREAS = (("20194", "Hòa Khánh"), ("20209", "Thanh Khê"), ("20195", "Hải Châu"))
PATHS = (
    ("new", "waiting"), ("working", "working"), ("working", "working"), ("assigned", "waiting"),
    ("paused", "paused"), ("working", "working"),
)  # fmt: skip
DONE = (("done", "done"), ("done", "done"), ("refused", "refused"))


def case(number: int, query: CaseQuery = CaseQuery(), now: float = NOW) -> CaseFile:  # noqa: B008 - frozen
    """Return the case of a row: the same one however often it is asked for."""
    title, field, place = TITLES[number % len(TITLES)]
    paths = [p for p in (*PATHS, *DONE) if not query.groups or p[1] in query.groups] or list(PATHS)
    status, group = paths[number % len(paths)]
    opened = now - 900 - 2711.0 * number
    left = (
        (19 - (7 * number) % 34) * HOUR
        if query.due != ("near", "overdue")
        else (3 - (3 * number) % 11) * HOUR
    )
    code, area = AREAS[number % len(AREAS)]
    unit = next(f.unit_id for f in KIND.fields if f.field == field)
    finished = now - 300.0 * number if group in ("done", "refused") else None
    return CaseFile(
        case_id=f"PAHT.202611{22 - number % 20:02d}.{number:04d}",
        kind="report", title=title, status=status, group=group,  # type: ignore[arg-type]
        severity=SEVERITIES[(3 * number + 2) % 4] if number % 3 else "medium",
        opened_at=opened, changed_at=opened + 60,
        text="Đi làm về ban đêm không thấy hố, đề nghị đơn vị quản lý sửa gấp trước mùa mưa. Bà con đã đặt cành cây cảnh báo.",
        field=field, unit_id="" if number % 5 == 3 else unit, assignee=PEOPLE[number % 5] if number % 2 else "",
        area_code=code, area_name=area, place=place, lat=16.0678, lon=108.1574,
        source=("zalo", "app", "hotline", "camera")[number % 4],
        reporter=PEOPLE[(number + 2) % 5], phone="0905123488", email="hoa@example.vn",
        accept_due_at=opened + 2 * HOUR, accepted_at=opened + HOUR if group != "waiting" else None,
        due_at=None if number % 17 == 11 else (now + left if finished is None else finished + left),
        near_at=now + left - 4 * HOUR, paused_at=now - 26 * HOUR if group == "paused" else None,
        finished_at=finished, n_children=(0, 0, 3, 0, 0, 1, 0)[number % 7],
        rating=(5, 4, 2)[number % 3] if status == "done" else None, n_reopened=1 if number % 9 == 4 else 0,
        result="Đã vá ổ gà bằng bê tông nhựa nguội, sẽ thảm lại cả đoạn trong quý I." if status == "done" else "",
    )  # fmt: skip


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


class DeskDaemon(Daemon):
    """Answers the desk's requests over `n_total` cases; counts how many rows it gave away."""

    def __init__(self, n_total: int = 12) -> None:
        super().__init__()
        self.n_total = n_total
        self.n_given = 0
        self.totals: dict[tuple[str, ...], int] = {}
        """Groups of a query → how many cases it has; others have `n_total`."""
        self.photo = b""
        self.refuse: dict[str, Text] = {}
        """Case id → why an action on it is refused."""
        self.waiting: list[tuple[RequestBody, Callable[[ReplyBody], None]]] = []
        self.correctable = False
        """Whether the person may correct what cases say."""
        self.slow: tuple[type, ...] = ()
        """Requests that are answered only by `let_go`."""

    def __call__(self, body: RequestBody, on_reply: Callable[[ReplyBody], None], deadline_s: float) -> None:
        if isinstance(body, self.slow):
            self.asked.append(body)
            self.waiting.append((body, on_reply))
        else:
            super().__call__(body, on_reply, deadline_s)

    def let_go(self) -> None:
        """Answer what waits."""
        waiting, self.waiting = self.waiting, []
        for body, on_reply in waiting:
            on_reply(self.answers.get(type(body)) or self.default(body))

    def of(self, kind: type) -> list[RequestBody]:
        """Return the requests of a type, in order."""
        return [body for body in self.asked if isinstance(body, kind)]

    def total(self, query: CaseQuery) -> int:
        return (
            self.totals.get(query.groups or query.due, self.n_total)
            if not query.text
            else min(3, self.n_total)
        )

    def default(self, body: RequestBody) -> ReplyBody:
        by_type: dict[type, Callable[..., ReplyBody]] = {
            GetCaseKinds: lambda _body: CaseKinds((KIND,)),
            GetUnits: lambda _body: Units(UNITS),
            FindCases: self.page,
            CountTabs: lambda body: TabCounts(tuple(self.total(query) for query in body.queries), NOW),
            GetCase: lambda body: self.detail(body.case_id),
            FindPlaces: lambda _body: FoundPlaces(PLACES),
            ActOnCases: self.acted,
            OpenCase: lambda _body: Made("PAHT.20261122.0099", 9),
            AttachToCase: lambda body: Made(digest(body.data), 9),
            GetEvidence: lambda _body: Kept("anh.jpg", "image/jpeg", self.photo),
            ExportCases: lambda _body: Kept("phan-anh.xlsx", "application/vnd.ms-excel", b"PK.."),
            NoteCase: lambda _body: Done(9),
            SetCaseData: lambda _body: Done(9),
            GetAlike: lambda _body: AlikeCases(),
        }
        if isinstance(body, GetJournal) and body.subject.startswith("PAHT"):
            return journal(body.subject)
        answer = by_type.get(type(body))
        return answer(body) if answer is not None else super().default(body)

    def page(self, body: FindCases) -> CasePage:
        total = self.total(body.query)
        last = min(total, body.offset + body.limit)
        rows = tuple(case(n, body.query) for n in range(body.offset, last))
        self.n_given += len(rows)
        return CasePage(rows, total if body.count else -1, NOW)

    def acted(self, body: ActOnCases) -> CasesActed:
        refused = tuple(CaseRefusal(i, self.refuse[i]) for i in body.case_ids if i in self.refuse)
        return CasesActed(tuple(i for i in body.case_ids if i not in self.refuse), refused, 9)

    def detail(self, case_id: str) -> CaseDetail:
        """Return a case with everything."""
        number = int(case_id.rpartition(".")[2])
        file = msgspec.structs.replace(
            case(number),
            notes=(
                CaseNote(NOW - 5000, "Trần Minh Hà", "Đã gọi cho người dân, hẹn xem hiện trường lúc 9 giờ."),
                CaseNote(NOW - 900, "Lê Quang", "Đơn vị đã cử tổ cơ động, dự kiến xong trong chiều nay.", public=True),
            ),
            attachments=(
                CaseAttachment(digest(self.photo), "hien-truong.jpg", "image/jpeg", len(self.photo), NOW - 7000, "zalo", phase="before"),
                CaseAttachment("a1" * 32, "bien-ban.pdf", "application/pdf", 220_000, NOW - 800, "Lê Quang"),
            ) if self.photo else (),
            data={"tuyen-duong": "Tôn Đức Thắng"},
        )  # fmt: skip
        children = tuple(msgspec.structs.replace(case(n), parent=case_id) for n in (31, 45, 52))
        actions = ("accept", "transfer", "finish", "extend", "merge", "classify")
        return CaseDetail(file, children, actions, self.correctable)


HISTORY = (
    ("case.changed", "Lê Quang", {"action": "accept", "from": "assigned", "to": "working"}),
    ("case.note", "Trần Minh Hà", {"note": "Đã gọi cho người dân, hẹn xem hiện trường lúc 9 giờ."}),
    ("case.changed", "Trần Minh Hà", {"action": "assign", "from": "new", "to": "assigned", "unit": "so-xay-dung"}),
    ("case.opened", "system", {"to": "new"}),
)  # fmt: skip


def journal(subject: str) -> Journal:
    return Journal(
        tuple(
            EntryAppended(9 - k, NOW - 3000 * k - 20, actor, kind, subject, dict(payload))
            for k, (kind, actor, payload) in enumerate(HISTORY)
        )
    )


class DeskCity(City):
    """The city with a register of cases."""

    def __init__(self, n_total: int = 12) -> None:
        super().__init__()
        self.daemon: DeskDaemon = DeskDaemon(n_total)
        self.live._requester = self.daemon
