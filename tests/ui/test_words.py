import pytest

from tracker.ui.words import say_needle_length


@pytest.mark.parametrize(
    ("length_mm", "said"), [(0.25, "0.25"), (0.5, "0.5"), (1.0, "1.0"), (1.5, "1.5"), (2.0, "2.0")]
)
def test_a_needle_length_is_said_in_full(length_mm: float, said: str) -> None:
    assert say_needle_length(length_mm) == f"{said}\N{NO-BREAK SPACE}mm"
