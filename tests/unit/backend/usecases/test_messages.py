from __future__ import annotations

import re
from pathlib import Path

import pytest

from backend.contract.document import DocumentError
from backend.domain.messages.templates import SAMPLES, ZNS_CAPS, render
from backend.domain.messages.ways import WAYS
from backend.usecases.messages import Messages, load_messages

TEMPLATE = """id: moi
name: {vi: Tin mới}
fields: [title]
vi: {subject: "{title}", body: "{title}", short: "{title}"}
"""
LADDER = """id: thang
title: {vi: Thang}
rungs:
  - {after: PT0S, to: [duty], template: moi}
"""


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    for part, name, text in (("messages", "moi", TEMPLATE), ("ladders", "thang", LADDER)):
        folder = tmp_path / "packs" / "p" / part
        folder.mkdir(parents=True)
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return tmp_path / "packs"


def faults(packs: Path, centre: Path | None = None) -> list[str]:
    with pytest.raises(DocumentError) as caught:
        load_messages(packs, ["p"], centre)
    return [f"{Path(f.file).name}:{f.line} {f.key}: {f.found}" for f in caught.value.faults]


def test_templates_and_ladders_are_read(packs: Path) -> None:
    found = load_messages(packs, ["p"])
    assert list(found.templates) == ["moi"]
    assert found.ladders["thang"].rungs[0].to == ("duty",)
    assert found.ladder_lines["thang"].of("rungs[0].to") == 4
    assert load_messages(packs, ["without"]) == Messages({}, {}, {})


def test_what_the_centre_writes_replaces_what_the_pack_says(packs: Path, tmp_path: Path) -> None:
    own = tmp_path / "centre" / "messages"
    own.mkdir(parents=True)
    (own / "moi.yaml").write_text(TEMPLATE.replace("Tin mới", "Tin của trung tâm"), encoding="utf-8")
    assert load_messages(packs, ["p"], tmp_path / "centre").templates["moi"].name.vi == "Tin của trung tâm"


def test_every_fault_of_every_file_in_one_pass(packs: Path) -> None:
    (packs / "p" / "messages" / "sai.yaml").write_text(
        TEMPLATE.replace("fields: [title]", "fields: [titel]\nsms_part: 2"), encoding="utf-8"
    )
    (packs / "p" / "messages" / "thieu.yaml").write_text(
        TEMPLATE.replace("id: moi", "id: thieu").replace('body: "{title}"', 'body: "{tilte}"'),
        encoding="utf-8",
    )
    (packs / "p" / "ladders" / "cham.yaml").write_text(
        LADDER.replace("id: thang", "id: cham").replace("PT0S", "5 phút"), encoding="utf-8"
    )
    assert faults(packs) == [
        "sai.yaml:4 sms_part: this key is not known here",
        "thieu.yaml:4 vi.body: unknown placeholder '{tilte}'",
        "cham.yaml:4 rungs[0].after: found '5 phút'",
    ]


def test_a_ladder_names_templates_that_there_are(packs: Path) -> None:
    path = packs / "p" / "ladders" / "thang.yaml"
    path.write_text(LADDER.replace("template: moi", "template: mio"), encoding="utf-8")
    with pytest.raises(DocumentError, match="did you mean 'moi'"):
        load_messages(packs, ["p"])


def test_ids_stand_once(packs: Path) -> None:
    (packs / "p" / "messages" / "moi2.yaml").write_text(TEMPLATE, encoding="utf-8")
    assert faults(packs) == ["moi2.yaml:1 id: 'moi' stands twice"]


@pytest.fixture(scope="module")
def shipped(root: Path) -> Messages:
    folder = root / "resources" / "usecases"
    return load_messages(folder, sorted(each.name for each in folder.iterdir()))


def test_shipped_words_are_complete_in_both_languages(shipped: Messages) -> None:
    assert len(shipped.templates) >= 8
    for template in shipped.templates.values():
        assert template.en is not None, template.id
        assert template.name.en, template.id
        for language in ("vi", "en"):
            for kind in ("smtp", "smpp", "zalo", "notify", "callsheet"):
                words = render(template, language, kind, SAMPLES)
                assert words.problems == (), (template.id, language, kind)
                assert not re.search(r"[{}—]{2}|\.\.(?!\.)|https?:", words.body), (template.id, kind)


def test_shipped_sms_cost_at_most_two_parts(shipped: Messages) -> None:
    parts = {t.id: render(t, "vi", "sms", SAMPLES).n_parts for t in shipped.templates.values()}
    assert {name: n for name, n in parts.items() if n > 2} == {}


def test_shipped_ladders_end_with_somebody_above_the_first(shipped: Messages) -> None:
    for ladder in shipped.ladders.values():
        assert ladder.title.en, ladder.id
        assert ladder.rungs[-1].to != ladder.rungs[0].to, ladder.id


def test_the_guide_names_every_field_way_role_and_cap(root: Path, shipped: Messages) -> None:
    guide = (root / "docs" / "messages.md").read_text(encoding="utf-8")
    roles = {word for ladder in shipped.ladders.values() for rung in ladder.rungs for word in rung.to}
    words = [f"`{name}`" for name in (*SAMPLES, *WAYS, *roles)]
    words += [f"{kind} {cap}" for kind, cap in ZNS_CAPS.items()]
    assert [word for word in words if word not in guide] == []
