"""One flood night from the first rain to the closed incident (FL-I, FL-II, SO-II-2, SO-II-3, BX-8), told by the journal.

Scenes in their order, each on what the one before left. Stations speak by a real broker, SMS go to a gateway,
a citizen calls by Open311, a crew answers by SMS, everybody works at a desk of their own over the real wire.
Nothing is written into the store by the test. In the middle of the night the daemon is killed.

Pictures of two walls are kept in the folder of the environment's TOANCANH_SHOTS.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.contract.entered_readings import EnteredValue, EnterReadings
from backend.contract.messages import Journal
from backend.contract.resources import GetNearest, Nearest
from backend.contract.work import Incident
from backend.contract.work_requests import GetTimeline, JoinIncident, SetIncident, StartProcedure
from tests.end2end import night_centre as of
from tests.end2end.daemon_run import Broker
from tests.end2end.night_centre import DEEP, LEADERS, OFFICER, RAIN, RESCUE, SCHOOL, SUPERVISOR, NightCentre
from tests.end2end.night_desks import Desks, Procedure
from tests.end2end.night_story import Told, story, untold
from tests.end2end.night_walls import SIZE_PX, Walls, n_colours, pictures, shots_folder
from tests.end2end.night_world import Stations, clock_of, desk_of
from tests.end2end.whole_journal import entries
from tests.peers.starting import running

pytestmark = pytest.mark.timeout(300)
CALLER = "0914000111"
HOUSE = (16.0703, 108.1503)
"""Where people call from, 45 m from the post."""
N_AT_FIRST, N_TOLD = 4, 18
RECORD = f"mua-so-ngay-ky-luc@{RAIN}"
"""Rings by what the station had stored alone: its hour holds more than that of the historic flood."""
N_COLOURS = 40
"""Fewer of them has only a screen that shows nothing but its frames."""
MANDATORY = "Canh bao chinh thuc do co quan co tham quyen ban hanh."
"""Ends each message to the public, whatever it says."""
ORDER_TO_LEAVE = "lenh-so-tan"
WARD_WORDS = "De nghi cu nguoi canh gioi"
"""Of the SMS to the ward and its residents' groups."""
LATER = "2026-11-24T20:00:00+07:00"
FAST = 25.0
"""How many times as fast the clock runs from LATER on, while the water falls."""


class Night:
    """What one scene leaves to the next."""

    def __init__(self, centre: NightCentre, walls: Walls) -> None:
        self.centre, self.walls = centre, walls
        self.desks = Desks(centre.run)
        desk = desk_of(centre.run, OFFICER)
        self.stations = Stations(centre.broker.port, clock_of(desk, 1.0), every_s=5.0)
        desk.close()
        self.incident_id = self.sos = self.order = self.message = ""
        self.groups: list[str] = []

    @property
    def procedure(self) -> Procedure:
        return Procedure(self.desks, self.incident_id, "ngap-cuc-bo")

    @property
    def rescue(self) -> Procedure:
        return Procedure(self.desks, self.incident_id, "sos")

    @property
    def evacuation(self) -> Procedure:
        return Procedure(self.desks, self.incident_id, "so-tan")

    def incident(self) -> Incident:
        return self.desks.incident(OFFICER, self.incident_id)

    def close(self) -> None:
        self.walls.close()
        self.stations.close()
        self.desks.close()


@pytest.fixture(scope="module")
def shots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shots_folder(tmp_path_factory.mktemp("shots"))


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory, shots: Path) -> Iterator[Night]:
    folder: Path = tmp_path_factory.mktemp("night")
    broker = Broker(folder / "broker")
    broker.start()
    try:
        with running("gateway") as sms:
            centre = NightCentre(folder / "run", broker, sms)
            centre.run.start()
            try:
                (folder / "walls").mkdir()
                made = Night(centre, Walls(centre.run, folder / "walls", shots, of.WALL))
                try:
                    yield made
                finally:
                    made.close()
            finally:
                centre.run.stop()
    finally:
        broker.stop()


