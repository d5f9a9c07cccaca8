"""What a screen reader is told: two live regions that stay for the whole session, and a focus that can be moved.

Streamlit announces nothing, and a live region drawn by `st.html` is made anew in every run, so that it says nothing or
all of it again. A component of ours puts the regions below the page's body, where nothing draws, and watches a slot in
which `say` writes: so a sentence can come at any time of a run, in a fragment and in a dialog too.
"""

from html import escape

import streamlit as st

_SLOT, _SAID = "announcer-slot", "announcer-said"  # where `say` writes; the number and text of what was said last

_WATCH = """
export default function () {
    const slot = document.querySelector('.st-key-announcer');
    let home = document.getElementById('announcer');
    if (!home) {
        home = document.createElement('div');
        home.id = 'announcer';
        home.className = 'unseen';
        home.dataset.liveAnnouncer = 'true';  // so that a dialog, which takes all else out of reach, leaves it
        for (const role of ['status', 'alert']) {
            const region = home.appendChild(document.createElement('div'));
            region.setAttribute('role', role);
            region.setAttribute('aria-atomic', 'true');
        }
        document.body.append(home);
    }
    const focus = (key, lost, tries) => {
        const place = document.querySelector('.st-key-' + CSS.escape(key));
        if (!place || (lost && document.activeElement !== document.body)) {
            if (tries) setTimeout(focus, 50, key, lost, tries - 1);  // the page is still being drawn
            return;
        }
        const first = place.querySelector(':is(button, input, textarea, select):enabled, a[href], [tabindex="0"]');
        if (!first) place.tabIndex = -1;
        (first || place).focus();
    };
    const look = () => {
        const said = slot.querySelector('[data-said]');
        if (!said || said.dataset.said === home.dataset.said) return;
        home.dataset.said = said.dataset.said;
        home.querySelector('[role=' + said.dataset.region + ']').textContent = said.textContent;
        if (said.dataset.focus) focus(said.dataset.focus, 'lost' in said.dataset, 40);
    };
    const observer = new MutationObserver(look);
    observer.observe(slot, { childList: true, subtree: true });
    look();
    return () => observer.disconnect();
}
"""
_component = st.components.v2.component("vademecum_announcer", js=_WATCH, isolate_styles=False)


def mount() -> None:
    """Puts the regions on the page; once in every run, before the page draws."""
    with st.container(key="announcer"):
        _component(key="announcer-watch")
        st.session_state[_SLOT] = st.empty()


def say(text: str, alert: bool = False, focus: str | None = None, lost: bool = False, again: bool = False) -> None:
    """Has a screen reader say `text`: when it is done with what it says, or as an alert at once.

    What was said last is not said anew, so that each run of a page may repeat it; `again` says it in any case. `focus`
    is the key of a widget or container that gets the focus: its first control, or itself where it has none; with `lost`
    only where what had the focus goes away within two seconds.
    """
    slot = st.session_state.get(_SLOT)
    if slot is None:
        return  # what went wrong did so before there was a page
    number, last = st.session_state.get(_SAID, (0, ""))
    if text != last or again:
        number += 1
        st.session_state[_SAID] = (number, text)
    aim = f' data-focus="{escape(focus)}"{" data-lost" if lost else ""}' if focus else ""
    region = "alert" if alert else "status"
    slot.html(f'<span hidden data-said="{number}" data-region="{region}"{aim}>{escape(text)}</span>')
