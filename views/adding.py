"""Adding documents: files through the browser or a folder of this computer, how far that is, what came of it."""

from pathlib import Path

import streamlit as st

from pipelines import uploads
from pipelines.errors import VademecumError
from pipelines.worker import Stopped, Work
from views import address, after, announcer, failure, markup, server
from views.words import adding as words

SAMPLES = Path(__file__).parents[1] / "samples"
TWINS = "upload-names"  # of the last upload: each file's name, and the one under which it was kept
ROUND = "upload-round"  # counts uploads: a new key empties the box once its files are kept
_TOLD = "result-told"  # the change whose result was read out
FAILED = "adding-failed"  # why a run could not be started


def samples() -> None:
    """Starts adding the documents that come with the project."""
    server.worker().add([SAMPLES])


def show() -> None:
    """The upload box and the field for a path; while a run goes on its progress instead."""
    worker = server.worker()
    running = worker.work.running
    st.fragment(_work, run_every=0.5 if running else None)(running)
    if running:
        return
    since = worker.vademecum.library.lock.since()
    if since is not None:
        markup.card(words.busy(since), words.MEANWHILE)
    elif not isinstance(worker.work.error, Stopped):
        _left_off()
    if failed := st.session_state.pop(FAILED, None):
        failure.show(failed)
    markup.text("h2", words.TITLE)
    with st.container(key="add-documents"):
        _files()
        _path()


def _left_off() -> None:
    """The run that was killed, if any, with the two ways on."""
    run = server.worker().left_off()
    if run is not None:
        markup.card(words.left_off(run))
        _ways_on()


def _ways_on() -> None:
    with st.container(horizontal=True, key="left-off"):
        # The whole page is drawn anew, also where these stand in the fragment that shows how the run went.
        if st.button(words.GO_ON, type="primary", on_click=_go_on):
            st.rerun()
        if st.button(words.FORGET, on_click=_forget_run):
            st.rerun()


def _forget_run() -> None:
    server.worker().forget_run()
    after.later(words.FORGOTTEN, "add-documents")


def _hide() -> None:
    server.worker().forget()
    after.later(words.HIDDEN, "add-documents")


def _go_on() -> None:
    try:
        server.worker().go_on()
    except VademecumError as error:
        st.session_state[FAILED] = error


def _files() -> None:
    vademecum = server.application()
    megabytes = vademecum.settings.reading.file_mb
    turn = st.session_state.setdefault(ROUND, 0)
    files = st.file_uploader(words.UPLOAD, accept_multiple_files=True, max_upload_size=megabytes, key=f"upload-{turn}")
    markup.text("p", words.limit(megabytes), "total")
    for name, kept_as in st.session_state.get(TWINS, ()):
        if name != kept_as:
            markup.text("p", words.twin(name, kept_as), "total")
    if files:
        kept = [uploads.keep(vademecum.library.path, file.name, file.getvalue()) for file in files]
        names = zip(files, kept, strict=True)
        st.session_state[TWINS] = [(uploads.safe(file.name), path.name) for file, path in names]
        st.session_state[ROUND] = turn + 1  # Streamlit lets go of the files in memory, and no rerun adds them again
        server.worker().add(kept)
        st.rerun()


def _path() -> None:
    with st.form("path", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        path = st.text_input(words.FOLDER, placeholder=words.FOLDER_EXAMPLE)
        sent = st.form_submit_button(words.ADD)
    if sent and path.strip():
        try:
            server.worker().add([Path(path.strip()).expanduser()])
        except VademecumError as error:
            failure.show(error)
        else:
            st.rerun()


def _work(running: bool) -> None:
    """How the last change goes, or went; drawn anew twice a second while it runs."""
    after.settle()
    worker = server.worker()
    work = worker.work
    if running and not work.running:
        st.rerun()  # the whole page: there are other documents now
    elif work.task is None:
        return
    elif work.running:
        _progress(work)
    else:
        _result(work)


def _progress(work: Work) -> None:
    assert work.task is not None
    markup.text("h2", words.task(work.task, work.files))
    text = words.progress(work, work.progress) if work.progress else words.STARTING
    st.progress(work.share, text)
    st.button(words.STOP, on_click=server.worker().stop, key="stop")
    announcer.say(words.task(work.task, work.files), focus="stop", lost=True)  # what began it is gone


def _result(work: Work) -> None:
    """The sentence that says what came of it; refused files stand in their own list, which outlives this line."""
    assert work.task is not None
    if work.error is None and work.report is not None:
        title, rest = words.done(work.task, work.report)
    elif isinstance(work.error, Stopped):
        title, rest = words.STOPPED, words.STOPPED_MORE
    else:
        assert work.error is not None
        title, rest = failure.sentence(work.error)
    with st.container(key="result"):
        markup.card(title, rest, alert=work.error is not None)
    if st.session_state.get(_TOLD) is not work:
        st.session_state[_TOLD] = work
        # The button that began it is gone, and the focus with it.
        announcer.say(f"{title} {rest}", alert=work.error is not None, again=True, focus="result", lost=True)
    if work.report:
        _duplicates(work)
    if isinstance(work.error, Stopped) and server.worker().left_off():
        _ways_on()
        return
    with st.container(horizontal=True):
        if work.report and work.report.refused and st.button(words.SEE_WHY, on_click=_see_why):
            st.rerun()
        st.button(words.HIDE, on_click=_hide)


def _duplicates(work: Work) -> None:
    """The files that were there already, each with the document that it repeats."""
    assert work.report is not None
    rows = [(one.source, one.reason) for one in work.report.outcomes if one.change == "duplicate"]
    if rows:
        with st.expander(words.duplicates(len(rows))):
            markup.table(words.duplicates(len(rows)), words.DUPLICATE_COLUMNS, rows)


def _see_why() -> None:
    st.session_state[address.STATUS] = "refused"
