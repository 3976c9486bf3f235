"""Walks through every page in Debian's chromium: each flow, axe's accessibility rules, no text cut, screenshots to look at.

Needs chromium, chromium-driver and fonts-noto-cjk (Debian), and of requirements.txt selenium and axe-playwright-python (the latter for the file of axe-core
alone).
Usage: pages.py PROGRAM [DIRECTORY for screenshots]
"""

import base64
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import urllib.request

import axe_playwright_python
from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

AXE = (pathlib.Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
DESK, PHONE = (1280, 900), (390, 844)


class Visit:
    """A browser in which pages are looked at."""

    def __init__(self, shots):
        options = Options()
        for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--force-device-scale-factor=1"):
            options.add_argument(argument)
        options.binary_location = "/usr/bin/chromium"
        self.driver = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
        self.shots = shots
        self.checked = 0
        self.size(*DESK)

    def size(self, width, height, dark=False):
        self.width = width
        self.driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride", {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600})
        self.driver.execute_cdp_cmd(
            "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]})

    def go(self, url, waits_for="h1"):
        self.driver.get(url)
        self.until(lambda: self.driver.find_elements(By.CSS_SELECTOR, waits_for))

    def until(self, condition):
        """Waits for a condition. While a page makes way for the next, what was found on it cannot be asked any more: that is waited out too."""
        WebDriverWait(self.driver, 20, ignored_exceptions=[WebDriverException]).until(lambda _: condition())

    def look(self, name):
        """Checks the page as it stands, and keeps a picture of it."""
        self.driver.execute_script(AXE)
        found = self.driver.execute_async_script("axe.run().then(arguments[0])")["violations"]
        assert not found, f"{name}: " + json.dumps([(v["id"], [n["html"][:120] for n in v["nodes"]]) for v in found], ensure_ascii=False)
        # Not against innerWidth: in the emulation of a phone that grows with what is too wide.
        wide = self.driver.execute_script("return document.documentElement.scrollWidth") - self.width
        assert wide <= 0, f"{name}: the page is {wide} px wider than the window"
        cut = self.driver.execute_script(
            "return [...document.querySelectorAll('h1,h2,h3,h4,p,li,dd,dt,button,label,legend,td,th,a,div,figure,fieldset,select')]"
            ".filter(e => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflow !== 'visible').map(e => e.textContent.slice(0, 40))")
        assert not cut, f"{name}: cut: {cut}"
        self.keep(name, self.driver.execute_script("return Math.min(2400, document.documentElement.scrollHeight)"))
        self.checked += 1

    def keep(self, name, height):
        """Keeps a picture of the page from its top down."""
        shot = self.driver.execute_cdp_cmd(
            "Page.captureScreenshot",
            {"format": "png", "captureBeyondViewport": True, "clip": {"x": 0, "y": 0, "width": self.width, "height": height, "scale": 1}})
        (self.shots / f"{name}.png").write_bytes(base64.b64decode(shot["data"]))

    def everywhere(self, name, url):
        """The page in both languages, on a desk and a phone, in light and dark."""
        for language in ("zh", "en"):
            for size, dark, suffix in ((DESK, False, ""), (PHONE, False, "-phone"), (PHONE, True, "-dark")):
                self.size(*size, dark=dark)
                self.go(f"{url}{'&' if '?' in url else '?'}lang={language}")
                self.look(f"{name}-{language}{suffix}")

    def keyboard(self, name):
        """Goes through the page with the Tab key: all that can be used is reached, in order, and shows that it has the focus."""
        self.driver.execute_script("document.activeElement.blur(); window.scrollTo(0, 0)")
        wanted = self.driver.execute_script(
            "return [...document.querySelectorAll('a[href],button,input:not([type=hidden]),select,textarea,[tabindex=\"0\"]')].length")
        reached = []
        for _ in range(wanted):
            webdriver.ActionChains(self.driver).send_keys(Keys.TAB).perform()
            reached.append(self.driver.execute_script(
                "const e = document.activeElement, s = getComputedStyle(e), r = e.getBoundingClientRect();"
                "const seen = s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2 && r.bottom > 0 && r.top < window.innerHeight;"
                "e.dataset.reached = '1'; return [e.tagName, (e.textContent || e.id).trim().slice(0, 30), seen]"))
        unseen = [one for one in reached if not one[2]]
        assert not unseen, f"{name}: the focus is not to be seen on {unseen}"
        count = self.driver.execute_script("return document.querySelectorAll('[data-reached]').length")
        assert count == wanted, f"{name}: the Tab key reaches {count} of {wanted}"
        self.driver.execute_script("document.querySelector('main button, main input:not([type=hidden]), main a').focus()")
        self.look(name)

    def text(self):
        return self.driver.find_element(By.TAG_NAME, "main").text


def links(process):
    """The links that the demonstration prints, by their title's first words."""
    found, title = {}, ""
    for line in process.stdout:
        line = line.strip()
        if line.startswith("http"):
            found[title] = line
        elif line.startswith("Ends with"):
            return found
        elif line.endswith(":"):
            title = line[:-1]
    raise SystemExit("the demonstration ended before it printed its links")


def walk(visit, found):
    base = found["A citizen's page"].split("/sign-in")[0]
    visit.go(base + "/sign-in?lang=en")
    visit.look("sign-in-en")
    # A citizen.
    visit.go(found["A citizen's page"], ".code")
    visit.everywhere("citizen", base + "/me")
    visit.keyboard("citizen-en-focus")
    visit.size(*PHONE)
    visit.go(base + "/me?lang=zh")
    visit.keep("citizen", PHONE[1])
    visit.go(base + "/me?lang=en")
    assert "Close contact" in visit.text(), visit.text()
    visit.driver.find_element(By.XPATH, "//button[.='This is an error']").click()
    visit.until(lambda: "error-" in visit.text())
    visit.go(base + "/console?lang=en")
    assert "does not allow" in visit.driver.title, visit.driver.title
    visit.look("forbidden-en")
    # A helper.
    visit.go(found["A helper's page"], ".people")
    visit.everywhere("helping", base + "/helping")
    visit.driver.find_element(By.CSS_SELECTOR, ".people a").click()
    visit.until(lambda: visit.driver.find_elements(By.CSS_SELECTOR, ".code"))
    visit.look("helped-person-en-dark")
    # The console.
    visit.go(found["The investigator's console"], "#counts")
    visit.everywhere("console", base + "/console")
    person = "20211107000000000000000000000001"
    field = visit.driver.find_element(By.ID, "person")
    field.send_keys(person, Keys.ENTER)
    visit.until(lambda: visit.driver.find_elements(By.CSS_SELECTOR, "svg.timeline"))
    visit.everywhere("history", f"{base}/console/persons/{person}")
    visit.size(*DESK)
    visit.go(f"{base}/console/persons/{person}?lang=en")
    visit.keyboard("history-en-focus")
    visit.keep("console", DESK[1])
    assert visit.driver.find_element(By.CSS_SELECTOR, ".chip").text == "Red"
    # Evidence is reached by the keyboard, and leads to its row.
    mark = visit.driver.find_elements(By.CSS_SELECTOR, "svg.timeline a")[-1]
    mark.send_keys(Keys.ENTER)
    assert visit.driver.find_elements(By.CSS_SELECTOR, "tr:target"), "a mark leads to the row of its event"
    contact = visit.driver.find_element(By.XPATH, "//tr[contains(., 'Contact')]").get_attribute("id")[1:]
    visit.driver.find_element(By.ID, "without").send_keys(contact, Keys.ENTER)
    visit.until(lambda: "what if" in visit.text())
    assert visit.driver.find_element(By.CSS_SELECTOR, ".chip").text == "Green", "without the contact the person is green"
    visit.look("what-if-en")
    visit.everywhere("appeals", base + "/console/appeals")
    assert "overdue" in visit.text()
    visit.everywhere("case", f"{base}/console/persons/{person}/appeals/appeal-1")
    visit.driver.find_element(By.ID, "reason").send_keys("The index case's test was wrong")
    visit.driver.find_element(By.XPATH, "//button[.='Uphold']").click()
    visit.until(lambda: "What the decision changed" in visit.text())
    assert "upheld" in visit.text() and "Red → Green" in visit.text(), visit.text()
    visit.look("decided-en")
    visit.everywhere("audit", base + "/console/audit")
    assert "district-task-force" in visit.text()
    # What was typed wrong is said in words, and the way back is there.
    visit.everywhere("wrong", base + "/console/find?person=abc")
    assert "is not a person" in visit.text() and "cannot be read" in visit.driver.title and visit.driver.find_elements(By.CSS_SELECTOR, "main a[href='/console']"), visit.text()
    visit.everywhere("empty", f"{base}/console/persons/{'0' * 31}7")
    # A draft, before it is published.
    visit.go(found["Recoloring under a draft"], "#counts")
    draft = json.load(urllib.request.urlopen(base + "/v1/policies/in-force"))
    for rule in draft["rules"]:
        if rule["id"] == "close-contact":
            rule["color"] = "yellow"
    visit.go(base + "/console/recolorings?lang=en")
    visit.driver.execute_script("document.getElementById('draft').value = arguments[0]", json.dumps(draft))
    visit.driver.find_element(By.XPATH, "//button[.='Preview']").click()
    visit.until(lambda: re.search(r"Red → Yellow: \d+", visit.text()))
    visit.everywhere("recoloring", visit.driver.current_url.split("&")[0])
    # The person sees who looked, and that it is all.
    visit.go(found["A citizen's page"], ".code")
    visit.everywhere("reads", base + "/me")
    assert "the appeal office (demo) · why your color is what it is · an appeal · " in visit.text(), visit.text()
    assert "proved to be all" in visit.text(), visit.text()


def main():
    program, shots = sys.argv[1], pathlib.Path(sys.argv[2] if len(sys.argv) > 2 else tempfile.mkdtemp())
    shots.mkdir(parents=True, exist_ok=True)
    process = subprocess.Popen([program, "demo", "--port", "0"], stdout=subprocess.PIPE, text=True)
    visit = None
    try:
        found = links(process)
        visit = Visit(shots)
        walk(visit, found)
        print(f"{visit.checked} pages looked at, nothing found; screenshots in {shots}")
    finally:
        if visit:
            visit.driver.quit()
        process.terminate()
        assert process.wait(20) == 0, "the service ends cleanly"


main()
