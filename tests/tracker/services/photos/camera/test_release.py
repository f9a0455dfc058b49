"""The camera releases only after a second in which all was well and the hand was still."""

from hypothesis import given
from hypothesis import strategies as st

from analysis import Framing, QualityFinding
from tracker.services.photos.camera.release import GOOD, HOLD_S, UNSTEADY, Release

DARK = QualityFinding("too_dark", "It is dark.", "Switch more lamps on.")
frames = st.lists(
    st.tuples(
        st.floats(0.05, 2.0),  # seconds since the last one
        st.sampled_from(["well", "dark", "moved", "no face"]),
    ),
    max_size=40,
)


def framing(kind: str, at: float) -> Framing:
    if kind == "no face":
        return Framing((DARK,), None)
    return Framing((DARK,) if kind == "dark" else (), (at, 2.0))


@given(frames)
def test_no_frame_with_a_finding_releases_and_none_before_a_second(told) -> None:
    release, now, place = Release(), 100.0, 2.0
    well_since: float | None = None
    for gap, kind in told:
        now += gap
        place += 1.0 if kind == "moved" else 0.0
        _, releases = release.note(framing(kind, place), now)
        if kind in ("dark", "no face", "moved"):
            well_since = None if kind != "moved" else now
            assert not releases
        else:
            well_since = now if well_since is None else well_since
        if releases:
            assert kind == "well"
            assert well_since is not None and now - well_since >= HOLD_S


def test_it_releases_after_a_still_second_and_then_begins_anew() -> None:
    release, well = Release(), framing("well", 2.0)
    said = [release.note(well, at / 2) for at in range(6)]
    assert [releases for _, releases in said] == [False, False, True, False, False, True]
    assert {hint for hint, _ in said} == {GOOD}


def test_it_says_at_once_what_is_wrong() -> None:
    release = Release()
    release.note(framing("well", 2.0), 1.0)
    assert release.note(framing("dark", 2.0), 1.5) == (DARK.retake, False)
    release.note(framing("well", 2.0), 2.0)
    assert release.note(framing("well", 3.0), 2.5) == (UNSTEADY, False)


def test_what_was_not_seen_does_not_count_as_well() -> None:
    release, well = Release(), framing("well", 2.0)
    assert [release.note(well, at)[1] for at in (0.0, 5.0, 10.0, 10.5, 11.0)] == [
        *(False, False, False, False),
        True,
    ]