def test_rain_of_an_hour_and_of_a_day_ring_when_the_station_delivers_what_it_stored(night: Night) -> None:
    stations = night.stations
    stations.stored(of.LIGHT_RAIN, {60.0 * n: 12.0 + n % 7 for n in range(120, -1, -1)}, "rain_mm_h")
    stations.measure(of.LIGHT_RAIN, rain_1h_mm=15.0)
    stations.measure(of.RIVER, level_m=0.9)
    stations.measure(of.HOTLINE, n_sos_open=0.0, n_sos_waiting=0.0, n_calls_15min=3.0)
    for boat, (_name, _base, (lat, lon), duty) in of.BOATS.items():
        stations.measure(boat, lat_deg=lat, lon_deg=lon, on_duty=float(duty))
    # 23 hours of about 8.6 mm/h, then one of about 110: 309 mm in a day
    minutes = range(86_400, -1, -60)
    rain = {float(ago): 8 + 0.3 * (ago // 60 % 5) if ago > 3600 else 108 + ago // 60 % 6 for ago in minutes}
    stations.stored(RAIN, rain, "rain_mm_h")
    stations.stored(RAIN, {40.0: 111.0, 20.0: 112.0, 0.0: 112.0}, "rain_1h_mm")
    rise = {60.0 * n: 55.0 - n for n in range(55, 1, -1)}
    stations.stored(DEEP, rise | {50.0: 55.0, 25.0: 56.0, 0.0: 55.0}, "depth_cm")
    stations.stored(of.BESIDE, {50.0: 24.0, 25.0: 25.0, 0.0: 25.0}, "depth_cm")
    stations.stored(of.FAR, {50.0: 12.0, 25.0: 12.0, 0.0: 12.0}, "depth_cm")
    hour = night.desks.rings(OFFICER, f"mua-1-gio@{RAIN}", "critical")
    day = night.desks.rings(OFFICER, f"mua-24-gio@{RAIN}", "high")
    assert hour.unit_id == "pctt"
    assert day.value is not None
    assert 280.0 < day.value < 23 * 8.6 + 111, "the newest full step of five minutes lies a little back"
    record = night.desks.rings(OFFICER, RECORD, "critical")
    night.desks.take(OFFICER, hour.alarm_id, day.alarm_id, record.alarm_id)


def test_posts_ring_by_their_depth_classes_and_the_deep_one_opens_the_incident(night: Night) -> None:
    deep = night.desks.rings(OFFICER, f"ngap-duong@{DEEP}", "critical")
    beside = night.desks.rings(OFFICER, f"ngap-duong@{of.BESIDE}", "high")
    far = night.desks.rings(OFFICER, f"ngap-duong@{of.FAR}", "medium")
    night.desks.take(OFFICER, deep.alarm_id, beside.alarm_id, far.alarm_id)
    found = night.desks.until(
        lambda: [i for i in night.desks.work(OFFICER, kind="incident") if len(i.members) == N_AT_FIRST],
        "the incident with its members",
    )
    (incident,) = found
    night.incident_id = incident.incident_id
    assert (incident.title.vi, incident.severity) == ("Ngập tại Hòa Khánh", "critical")
    members = {member.ref: member for member in incident.members}
    assert members.keys() == {f"mua-1-gio@{RAIN}", RECORD, deep.alarm_id, beside.alarm_id}
    assert members[beside.alarm_id].reason.vi == "cách trụ cảnh báo ngập Mẹ Suốt 780 m, cùng lúc"
    assert far.alarm_id not in members, "2.1 km away, in another ward"
    night.desks.do(SUPERVISOR, SetIncident(night.incident_id, lead=of.NAMES[SUPERVISOR]))


def test_eighteen_people_get_one_sms_each_only_when_the_officer_has_seen_the_water(night: Night) -> None:
    for shelter in (SCHOOL, of.HALL):
        opened = (EnteredValue("n_people", 0.0), EnteredValue("is_open", 1.0))
        night.desks.do(SUPERVISOR, EnterReadings(shelter, opened, note="Đã mở cửa"))
    night.walls.show("flood", "incident")
    night.desks.open_step(OFFICER, night.incident_id, "ngap-cuc-bo", "xac_minh")
    assert night.desks.messages(OFFICER, night.incident_id, "ngap-bao-phuong") == []
    assert not [sms for sms in night.centre.arrived() if WARD_WORDS in sms["Content"]]
    night.procedure.step(OFFICER, "xac_minh", "Camera và phường đều thấy ngập nửa bánh xe.", "Có ngập")
    run = night.desks.run_of(OFFICER, night.incident_id, "ngap-cuc-bo")
    wanted = {of.phone_of(person) for person in of.told()}
    assert len(wanted) == N_TOLD

    def arrived() -> list[str]:
        return [f"0{sms['Phone'][2:]}" for sms in night.centre.arrived() if WARD_WORDS in sms["Content"]]

    night.desks.until(lambda: len(arrived()) >= N_TOLD, "the SMS")
    night.procedure.step(of.DRAINAGE, "bom", "Khơi 4 cửa thu, chạy bơm lưu động.")
    assert sorted(arrived()) == sorted(wanted), "each of them once, and nobody else"
    told = night.desks.messages(OFFICER, night.incident_id, "ngap-bao-phuong", run.run_id)
    assert sorted(m.person_id for m in told) == sorted(of.told())
    assert {m.state for m in told} == {"sent"}
    assert all(m.step_id.startswith("bao_phuong") for m in told)
    night.walls.keep("1-sms")
    night.walls.show("flood-people", "incident")
    night.procedure.step(of.WARD, "rao_chan", "Đã đặt rào hai đầu đường.", photo="rao-chan.jpg")


def test_a_call_for_rescue_comes_in_goes_to_its_ward_and_its_repetition_is_found_and_merged(
    night: Night,
) -> None:
    words = "Nước vào nhà, 4 người trên gác, có cụ già"
    night.sos = night.centre.call_for_rescue(words, *HOUSE, CALLER, n_people="4", n_elderly="1")
    again = night.centre.call_for_rescue("Nước lên nhanh lắm", 16.0720, 108.1520, CALLER)
    desks = night.desks
    desks.until(
        lambda: any("cùng số điện thoại" in n.text for n in desks.file(OFFICER, again).notes), "the note"
    )
    desks.act(OFFICER, again, "merge", parent=night.sos, note="Cùng một nhà, gọi lần hai")
    assert desks.file(OFFICER, again).parent == night.sos
    kept = desks.file(OFFICER, night.sos)
    assert (kept.source, kept.area_code, kept.unit_id, kept.data["n_people"]) == ("app", "001", "cuu-ho", "4")
    assert kept.n_children == 1
    ward = desks.until(
        lambda: [sms for sms in night.centre.arrived() if night.sos in sms["Content"]], "the SMS to the ward"
    )
    assert [f"0{sms['Phone'][2:]}" for sms in ward] == [of.phone_of("a1")]
    incident = desks.until(
        lambda: night.sos in {m.ref for m in night.incident().members} and night.incident(),
        "it in the incident",
    )
    reason = next(m.reason.vi for m in incident.members if m.ref == night.sos)
    assert reason.startswith("cách trụ cảnh báo ngập Mẹ Suốt")


def test_the_boat_that_is_there_first_is_sent_and_its_crew_answers_by_sms(night: Night) -> None:
    desks, centre = night.desks, night.centre
    near = desks.ask(OFFICER, GetNearest(*HOUSE, ("boat",), order="time", free_only=True))
    assert isinstance(near, Nearest)
    assert [place.place_id for place in near.places] == [of.NEAREST, of.AWAY, of.DISTANT]
    whole = desks.ask(OFFICER, GetNearest(*HOUSE, ("boat",), order="time"))
    assert isinstance(whole, Nearest)
    assert {place.place_id: place.state for place in whole.places}[of.OFF_DUTY] == "off"
    night.rescue.step(OFFICER, "goi_lai", "Gọi được, 4 người, dặn cắt điện.", "Cần cứu")
    (order,) = desks.until(lambda: desks.found(OFFICER, kind="order"), "the order")
    night.order = order.case_id
    assert (order.data["crew"], order.data["for"]) == (of.NEAREST, night.sos), (
        "the first of those that are free"
    )
    assert desks.file(OFFICER, night.sos).status == "assigned"
    taken = desks.not_opened(OFFICER, "order", "Đi nơi khác", data={"crew": of.NEAREST})
    assert night.order in taken, "a crew that is on its way is not sent elsewhere"
    crew = f"truc-{of.NEAREST}"
    desks.until(
        lambda: len([m for m in centre.arrived() if night.order in m["Content"]]) > 1, "the order's SMS"
    )
    sms = {f"0{m['Phone'][2:]}": m["Content"] for m in centre.arrived() if night.order in m["Content"]}
    assert sms.keys() == {of.phone_of(crew), of.phone_of(RESCUE)}, "the crew, and the commander of rescue"
    assert CALLER in sms[of.phone_of(crew)]
    for answer, order, call in (("1", "accepted", "assigned"), ("2 dang di", "on_the_way", "going")):
        centre.write_back(crew, answer)
        desks.until(lambda order=order: desks.file(OFFICER, night.order).status == order, order)
        assert desks.file(OFFICER, night.sos).status == call
    night.stations.measure(of.NEAREST, lat_deg=16.0700, lon_deg=108.1550, track_km_h=12.0)
    desks.open_step(OFFICER, night.incident_id, "sos", "an_toan")
    night.walls.keep("2-boat")


def test_two_different_leaders_approve_the_evacuation_and_a_person_confirms_the_order(night: Night) -> None:
    desks = night.desks
    run_id = desks.do(SUPERVISOR, StartProcedure("so-tan", incident_id=night.incident_id))
    night.groups = [
        desks.opened(
            OFFICER, "evacuation", f"Tổ {n}: {people} người", area_code="001", lat=HOUSE[0], lon=HOUSE[1],
            field="vung-trung", data={"group": f"Tổ {n}", "n_people": people, "boat": "không", "shelter": SCHOOL},
        )
        for n, people in ((14, "85"), (15, "100"))
    ]  # fmt: skip
    night.evacuation.step(SUPERVISOR, "lap", "185 người, Trường Tiểu học Hòa Khánh còn chỗ.")
    desks.until(
        lambda: len(desks.messages(OFFICER, night.incident_id, "lanh-dao-di-doi", run_id)) == len(LEADERS),
        "the SMS to the leaders",
    )
    first, second = LEADERS
    approve = night.evacuation.decision(OFFICER, "duyet", "approved", "Đồng ý theo tờ trình")
    desks.do(first, approve)
    assert "cần một người khác" in desks.refused(first, approve)
    assert not desks.messages(OFFICER, night.incident_id, ORDER_TO_LEAVE, run_id)
    desks.do(second, approve)
    order = night.evacuation.decision(SUPERVISOR, "bao", "confirmed")
    assert not desks.messages(OFFICER, night.incident_id, ORDER_TO_LEAVE, run_id), "nobody confirmed it yet"
    desks.do(SUPERVISOR, order)
    sent = desks.until(
        lambda: (
            [
                m
                for m in desks.messages(OFFICER, night.incident_id, ORDER_TO_LEAVE, run_id)
                if m.state == "sent"
            ][N_TOLD - 1 :]
            and desks.messages(OFFICER, night.incident_id, ORDER_TO_LEAVE, run_id)
        ),
        "the order to the wards",
    )
    assert sorted(m.person_id for m in sent) == sorted(of.told())
    keys = [sms["RequestId"] for sms in night.centre.arrived()]
    assert len(keys) == len(set(keys)), "no message twice"


def test_the_shelter_fills_by_what_is_entered_there_until_it_rings(night: Night) -> None:
    desks, alarm_id = night.desks, f"diem-so-tan-gan-day@{SCHOOL}"
    for n, severity in ((85.0, ""), (150.0, ""), (185.0, "medium"), (203.0, "high")):
        values = (EnteredValue("n_people", n), EnteredValue("is_open", 1.0))
        desks.do(SUPERVISOR, EnterReadings(SCHOOL, values, note=f"Điểm danh {n:.0f} người"))
        if severity:
            alarm = desks.rings(OFFICER, alarm_id, severity)
            assert alarm.title.vi.startswith("Điểm sơ tán Trường Tiểu học Hòa Khánh đã đầy")
        else:
            assert desks.alarm(OFFICER, alarm_id) is None
    desks.take(OFFICER, alarm_id)
    desks.do(OFFICER, JoinIncident(night.incident_id, alarm_id))
    near = desks.ask(OFFICER, GetNearest(*HOUSE, ("shelter",)))
    assert isinstance(near, Nearest)
    assert {place.place_id: place.state for place in near.places} == {SCHOOL: "full", of.HALL: "free"}
    night.walls.keep("3-shelter")
    night.walls.show()
    for group in night.groups:
        desks.act(OFFICER, group, "arrive", note="Đã điểm danh")
    night.evacuation.step(of.WARD, "to_chuc", "185 người đã đến, 18 người tự đến.", photo="diem-danh.jpg")


def test_a_message_to_the_public_needs_a_second_person_and_is_told_as_an_alert(night: Night) -> None:
    desks, centre = night.desks, night.centre
    (draft,) = desks.found(OFFICER, kind="public-message")
    night.message = draft.case_id
    assert (draft.status, draft.title) == ("draft", "Sơ tán dân tại Hòa Khánh, Liên Chiểu")
    assert (draft.incident_id, draft.data["areas"].split()) == (night.incident_id, ["001", "002"])
    desks.act(SUPERVISOR, night.message, "submit")
    assert "người khác" in desks.not_allowed(SUPERVISOR, night.message, "approve")
    assert night.message not in centre.alerts()
    desks.act(LEADERS[0], night.message, "approve")
    desks.until(lambda: len(desks.public(OFFICER)) == len(of.CITIZENS), "the SMS to citizens")
    told = {message.person_id: message for message in desks.public(OFFICER)}
    assert told.keys() == set(of.CITIZENS)
    keys = [sms["RequestId"] for sms in centre.arrived()]
    assert all(message.key in keys for message in told.values()), "each has left"
    assert all("Roi nha" in m.body and m.body.endswith(f"{MANDATORY} {night.message}") for m in told.values())
    assert night.message in centre.alerts()


def test_the_people_are_safe_before_the_daemon_is_killed(night: Night) -> None:
    desks, crew = night.desks, f"truc-{of.NEAREST}"
    for answer, order, call in (("3", "there", "there"), ("4 da dua ve truong Hoa Khanh", "done", "safe")):
        night.centre.write_back(crew, answer)
        desks.until(lambda order=order: desks.file(OFFICER, night.order).status == order, order)
        assert desks.file(OFFICER, night.sos).status == call
    assert "da dua ve truong Hoa Khanh" in desks.file(OFFICER, night.order).notes[-1].text
    night.evacuation.step(SUPERVISOR, "theo_doi", "Không còn nhóm hộ nào chưa đến nơi.")
    night.evacuation.is_over(OFFICER)
    night.rescue.step(OFFICER, "bao_lai", "Đã báo người nhà, không còn ai cần cứu.")
    night.rescue.is_over(OFFICER)
    assert night.incident().open, "the street is still flooded"


def test_the_water_falls_under_a_daemon_that_was_killed_and_everything_is_closed(night: Night) -> None:
    desks, run = night.desks, night.centre.run
    desks.close()
    run.kill()
    run.set_clock(LATER, FAST)
    run.start()
    night.stations.follow(clock_of(desks.of(OFFICER), FAST), every_s=0.3)
    assert desks.alarm(OFFICER, f"ngap-duong@{DEEP}") is not None, "what rang rings"
    night.stations.measure(RAIN, rain_mm_h=0.0, rain_1h_mm=3.0)
    for post in of.POSTS.values():
        night.stations.measure(post, depth_cm=2.0)
    desks.do(SUPERVISOR, EnterReadings(SCHOOL, (EnteredValue("n_people", 40.0),), note="Dân về nhà"))
    rang = [f"ngap-duong@{post}" for post in of.POSTS.values()] + [
        f"mua-1-gio@{RAIN}",
        f"diem-so-tan-gan-day@{SCHOOL}",
    ]

    def standing() -> list[str]:
        return [a.alarm_id for a in desks.of(OFFICER).snapshot().alarms if a.alarm_id in rang and a.active]

    desks.until(lambda: not standing(), "the return of the alarms")
    desks.act(SUPERVISOR, night.message, "end")
    assert night.message not in night.centre.alerts()
    for group in night.groups:
        desks.act(OFFICER, group, "go_home")
    night.procedure.step(OFFICER, "nuoc_rut", "Nước đã rút, xe đi lại được.", photo="nuoc-rut.jpg")
    desks.until(lambda: not night.incident().open, "the end of the incident")
    closed = night.incident()
    assert (closed.state, closed.closed_by, closed.close_reason) == (
        "closed", "Xử lý ngập cục bộ", "Ngập đã được xử lý",
    )  # fmt: skip
    assert [r.state for r in desks.work(OFFICER, kind="run", parent=night.incident_id)] == ["finished"] * 3
    left = {alarm.alarm_id: alarm.operator for alarm in desks.of(OFFICER).snapshot().alarms if alarm.active}
    assert set(left.values()) == {"acknowledged"}
    # the day's rain is not undone by a dry hour, nor the hour's before most of an hour has been watched anew
    assert left.keys() - {RECORD} == {f"mua-24-gio@{RAIN}"}


def test_the_timeline_of_the_incident_tells_it_all_in_order_with_who_did_it(night: Night) -> None:
    answer = night.desks.ask(OFFICER, GetTimeline(night.incident_id, limit=5000))
    assert isinstance(answer, Journal)
    told = answer.entries
    assert [entry.seq for entry in told] == sorted(entry.seq for entry in told)
    missing = untold(told, story(night.incident_id, night.sos, night.order, night.message))
    assert missing is None, f"not told, or not in this place: {missing}"


def test_the_journal_is_whole_and_has_what_stands_beside_the_incident(night: Night) -> None:
    run = night.centre.run
    run.stop()
    store = run.store()
    try:
        report = store.verify()
        assert report.broken_seq is None
        kept = list(entries(store))
        assert report.n_entries == len(kept)
    finally:
        store.close()
    beside = [
        Told("system", "alarm.raised", f"mua-24-gio@{RAIN}", severity="high"),
        Told(of.NAMES[OFFICER], "alarm.acknowledged", f"mua-24-gio@{RAIN}"),
        Told("system", "alarm.raised", f"ngap-duong@{of.FAR}", severity="medium"),
        Told(of.NAMES[OFFICER], "case.opened", night.groups[0], field="vung-trung"),
        Told(of.NAMES[OFFICER], "case.closed", night.groups[0], action="arrive"),
        Told("system", "alarm.cleared", f"ngap-duong@{of.FAR}"),
        Told(of.NAMES[OFFICER], "case.changed", night.groups[0], action="go_home"),
    ]
    assert untold(kept, beside) is None
    assert "Traceback" not in run.words()


def test_pictures_of_three_moments_are_kept_and_no_tile_was_lost(night: Night, shots: Path) -> None:
    for name in ("1-sms", "2-boat", "3-shelter"):
        found = list(pictures(shots, name))
        assert [(p.width(), p.height()) for p in found] == [SIZE_PX] * 4, "two walls of two monitors"
        assert all(n_colours(picture) > N_COLOURS for picture in found)
    assert night.walls.reports.keys() == {"flood", "flood-people", "incident"}
    for layout, report in night.walls.reports.items():
        tiles = [tile for screen in report["screens"] for tile in screen["tiles"]]
        lost = [tile for tile in tiles if tile["state"] == "lost" and tile["kind"] != "video"]
        assert not lost, (layout, lost)
        assert report["pulse_alive"] is True
