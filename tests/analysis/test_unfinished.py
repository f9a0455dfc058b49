from pathlib import Path

from analysis.photo.places import Lying
from analysis.unfinished import Scored, Unfinished


def test_what_another_photo_was_scored_against_is_not_taken_up(tmp_path: Path) -> None:
    table, photo = tmp_path / "out.csv", Lying("a.jpg", "1")
    with Unfinished(table, "one") as unfinished:
        unfinished.keep(photo, Scored([("a",)], usable=True))
    with Unfinished(table, "one") as unfinished:
        assert unfinished.scored(photo) == Scored([("a",)], usable=True)
        assert not unfinished.has(Lying("a.jpg", "2"))  # another file by now
    with Unfinished(table, "other") as unfinished:
        assert not unfinished.has(photo)
