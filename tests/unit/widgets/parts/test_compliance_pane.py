import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from tests.unit.widgets.compliance_office import SAMPLED, ComplianceOffice, cell, certificate, good
from widgets.parts.compliance_pane import CompliancePane


@pytest.fixture
def opened(show, city):
    office = ComplianceOffice(city, [*good("me_suot")[:2], cell("me_suot", "smell", "missing")], ["me_suot"])
    host = show(QWidget(), 700, 500)

    def made(*certificates):
        office.certificates = list(certificates)
        pane = CompliancePane(city.context(), "me_suot", host)
        pane.show_sheet(office.sheet, "Mẹ Suốt")
        pane.show()
        return pane

    return made


def test_missing_results_are_hatched_and_said(opened):
    pane = opened()
    first = pane.lines.lines()[0]
    assert (first.left, first.right, first.stale) == ("Mùi, vị", "chưa xét nghiệm", True)
    assert pane.head.text() == "Mẹ Suốt"


def test_without_a_certificate_there_is_no_key_for_it(opened, qtbot):
    pane = opened()
    assert pane.open_certificate.isHidden()
    with qtbot.assertNotEmitted(pane.case_chosen):
        QTest.keyClick(pane, Qt.Key.Key_C)


def test_the_certificate_nearest_to_the_sampling_is_meant(opened, qtbot):
    broken = certificate(9, "me_suot", SAMPLED)
    broken.data["sampled"] = "hôm kia"
    pane = opened(
        broken, certificate(3, "me_suot", SAMPLED - 86_400), certificate(4, "me_suot", SAMPLED + 60)
    )
    assert pane.certificate == "PKN-4"
    assert "PKN-4" in pane.open_certificate.text()


def test_escape_goes_back(opened, qtbot):
    pane = opened()
    with qtbot.waitSignal(pane.closed):
        QTest.keyClick(pane, Qt.Key.Key_Escape)
