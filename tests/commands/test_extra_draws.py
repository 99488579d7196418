"""Draws beside the regular one at a terminal: a topic is drawn by its code, and their bundles verify."""

from pathlib import Path

import pytest

from iks.cli import main
from iks.commands.month import draw_topic
from iks.domain.values import Area
from iks.services.draw_focus import FocusDue
from iks.store.draws import current_draw
from tests.focus_under_test import CODE, december_drawn, january_drawn, january_locked, ordered
from tests.house_under_test import MONTH, PASSWORD, HouseUnderTest
from tests.month_under_test import draw
from tests.services.test_recheck import rechecked


@pytest.fixture
def terminal(sqlite_house: HouseUnderTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> HouseUnderTest:
    """A terminal at the house."""
    (tmp_path / "password").write_text(PASSWORD, encoding="utf-8")
    monkeypatch.setenv("IKS_DEMO", "1")
    monkeypatch.setenv("IKS_PASSWORD_FILE", str(tmp_path / "password"))
    monkeypatch.setenv("IKS_DATABASE_URL", f"sqlite:///{tmp_path / 'iks.db'}")
    monkeypatch.setenv("IKS_SEED_KEY_FILE", str(tmp_path / "seed.key"))
    monkeypatch.chdir(tmp_path)
    return sqlite_house


def test_the_bundles_of_a_topic_and_of_its_month_are_two(terminal: HouseUnderTest) -> None:
    january_drawn(terminal, Area.BENEFITS)
    words = ["draw", "bundle", "--area", "benefits", "--month", "2027-01", "--as", "revision", "--out"]
    assert main([*words, "topic.zip", "--focus", CODE]) == 0
    assert main([*words, "month.zip"]) == 0
    assert main(["draw", "verify", "topic.zip"]) == main(["draw", "verify", "month.zip"]) == 0
    assert Path("topic.zip").read_bytes() != Path("month.zip").read_bytes()
    assert main([*words, "none.zip", "--focus", "no-such"]) == 1
    assert main([*words, "none.zip", "--recheck"]) == 1
    assert not Path("none.zip").exists()


def test_the_bundle_of_a_re_check_verifies(terminal: HouseUnderTest) -> None:
    rechecked(terminal, Area.INTEGRATION)
    words = ["draw", "bundle", "--area", "integration", "--month", str(MONTH), "--as", "revision"]
    assert main([*words, "--out", "recheck.zip", "--recheck"]) == 0
    assert main(["draw", "verify", "recheck.zip"]) == 0


def test_a_topic_without_a_locked_list_is_not_drawn(
    terminal: HouseUnderTest, capsys: pytest.CaptureFixture[str]
) -> None:
    december_drawn(terminal, Area.BENEFITS)
    ordered(terminal, Area.BENEFITS)
    words = ["draw", "run", "--area", "benefits", "--month", "2027-01", "--as", "controller"]
    assert main([*words, "--focus", CODE]) == 1
    assert "keine Liste gesperrt" in capsys.readouterr().err


def test_only_the_controller_draws_a_topic_by_hand(
    terminal: HouseUnderTest, capsys: pytest.CaptureFixture[str]
) -> None:
    december_drawn(terminal, Area.BENEFITS)
    ordered(terminal, Area.BENEFITS)
    january_locked(terminal, Area.BENEFITS)
    draw(terminal, Area.BENEFITS, month=MONTH.shift(1))
    words = ["draw", "run", "--area", "benefits", "--month", "2027-01", "--as", "revision"]
    assert main([*words, "--focus", CODE]) == 1
    assert "gehört nicht zu Ihren Aufgaben" in capsys.readouterr().err
    # The clock of the machine knows nothing of January, so the act itself is called.
    due = FocusDue(Area.BENEFITS, MONTH.shift(1), CODE)
    draw_topic(terminal.runtime, terminal.actor("controller"), due, as_json=False)
    assert "Gezogen: 35 Akten des Schwerpunkts provisional in 7 Zweigstellen." in capsys.readouterr().out
    with terminal.runtime.transaction(writes=False) as session:
        assert current_draw(session, f"benefits/{CODE}", MONTH.shift(1)) is not None
