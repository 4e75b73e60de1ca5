"""check_service_page.py BASE: the page of a running service, in a real browser.

WCAG 2.1 A and AA in light and dark, no request to anywhere else, no sideways scrolling at 320 px; a training is started
with the keyboard alone, seen live, and stopped; the page comes back by itself after its network was cut.
"""

import shutil
import sys
import time

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
PATHS = ["/", "/docs"]


def looks(browser, base):
    """What is wrong with how the pages look, a line each."""
    found = []
    for scheme in ("light", "dark"):
        for path in PATHS:
            page = browser.new_page(color_scheme=scheme)
            page.on("console", lambda message: found.append(message.text) if message.type == "error" else None)
            page.on("pageerror", lambda error: found.append(str(error)))
            page.on("request", lambda request: found.append(f"requests {request.url}") if not request.url.startswith(
                (base, "data:", base.replace("http", "ws"))) else None)
            page.goto(base + path)
            page.wait_for_timeout(1500)
            for violation in Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}}).response["violations"]:
                found.append(f"{path} ({scheme}): {violation['id']} at {violation['nodes'][0]['target']}")
            page.set_viewport_size({"width": 320, "height": 800})
            width = page.evaluate("document.documentElement.scrollWidth")
            if width > 320:
                found.append(f"{path} ({scheme}): {width} px wide at 320")
            page.close()
    return found


def until(page, condition, seconds):
    """Waits for a condition; the page's policy forbids the browser to watch for it itself."""
    end = time.monotonic() + seconds
    while not page.evaluate(condition):
        if time.monotonic() > end:
            raise TimeoutError(f"not within {seconds} s: {condition}")
        page.wait_for_timeout(50)


def works(browser, base):
    """Trains with the keyboard alone."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(base + "/")
    page.wait_for_selector("#scenario option", state="attached")
    focused = "document.activeElement.id"
    order = []
    for _ in range(60):
        page.keyboard.press("Tab")
        order.append(page.evaluate(focused))
        if order[-1] == "scenario":
            break
    for name, text in (("scenario", "balanced"), ("episodes", "1000000"), ("interval", "1000"), ("seed", "7")):
        if page.evaluate(focused) != name:
            return [f"the keyboard does not come to {name}: {order}"]
        if name != "scenario":
            page.keyboard.press("Control+A")
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    until(page, "document.getElementById('state').textContent.includes('balanced is being trained')", 20)
    until(page, "document.getElementById('progress').value > 50", 30)
    # A browser without a network does not say that a socket was closed.
    page.evaluate("socket.current.close()")
    context.set_offline(True)
    until(page, "document.getElementById('connection').textContent.startsWith('Not connected')", 5)
    page.wait_for_timeout(1500)
    context.set_offline(False)
    until(page, "document.getElementById('connection').textContent === 'Connected'", 40)
    before = page.evaluate("document.getElementById('progress').value")
    until(page, f"document.getElementById('progress').value > {before}", 20)
    page.focus("#stop")
    page.keyboard.press("Enter")
    until(page, "document.getElementById('state').textContent.includes('was stopped and saved')", 30)
    page.wait_for_selector("button[aria-label='Continue: balanced']", timeout=10000)
    drawn = page.evaluate("document.getElementById('reward').getContext('2d').getImageData(0, 0, 300, 100).data.some(value => value)")
    return [] if drawn else ["the chart is empty"]


def main(base):
    base = base.replace("127.0.0.1", "localhost")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        problems = looks(browser, base) + works(browser, base)
        browser.close()
    for problem in problems:
        print(f"the page of the service: {problem}")
    print("the page of the service: " + ("FAILED" if problems else "ok"))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
