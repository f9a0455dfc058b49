import ast

from analysis.methods import METHODS
from tests.conftest import PROJECT


def test_every_module_that_has_a_method_is_among_them():
    found = set()
    for path in PROJECT.glob("analysis/**/*.py"):
        names = {
            statement.targets[0].id: statement.value.value
            for statement in ast.parse(path.read_text("utf-8")).body
            if isinstance(statement, ast.Assign)
            and isinstance(statement.targets[0], ast.Name)
            and isinstance(statement.value, ast.Constant)
        }
        if "METHOD_VERSION" in names:
            found.add((names["METHOD"], names["METHOD_VERSION"]))
    assert found == METHODS and len(found) > 5
