"""Pictures of every state of the web page, at both widths and in both themes, to look at one by one.

    python -m tests.screens OUT [SCENE ...]

They go to OUT as `<state>-<width>-<light or dark>.png`. Scenes are the functions in tests/scenes.py and `readme`, whose
pictures stand in docs/images; without names all are played. Needs what the tests of the page need: the extra `dev`
and Chromium.
"""

import argparse
import tempfile
from pathlib import Path

from tests.scenes import SCENES
from tests.scenes_readme import readme
from tests.stage import Stage
from tests.tour import DRAWER, TALL, Look, play, turn
from tests.web import Browser

LEAST = {1280: 900, 390: 844}  # pixels of height


def main() -> None:
    """Takes the pictures."""
    scenes = (*SCENES, readme)
    names = [scene.__name__ for scene in scenes]
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("out", type=Path)
    parser.add_argument("scenes", nargs="*", choices=[*names, []], default=[])
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)

    def visit(page: Browser, name: str, look: Look) -> None:
        picture(page, look, arguments.out / f"{name}-{look}.png")

    with tempfile.TemporaryDirectory() as folder, Stage(Path(folder)) as stage:
        browser = Browser("")
        try:
            for scene in scenes:
                if scene.__name__ in (arguments.scenes or names):
                    play(scene, browser, stage, visit)
                    print(scene.__name__, flush=True)
        finally:
            browser.close()


def picture(page: Browser, look: Look, file: Path) -> None:
    """Draws the page as high as what stands on it."""
    bottom = page.driver.execute_script(
        "return document.querySelector('[data-testid=stMainBlockContainer] [data-testid=stVerticalBlock]')"
        ".getBoundingClientRect().bottom"
    )
    height = min(max(int(bottom) + 40, LEAST[look.width]), TALL)
    if page.all(DRAWER):
        height = LEAST[look.width]
    turn(page, look, height)
    # As the drawer opens in a window of this height (views/announcer.js); in the one before nothing could scroll.
    to_quote = "document.querySelector(arguments[0])?.scrollIntoView({block: 'nearest', inline: 'nearest'})"
    page.driver.execute_script(to_quote, f"{DRAWER} .marked")
    file.write_bytes(page.driver.get_screenshot_as_png())
    turn(page, look, TALL)


if __name__ == "__main__":
    main()
