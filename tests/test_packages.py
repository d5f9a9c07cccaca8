"""The packages and their licences."""

from pipelines import packages


def test_the_project_comes_first_and_each_says_its_version() -> None:
    found = packages.found()
    assert (found[0].name, found[0].licence) == ("vademecum", "Apache-2.0")
    names = [one.name for one in found]
    assert {"streamlit", "torch", "txtai"} <= set(names)
    assert "pytest" not in names, "only what it takes to run"
    assert all(one.version and "\n" not in one.licence for one in found)
    assert sum(bool(one.licence) for one in found) > len(found) / 2
