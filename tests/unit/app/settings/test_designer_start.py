import sys
from pathlib import Path

import pytest

from app.designer.arguments import parse
from app.settings.designer_start import Connection, DesignerStart, safe_name


def connection(**fields):
    given = {
        "feed": "tcp://a:1",
        "requests": "tcp://a:2",
        "keys": None,
        "user": "",
        "language": "vi",
        "theme": "dark",
    }
    return Connection(**{**given, **fields})


def test_the_designer_starts_with_the_drawing_and_the_same_connection(tmp_path):
    started = []
    designer = DesignerStart(
        connection(keys=tmp_path, user="ha", theme="light"), lambda *given: started.append(given) is None
    )
    assert designer.open("ngap-khan-cap", "<xml>ngập</xml>")
    program, arguments, folder = started[0]
    assert program == sys.executable
    assert (Path(folder) / "app" / "designer").is_dir()
    assert arguments[:2] == ["-m", "app.designer"]
    understood = parse(arguments[2:])
    assert understood.file.name == "ngap-khan-cap.bpmn"
    assert understood.file.read_text("utf-8") == "<xml>ngập</xml>"
    assert understood.connect == ("tcp://a:1", "tcp://a:2")
    assert (understood.keys, understood.user, understood.theme) == (tmp_path, "ha", "light")


def test_without_keys_and_account_none_are_handed_on():
    assert not {"--keys", "--user"} & set(DesignerStart(connection()).arguments(Path("a.bpmn")))


def test_what_does_not_start_is_said_and_files_go_with_the_window():
    files = []
    designer = DesignerStart(
        connection(), lambda _p, arguments, _f: files.append(Path(arguments[2])) is not None
    )
    assert designer.open("a", "<a/>") is False
    assert designer.open("b", "<b/>") is False
    assert files[0].parent == files[1].parent
    assert files[0].stat().st_mode & 0o077 == 0 or files[0].parent.stat().st_mode & 0o077 == 0
    folder = files[0].parent
    designer.close()
    assert not folder.exists()
    designer.close()


@pytest.mark.parametrize(
    ("procedure_id", "name"),
    [("ngap-duong", "ngap-duong"), ("../../etc/x y", "etc_x_y"), ("Ngập", "Ngập"), ("/", "procedure")],
)
def test_ids_become_names_that_any_file_system_takes(procedure_id, name):
    assert safe_name(procedure_id) == name
