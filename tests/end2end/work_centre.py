"""A small centre with one procedure that does everything: asks people, calls a service, sends, waits, decides."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import yaml

from tests.end2end.daemon_run import DaemonRun, write_pack

PROCEDURE = "xu-ly-ngap"
LAST = "tong_ket"
"""The last element that a person does."""
WEB_STEPS = ("goi_tram_bom", "bao_ket_qua")
"""Elements that call a service."""
PEOPLE = ("an", "binh")
"""Each run tells both of them."""
DONE_STEPS = (
    "xac_minh", "goi_tram_bom", "kiem_tra_bom", "bao_doi", "cho", "muc", "ghi", "tong_ket", "bao_ket_qua",
)  # fmt: skip
"""Elements of a run that has gone its whole way, each once."""
ANSWER_WITHIN_S = 2.0
DRAWING = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:tc="urn:toancanh:bpmn:1"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="d" targetNamespace="urn:toancanh:procedures">
 <bpmn:process id="xu-ly-ngap" name="Xử lý ngập" isExecutable="true">
  <bpmn:startEvent id="bat_dau" name="Bắt đầu"/>
  <bpmn:userTask id="xac_minh" name="Xác minh" tc:outcomes="Có ngập;Không ngập" tc:variable="tinh_hinh"/>
  <bpmn:parallelGateway id="chia"/>
  <bpmn:serviceTask id="goi_tram_bom" name="Bật trạm bơm" tc:action="http" tc:variable="bom">
   <bpmn:extensionElements><tc:parameters>
    <tc:parameter name="url" value="http://tram-bom.invalid/bat"/><tc:parameter name="body" value="{tinh_hinh}"/>
   </tc:parameters></bpmn:extensionElements>
  </bpmn:serviceTask>
  <bpmn:userTask id="kiem_tra_bom" name="Kiểm tra bơm chạy"/>
  <bpmn:sendTask id="bao_doi" name="Báo đội trực" tc:action="send">
   <bpmn:extensionElements><tc:parameters>
    <tc:parameter name="template" value="bao-doi"/><tc:parameter name="to" value="doi_truc"/>
   </tc:parameters></bpmn:extensionElements>
  </bpmn:sendTask>
  <bpmn:intermediateCatchEvent id="cho" name="Chờ nước rút" tc:mode="elapsed">
   <bpmn:timerEventDefinition id="t"><bpmn:timeDuration xsi:type="bpmn:tFormalExpression">PT2S</bpmn:timeDuration>
   </bpmn:timerEventDefinition>
  </bpmn:intermediateCatchEvent>
  <bpmn:businessRuleTask id="muc" name="Xếp mức" tc:variable="muc"
    tc:expression="tinh_hinh == 'Có ngập' ? 'mức 2' : 'mức 1'"/>
  <bpmn:serviceTask id="ghi" name="Ghi nhật ký" tc:action="note">
   <bpmn:extensionElements><tc:parameters>
    <tc:parameter name="text" value="{muc}"/>
   </tc:parameters></bpmn:extensionElements>
  </bpmn:serviceTask>
  <bpmn:parallelGateway id="gop"/>
  <bpmn:userTask id="tong_ket" name="Tổng kết"/>
  <bpmn:serviceTask id="bao_ket_qua" name="Báo kết quả" tc:action="http" tc:variable="ket_qua">
   <bpmn:extensionElements><tc:parameters>
    <tc:parameter name="url" value="http://dieu-hanh.invalid/ket-qua"/><tc:parameter name="body" value="{muc}"/>
   </tc:parameters></bpmn:extensionElements>
  </bpmn:serviceTask>
  <bpmn:endEvent id="xong" name="Xong"/>
%s </bpmn:process>
</bpmn:definitions>
"""
FLOWS = (
    ("bat_dau", "xac_minh", "chia", "goi_tram_bom", "kiem_tra_bom", "gop", "tong_ket", "bao_ket_qua", "xong"),
    ("chia", "bao_doi", "cho", "muc", "ghi", "gop"),
)
TEMPLATE = {
    "id": "bao-doi", "name": {"vi": "Báo đội trực"}, "fields": ["step", "time"], "sms_parts": 2,
    "vi": {"subject": "{step}", "body": "{step}, {time}.", "short": "{step}, {time}."},
}  # fmt: skip


def drawing() -> str:
    pairs = [pair for line in FLOWS for pair in itertools.pairwise(line)]
    return DRAWING % "".join(
        f'  <bpmn:sequenceFlow id="f_{a}_{b}" sourceRef="{a}" targetRef="{b}"/>\n' for a, b in pairs
    )


def channels(gateway: int) -> list[dict[str, Any]]:
    """Return the ways out: both end at the gateway on a port of this machine."""
    here = f"http://127.0.0.1:{gateway}"
    return [
        {
            "id": "sms", "kind": "sms_http", "name": "SMS", "enabled": True, "url": f"{here}/esms",
            "body": {"ApiKey": "api-key", "SecretKey": "secret-key", "Phone": "{to}", "Content": "{body}",
                     "RequestId": "{key}"},
            "code_field": "/CodeResult", "ok_codes": ["100"], "duplicate_codes": ["124"], "id_field": "/SMSID",
            "timeout_s": ANSWER_WITHIN_S,
        },
        {
            "id": "dich-vu", "kind": "webhook", "name": "Dịch vụ", "enabled": True, "url": f"{here}/webhook",
            "timeout_s": ANSWER_WITHIN_S,
        },
    ]  # fmt: skip


def make(folder: Path, gateway: int, database: str = "") -> DaemonRun:
    """Write the centre and return its daemon, not yet started."""
    head = {"place_kinds": {"post": {"name": {"vi": "Trụ"}, "metrics": []}}, "metrics": {}}
    run = DaemonRun(
        folder / "run",
        packs=write_pack(folder / "packs", "ngap", head, []),
        pack="ngap",
        places=["p1,Mẹ Suốt,post,16.07,108.15,001,Hòa Khánh"],
        sources=[],
        database=database,
    )
    people = [
        {"id": name, "name": name.title(), "phone": f"09000010{n:02}", "roles": ["doi_truc"]}
        for n, name in enumerate(PEOPLE)
    ]
    files: dict[str, Any] = {"contacts": {"people": people}, "messages/bao-doi": TEMPLATE}
    files |= {f"channels/{channel['id']}": channel for channel in channels(gateway)}
    for name, content in files.items():
        file = run.centre / f"{name}.yaml"
        file.parent.mkdir(exist_ok=True)
        file.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    (run.centre / "sops").mkdir()
    (run.centre / "sops" / "xu-ly-ngap.bpmn").write_text(drawing(), encoding="utf-8")
    return run
