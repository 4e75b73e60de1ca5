"""check_pages.py PAGE...: WCAG 2.1 A and AA in light and dark, no request to anywhere, no sideways scrolling."""

import pathlib
import shutil
import sys

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
NARROW = 320


def problems(browser, path, scheme):
    """What is wrong with one page in one colour scheme, a line each."""
    page = browser.new_page(color_scheme=scheme)
    found = []

    def on_request(request):
        if not request.url.startswith(("file:", "data:")):
            found.append(f"requests {request.url}")

    def on_console(message):
        if message.type == "error":
            found.append(f"console: {message.text}")

    page.on("request", on_request)
    page.on("console", on_console)
    page.goto(path.resolve().as_uri())
    options = {"runOnly": {"type": "tag", "values": RULES}}
    for violation in Axe().run(page, options=options).response["violations"]:
        target = violation["nodes"][0]["target"]
        found.append(f"{violation['impact']}: {violation['id']} at {target} and {len(violation['nodes']) - 1} more")
    page.set_viewport_size({"width": NARROW, "height": 800})
    width = page.evaluate("document.documentElement.scrollWidth")
    if width > NARROW:
        found.append(f"scrolls sideways: {width} px wide at {NARROW}")
    page.close()
    return found


def main(paths):
    failed = False
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for path in paths:
            for scheme in ("light", "dark"):
                for problem in problems(browser, pathlib.Path(path), scheme):
                    print(f"{path} ({scheme}): {problem}")
                    failed = True
        browser.close()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
