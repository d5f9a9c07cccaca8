// What a screen reader is told, and where the focus is (announcer.py). Streamlit announces nothing, and the focus goes
// with whatever it takes away. The regions stand below the page's body, where nothing draws.

const STOPS = ':is(button, input, textarea, select):enabled, a[href], summary, [tabindex="0"]';
const MENU = '[data-testid=stSidebar][data-collapsed=false]';  // of a narrow screen, unfolded
const [UNFOLD, FOLD] = ['[data-testid=stExpandSidebarButton]', '[data-testid=stSidebarCollapseButton] button'];
const [DIALOG, POPOVER] = ['[data-testid=stDialog]', '[data-testid=stPopoverBody]'];
const OVER = `${DIALOG}, ${POPOVER}`;
const PICTURE = '[class*="st-key-evidence-picture-"]:not([tabindex])';  // it scrolls, and nothing in it has the focus
const LOOK = 100;  // milliseconds between two looks

const one = css => document.querySelector(css);
const keyed = key => one('.st-key-' + CSS.escape(key));
const seen = place => place.isConnected && place.checkVisibility({ visibilityProperty: true });
const fold = () => one(FOLD)?.click();
const first = place => (place.matches(STOPS) ? place : [...place.querySelectorAll(STOPS)].find(seen));

export default function ({ data }) {
    const slot = one('.st-key-announcer');
    const home = one('#announcer') || begin();
    home.words = data;
    const look = () => {
        const said = slot.querySelector('[data-said]');
        if (!said || said.dataset.said === home.dataset.said) return;
        home.dataset.said = said.dataset.said;
        home.querySelector('[role=' + said.dataset.region + ']').textContent = said.textContent;
        if (said.dataset.focus) home.aim(said.dataset.focus, 'lost' in said.dataset);
    };
    const observer = new MutationObserver(look);
    observer.observe(slot, { childList: true, subtree: true });
    look();
    return () => observer.disconnect();
}

// The regions and what watches the page; once for as long as it is open.
function begin() {
    const home = document.createElement('div');
    home.id = 'announcer';
    home.className = 'unseen';
    home.dataset.liveAnnouncer = 'true';  // so that a dialog, which takes all else out of reach, leaves it
    for (const role of ['status', 'alert']) {
        const region = home.appendChild(document.createElement('div'));
        region.setAttribute('role', role);
        region.setAttribute('aria-atomic', 'true');
    }
    document.body.append(home);
    const check = keep(home);
    let popover = null, key = false;  // the one that is open; whether the last thing pressed was a key
    const drawn = () => {
        for (const place of document.querySelectorAll(PICTURE)) {
            place.tabIndex = 0;
            place.setAttribute('role', 'group');
            place.setAttribute('aria-label', home.words.picture);
        }
        for (const mark of document.querySelectorAll('.marked:not([data-seen])')) {
            const picture = mark.closest('[class*="st-key-evidence-picture-"]').querySelector('img');
            if (!picture?.naturalWidth) {
                picture?.addEventListener('load', drawn, { once: true });
                continue;
            }
            mark.dataset.seen = 'true';
            mark.scrollIntoView({ block: 'nearest', inline: 'nearest' });
        }
        if (popover !== (popover = one(POPOVER)) && popover && key) setTimeout(enter, 3 * LOOK);  // when it is drawn
        check();
    };
    const enter = () => {
        if (!popover || !document.activeElement?.matches('[aria-expanded=true]')) return;
        const stop = first(popover);
        stop ? stop.focus({ preventScroll: true }) : setTimeout(enter, LOOK);
    };
    const changes = { attributes: true, attributeFilter: ['disabled', 'data-collapsed'] };
    new MutationObserver(drawn).observe(document.body, { subtree: true, childList: true, ...changes });
    document.addEventListener('keydown', event => {
        key = true;
        if (event.key === 'Escape' && event.target.closest(MENU)) fold();
    }, true);
    document.addEventListener('pointerdown', () => { key = false; }, true);
    // The menu would lie over what is reached behind it.
    document.addEventListener('focusin', event => { if (one(MENU) && !event.target.closest(MENU)) fold(); });
    document.addEventListener('click', event => { if (event.target.closest(`${MENU} a`)) fold(); });
    return home;
}

// Has the focus be somewhere, once it was: where `say` wants it, else near to what went away with it.
function keep(home) {
    let last = null, keys = [], opener = [];  // what has or had it; the keys of what that stands in, from the inside
    let leaves = false;  // whether the person had it go elsewhere, such as to the browser's own buttons
    let aim = null, chosen = false, waited = 0, timer = 0;  // chosen: by us, so `say` may still want it elsewhere

    const lost = () => last !== null && document.activeElement === document.body;
    const give = place => {
        const dialog = one(DIALOG);
        if (!place || (dialog && !dialog.contains(place))) return false;
        const stop = first(place);
        if (!stop) place.tabIndex = -1;
        (stop || place).focus();
        return document.activeElement !== document.body;
    };
    const near = () => {
        if (last.matches(UNFOLD) && give(one(`${MENU} nav`))) return true;
        if (last.closest('[data-testid=stSidebar]') && give(one(UNFOLD))) return true;
        return [...keys, ...opener].some(key => give(keyed(key))) || give(one(DIALOG)) || give(one('[data-testid=stMain]'));
    };
    const look = () => {
        timer = 0;
        if (document.activeElement?.disabled) document.activeElement.blur();  // else it is lost with the next picture drawn
        if (lost() && seen(last) && !last.disabled) leaves ? (last = null) : last.focus();
        waited = lost() ? waited + 1 : 0;
        const drawing = one('[data-testid=stApp]')?.dataset.testScriptState === 'running';
        if (aim && (aim.tries || lost() || chosen) && !keyed(aim.key)?.contains(document.activeElement)) give(keyed(aim.key));
        else if (waited > (drawing ? 20 : 3)) chosen = near();
        if (aim?.tries && keyed(aim.key)) aim.tries -= 1;  // more than once: a dialog that opens takes it for itself
        if (lost() || aim?.tries) check();
    };
    const check = () => { timer ||= setTimeout(look, LOOK); };
    home.aim = (key, ifLost) => {
        aim = { key, tries: ifLost ? 0 : 10 };
        look();
    };
    const pressed = event => { [aim, chosen, leaves] = [null, false, event.key === undefined || event.key === 'Tab']; };
    document.addEventListener('keydown', pressed, true);
    document.addEventListener('pointerdown', pressed, true);
    document.addEventListener('focusin', event => {
        if (!event.target.closest(OVER)) opener = [];
        else if (!last?.closest(OVER)) opener = keys;
        [last, keys] = [event.target, []];
        for (let at = last; at; at = at.parentElement)
            for (const name of at.classList) if (name.startsWith('st-key-')) keys.push(name.slice(7));
    });
    return check;
}
