"""`toancanh new-centre`: a folder to start a centre from, with every line explained."""

from __future__ import annotations

from pathlib import Path

CENTRE = """\
# Who this centre is. Check with: toancanh check --centre .
id: {id}
name: {name}
packs: [flooding]            # folders of resources/usecases
timezone: Asia/Ho_Chi_Minh
map:
  centre: [108.2, 16.05]     # longitude, latitude
  zoom: 10
shifts:
  - {{name: Ca 1, starts: '06:00'}}
  - {{name: Ca 2, starts: '18:00'}}
units:                       # who may be responsible; rules and procedures name these ids
  - {{id: ioc, name: 'Trung tâm giám sát, điều hành thông minh'}}
  - {{id: thoat-nuoc, name: Đơn vị thoát nước}}
  - {{id: cuu-ho, name: 'Cảnh sát PCCC và cứu nạn, cứu hộ'}}
  - {{id: pctt, name: Ban chỉ huy phòng thủ dân sự}}
  - {{id: kttv, name: Đài Khí tượng Thuỷ văn}}
"""
PLACES = """\
place_id,name,kind,lat,lon,area_code,area_name
post-1,Trụ ngập số 1,flood_post,16.070,108.150,,
post-2,Trụ ngập số 2,flood_post,16.060,108.210,,
"""
SOURCE = """\
# Spreadsheets and CSV files dropped into the folder below become readings.
id: drop
kind: folder
name: Tệp thả vào thư mục
max_age_s: 3600
path: {folder}/drop
pattern: '*.csv'
table:
  time: [time]               # columns of the time
  place: place               # column with the place's id
  values:                    # column: metric of a pack
    depth_cm: {{metric: depth_cm, unit: cm}}
"""
CONTACTS = """\
# Whom procedures and alarms tell (docs/messages.md). Roles: duty_officer, shift_supervisor, leader,
# ward_officer, residential_head; a ward's people name its code in `areas`.
people:
  - id: truc-ban
    name: Cán bộ trực
    phone: '0900000001'
    unit: ioc
    roles: [duty_officer]
  - id: truong-ca
    name: Trưởng ca
    phone: '0900000002'
    unit: ioc
    roles: [shift_supervisor]
"""
CHANNELS = {
    "email.yaml": """\
# E-mail (docs/channels.md). Nothing leaves before `enabled: true`, or before an administrator switches it on.
id: email
kind: smtp
name: Thư điện tử
enabled: false
host: smtp.example.vn
port: 587
user: ioc@example.vn
password_secret: smtp        # toancanh keys password smtp
sender: ioc@example.vn
""",
    "man-hinh.yaml": """\
# Notes on walls and signed-in desks: stays in the house.
id: man-hinh
kind: notify
name: Thông báo trên màn hình
enabled: true
""",
}
NEXT = """\
{folder} is ready. Next:
  1. put your stations into places.csv and your sources into sources/
  2. put your people into contacts.yaml and your ways to reach them into channels/
  3. toancanh check --centre {folder}
  4. toancanh keys make --folder {folder}/keys
  5. toancanh account add wall "Màn hình" --centre {folder}
  6. toancanh daemon --centre {folder} --keys {folder}/keys
  7. toancanh wall --keys {folder}/keys --user wall
"""


def write(folder: Path, name: str) -> str:
    """Write a centre's folder and return what to do next.

    Raises:
        OSError: the folder is not empty, or cannot be written.
    """
    if folder.exists() and any(folder.iterdir()):
        raise FileExistsError(f"{folder} is not empty; choose another folder")
    for part in ("sources", "channels", "maps", "drop", "recordings", "sops"):
        (folder / part).mkdir(parents=True)
    files = {
        "centre.yaml": CENTRE.format(id=folder.name, name=name or folder.name),
        "places.csv": PLACES,
        "contacts.yaml": CONTACTS,
        **{f"channels/{file}": text for file, text in CHANNELS.items()},
        "sources/drop.yaml": SOURCE.format(folder=folder),
    }
    for path, text in files.items():
        (folder / path).write_text(text, encoding="utf-8")
    return NEXT.format(folder=folder)
