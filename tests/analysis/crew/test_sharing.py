from analysis.crew.sharing import Alone, Lost


def test_alone_goes_on_where_a_task_fails():
    assert list(Alone().share(lambda number: 1 // number, [0, 1])) == [
        (0, Lost("ZeroDivisionError")),
        (1, 1),
    ]
