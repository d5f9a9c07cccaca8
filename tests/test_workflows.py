"""The workflows: a mistake in them is named, and a step of the user's own takes effect."""

import shutil
from pathlib import Path

import pytest
import yaml

from pipelines.errors import ConfigError
from pipelines.workflows import RESERVED, load
from tests.home import WORKFLOWS, Home, titles

STEPS = ("begin", "read", "chunk", "store", "publish", "retrieve", "answer")


def test_the_project_s_own_workflows_are_sound() -> None:
    assert {"ingest", "retrieve", "answer"} <= load(WORKFLOWS, STEPS).keys()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("retrieve: {tasks: [{action: retreive}]}", ["mine.yml: retrieve", "'retreive'", "Did you mean 'retrieve'?"]),
        ("retrieve: {tasks: [{actoin: retrieve}]}", ["mine.yml: retrieve", "'actoin'", "Did you mean 'action'?"]),
        ("retrieve: {taks: []}", ["mine.yml: retrieve", "'taks'", "Did you mean 'tasks'?"]),
        ("retrieve: {task: [retrieve]}", ["mine.yml: retrieve", "'task'", "Did you mean 'tasks'?"]),
        ("retrieve: {tasks: []}", ["no tasks"]),
        ("retrieve: {tasks: retrieve}", ["no tasks"]),
        ("retrieve:", ["mine.yml: retrieve", "no tasks"]),
        ("retrieve: {tasks: [retrieve], bach: 5}", ["'bach'", "Did you mean 'batch'?"]),
        ("ingest: {stream: {action: raed}, tasks: [chunk]}", ["'raed'", "Did you mean 'read'?"]),
        ("ingest: {tasks: [{action: chunk, initialize: begn}]}", ["'begn'", "Did you mean 'begin'?"]),
        ("ingest: {tasks: [{action: [chunk, stoer]}]}", ["'stoer'", "Did you mean 'store'?"]),
        ("ingest: {tasks: [{action: tests.fakes.Redacted}]}", ["'tests.fakes.Redacted'"]),
        ("ingest: {tasks: [{action: nowhere.at.All}]}", ["'nowhere.at.All'"]),
        ("a: {tasks: [b]}\nb: {tasks: [retrieve]}", ["mine.yml: a", "'b'"]),  # only earlier ones can be named
        ("- retrieve", ["mine.yml", "holds no settings"]),
        ("retrieve: {tasks: [", ["mine.yml", "not valid YAML"]),
        *((f"w: {{tasks: [{action}]}}", [f"'{action}'", f"Use '{ours}'"]) for action, ours in RESERVED.items()),
    ],
)
def test_a_mistake_is_named_with_a_near_match(tmp_path: Path, content: str, words: list[str]) -> None:
    (tmp_path / "mine.yml").write_text(content)
    with pytest.raises(ConfigError) as error:
        load(tmp_path, STEPS)
    message = str(error.value)
    assert all(word in message for word in words), message
    assert "\n" not in message


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"flows is not there\. Mend `workflows`"):
        load(tmp_path / "flows", STEPS)


def test_two_workflows_of_a_name_are_refused(tmp_path: Path) -> None:
    for name in ("one.yml", "two.yml"):
        (tmp_path / name).write_text("ask: {tasks: [retrieve]}")
    with pytest.raises(ConfigError, match=r"two\.yml: there are two workflows 'ask'"):
        load(tmp_path, STEPS)


