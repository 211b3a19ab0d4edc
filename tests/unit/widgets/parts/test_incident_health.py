from widgets.live import LinkState
from widgets.parts.incident_health import pulse_health


def test_as_alive_as_the_pulse(city):
    assert pulse_health(city.live, "ba việc").state == "fresh"
    assert pulse_health(city.live, "ba việc").note == "ba việc"
    city.pass_time(8)
    assert pulse_health(city.live).state == "late"
    city.pass_time(60)
    assert pulse_health(city.live).state == "lost"


def test_before_the_first_pulse_the_link_decides(city):
    city.live.state.pulse = None
    assert pulse_health(city.live).state == "lost"
    city.live.link = LinkState("live", city.clock.now())
    assert pulse_health(city.live).state == "fresh"
