import inspect

import pytest

from analysis import errors
from analysis.errors import AnalysisError

KINDS = [kind for _, kind in inspect.getmembers(errors, inspect.isclass)]


@pytest.mark.parametrize("kind", KINDS)
def test_one_name_catches_them_all_and_the_sentence_is_kept(kind: type[AnalysisError]) -> None:
    sentence = "Take the photo again."
    with pytest.raises(AnalysisError, match=sentence) as caught:
        raise kind(sentence)
    assert str(caught.value) == sentence
    assert kind.__doc__
