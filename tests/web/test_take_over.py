"""What form and list say when somebody stands in for the person who began a sheet."""

from tests.house_under_test import HouseUnderTest
from tests.services.branch_factory import first_sheet, save
from tests.web.branch_pages import SAMPLE, first_form

WENT_ON = "Begonnen von Konto z06, weitergeführt von Konto z06-deputy."


def test_a_deputy_reads_who_began_and_both_read_who_went_on(house_with_files: HouseUnderTest) -> None:
    form, sheet = first_form(house_with_files), first_sheet(house_with_files)
    head, deputy = (house_with_files.signed_in(name) for name in ("z06", "z06-deputy"))
    save(house_with_files, sheet, {"L01": {"answer": "ok"}})
    assert "Begonnen von" not in head.get(form).text()
    assert "Begonnen von Konto z06." in deputy.get(form).text()
    assert "Begonnen von Konto z06." in deputy.get(SAMPLE).text("ol")
    save(house_with_files, sheet, {"L02": {"answer": "ok"}}, username="z06-deputy")
    assert WENT_ON in head.get(form).text()
    assert WENT_ON in deputy.get(form).text()
    assert "Weitergeführt von Konto z06-deputy." in head.get(SAMPLE).text("ol")
