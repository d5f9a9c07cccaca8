"""Adding documents: files through the browser or a folder of this computer, how far that is, what came of it."""

from pathlib import Path

import streamlit as st

from pipelines import uploads
from pipelines.errors import VademecumError
from pipelines.worker import Stopped, Work
from views import failure, markup, phrases, server
from views import wording as words

SAMPLES = Path(__file__).parents[1] / "samples"
TWINS = "upload-names"  # of the last upload: each file's name, and the one under which it was kept
ROUND = "upload-round"  # counts uploads: a new key empties the box once its files are kept


def samples() -> None:
    """Starts adding the documents that come with the project."""
    server.worker().add([SAMPLES])


def show() -> None:
    """The upload box and the field for a path; while a run goes on its progress instead."""
    running = server.worker().work.running
    st.fragment(_work, run_every=0.5 if running else None)(running)
    if not running:
        _files()
        _path()


def _files() -> None:
    vademecum = server.application()
    megabytes = vademecum.settings.reading.file_mb
    turn = st.session_state.setdefault(ROUND, 0)
    files = st.file_uploader(words.UPLOAD, accept_multiple_files=True, max_upload_size=megabytes, key=f"upload-{turn}")
    markup.text("p", phrases.limit(megabytes), "total")
    for name, kept_as in st.session_state.get(TWINS, ()):
        if name != kept_as:
            markup.text("p", phrases.twin(name, kept_as), "total")
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
    markup.text("h2", phrases.task(work.task, work.files))
    step = work.progress
    text = phrases.stage(step.stage, step.done, step.total or work.files, work.counts) if step else words.STARTING
    st.progress(work.share, text)
    st.button(words.STOP, on_click=server.worker().stop)


def _result(work: Work) -> None:
    assert work.task is not None
    if work.error is None and work.report is not None:
        title, rest = phrases.done(work.task, work.report)
    elif isinstance(work.error, Stopped):
        title, rest = words.STOPPED, words.STOPPED_MORE
    else:
        assert work.error is not None
        title, rest = failure.sentence(work.error)
    markup.card(title, rest, alert=work.error is not None)
    if work.report and work.report.refused:
        rows = [(o.source, o.reason, o.remedy) for o in work.report.refused]
        markup.table(phrases.refused(len(rows)), words.REFUSED_COLUMNS, rows)
    st.button(words.HIDE, on_click=server.worker().forget)
