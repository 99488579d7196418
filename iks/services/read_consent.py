"""Read the value of a setting that is looser only with consent; nothing but the decisions themselves."""

from sqlalchemy.orm import Session

from iks.domain.clock import Clock, local_date
from iks.domain.consent import ConsentSetting, InForce, in_force
from iks.domain.month import Month
from iks.domain.values import Area
from iks.store.consents import changes_of, decided


def setting_in_force(session: Session, clock: Clock, area: Area, setting: ConsentSetting) -> InForce:
    """Return the value that holds now, and since which month."""
    month = Month.of(local_date(clock.now()))
    return in_force(setting, decided(changes_of(session, setting, area)), month)