def test_a_workflow_can_be_a_step_of_a_later_one(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("find: {tasks: [retrieve]}\nask: {tasks: [find, answer]}")
    assert list(load(tmp_path, STEPS)) == ["find", "ask"]


def test_a_mistake_in_the_configuration_s_own_workflow_is_named(home: Home) -> None:
    with pytest.raises(ConfigError, match=r"config\.yml: workflow: mine: there is no step 'retreive'"):
        home.start(workflow={"mine": {"tasks": [{"action": "retreive"}]}})


@pytest.fixture
def flows(home: Home) -> Path:
    """A copy of the workflows, to be changed."""
    return Path(shutil.copytree(WORKFLOWS, home.path / "flows"))


def test_a_step_of_the_user_s_own_takes_effect(home: Home, flows: Path) -> None:
    home.write("a.jsonl", {"id": "1", "title": "Note", "text": "Mr Smith has gout. Smith is well."})
    assert home.ingest().added == 1
    redact(flows)
    report = home.ingest(workflows=str(flows))
    assert report.changed == 1, "a changed workflow has every file read again"
    [passage] = home.start(workflows=str(flows)).search("gout").passages
    assert passage.chunk.body == "Mr █████ has gout. █████ is well."
    assert home.ingest(workflows=str(flows)).published is False


def redact(flows: Path) -> None:
    """Puts a step of our own in front of `chunk`, as a user would who edits the file."""
    file = flows / "ingest.yml"
    recipe = yaml.safe_load(file.read_text())
    first = recipe["ingest"]["tasks"][0]
    recipe["ingest"]["tasks"][0] = {"action": ["tests.fakes.Redact"], "initialize": first.pop("initialize")}
    recipe["ingest"]["tasks"].insert(1, first)
    file.write_text(yaml.dump(recipe))


def test_a_step_that_drops_documents_keeps_them_out(home: Home, flows: Path) -> None:
    home.write("a.jsonl", "Gout hurts.", "Asthma wheezes.")
    file = flows / "ingest.yml"
    recipe = yaml.safe_load(file.read_text())
    recipe["ingest"]["tasks"][1:1] = [{"action": "tests.fakes.Only"}]
    file.write_text(yaml.dump(recipe))
    home.ingest(workflows=str(flows))
    assert [p.chunk.title for p in home.start().search("gout asthma").passages] == ["Gout"]


def test_a_workflow_that_ends_elsewhere_is_named(home: Home, flows: Path) -> None:
    (flows / "retrieve.yml").write_text("retrieve: {tasks: [retrieve, answer]}")
    with pytest.raises(ConfigError, match=r"Its last step in .*retrieve\.yml has to be `retrieve`"):
        home.start(workflows=str(flows)).search("gout")


UNFINISHED = {
    "begin": "Write `initialize: begin` below its first task",
    "store": "Add `- action: store` to its tasks, behind `chunk`",
    "publish": "Write `finalize: publish` below its last task",
}


def without(flows: Path, step: str) -> None:
    """Takes a step out of the ingest workflow, as a user would who deletes its line."""
    recipe = yaml.safe_load((flows / "ingest.yml").read_text())
    chunk, store = recipe["ingest"]["tasks"]
    if step == "store":
        recipe["ingest"]["tasks"] = [{**chunk, "finalize": store["finalize"]}]
    else:
        (chunk if step == "begin" else store).pop({"begin": "initialize", "publish": "finalize"}[step])
    (flows / "ingest.yml").write_text(yaml.dump(recipe))


@pytest.mark.parametrize("step", UNFINISHED)
def test_an_ingest_that_lacks_a_step_is_an_error(home: Home, flows: Path, step: str) -> None:
    home.write("a.jsonl", "Gout hurts.")
    home.ingest()
    home.write("b.jsonl", "Asthma wheezes.")
    without(flows, step)
    vademecum = home.start(workflows=str(flows))
    for _ in range(2):  # the lock is free again after the first
        with pytest.raises(ConfigError) as error:
            vademecum.add([home.docs])
        message = str(error.value)
        assert message.startswith(f"{flows / 'ingest.yml'}: ingest: the step `{step}` was not run"), message
        assert UNFINISHED[step] in message
        assert "\n" not in message
    assert (home.library().current, titles(home)) == (1, ["Gout"])


def test_an_ingest_workflow_of_the_configuration_that_lacks_a_step_is_named_there(home: Home) -> None:
    home.write("a.jsonl", "Gout hurts.")
    own = {"stream": {"action": "read"}, "tasks": [{"action": "chunk", "initialize": "begin"}, "store"]}
    with pytest.raises(ConfigError, match=r"config\.yml: workflow: ingest: the step `publish` was not run"):
        home.ingest(workflow={"ingest": own})


def test_a_step_that_drops_every_document_is_no_error(home: Home, flows: Path) -> None:
    home.write("a.jsonl", "Asthma wheezes.")
    file = flows / "ingest.yml"
    recipe = yaml.safe_load(file.read_text())
    recipe["ingest"]["tasks"][1:1] = [{"action": "tests.fakes.Only"}]
    file.write_text(yaml.dump(recipe))
    assert home.ingest(workflows=str(flows)).added == 0
