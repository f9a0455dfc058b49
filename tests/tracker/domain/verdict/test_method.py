from pathlib import Path

from tests.test_layers import PROJECT
from tracker.domain.verdict.method import files_of_rules


def test_the_digest_is_of_every_rule_in_whatever_room_it_stands() -> None:
    rooms = ("tracker/domain/verdict", "tracker/domain/course")
    modules = {one for room in rooms for one in (PROJECT / room).rglob("*.py")}
    assert modules <= {Path(str(one)) for one in files_of_rules()}
    assert any(one.parent.name == "rules" for one in modules)
