"""A headless Chromium driven over its DevTools pipe, with the standard library alone."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
import tempfile
import time
from base64 import b64decode
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

SWITCHES = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--remote-debugging-pipe",
)
PATIENCE = 60.0


class Chromium:
    """One page of one browser; ``events`` holds everything that the browser reported of it."""

    def __init__(self, program: str) -> None:
        """Take the path of the browser."""
        self.program = program
        self.events: list[dict[str, Any]] = []
        self.session = ""
        self._sent = 0
        self._unread = b""

    def __enter__(self) -> Self:
        """Start the browser with an empty profile and open a blank page."""
        self._profile = tempfile.mkdtemp(prefix="chromium-")
        theirs_in, self._write = os.pipe()
        self._read, theirs_out = os.pipe()
        theirs_in, theirs_out = (fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 20) for end in (theirs_in, theirs_out))
        actions = [(os.POSIX_SPAWN_DUP2, theirs_in, 3), (os.POSIX_SPAWN_DUP2, theirs_out, 4)]
        actions += [(os.POSIX_SPAWN_OPEN, stream, os.devnull, os.O_WRONLY, 0) for stream in (1, 2)]  # type: ignore[list-item]
        arguments = [self.program, *SWITCHES, f"--user-data-dir={self._profile}", "about:blank"]
        self._pid = os.posix_spawn(self.program, arguments, os.environ, file_actions=actions, setpgroup=0)
        os.close(theirs_in)
        os.close(theirs_out)
        os.set_blocking(self._read, False)
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.call(f"{domain}.enable")
        self.call("Emulation.setScrollbarsHidden", hidden=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the browser and remove its profile."""
        with suppress(OSError):
            os.write(self._write, b'{"id":0,"method":"Browser.close"}\0')
        deadline = time.monotonic() + 10
        while not os.waitpid(self._pid, os.WNOHANG)[0]:
            if time.monotonic() > deadline:
                os.killpg(self._pid, signal.SIGKILL)
            time.sleep(0.05)
        os.close(self._write)
        os.close(self._read)
        shutil.rmtree(self._profile, ignore_errors=True)

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Send one command and return its answer; what is reported meanwhile goes to ``events``."""
        self._sent += 1
        message = {"id": self._sent, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == self._sent:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']['message']}")
                return dict(answer["result"])
            self.events.append(answer)

    def open(
        self, page: Path, width: int, height: int = 900, features: dict[str, str] | None = None, media: str = ""
    ) -> None:
        """Load a file at a width in CSS pixels; ``features`` are media features such as ``prefers-color-scheme``."""
        self.events.clear()
        emulated = [{"name": name, "value": value} for name, value in (features or {}).items()]
        self.call("Emulation.setEmulatedMedia", media=media, features=emulated)
        self.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600
        )
        self.call("Page.navigate", url=page.absolute().as_uri())
        while not any(event.get("method") == "Page.loadEventFired" for event in self.events):
            self.events.append(self._next())
        self.settle()

    def evaluate(self, expression: str) -> Any:
        """Return the value of a JavaScript expression in the page."""
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(answer["exceptionDetails"]["exception"].get("description", "a script failed"))
        return answer["result"].get("value")

    def click(self, selector: str) -> None:
        """Press and release the mouse in the middle of the first element of a selector, as a hand would."""
        box = self.evaluate(
            f"(() => {{ const box = document.querySelector({json.dumps(selector)});"
            " box.scrollIntoView({ block: 'center' });"
            " const part = box.getClientRects()[0];"
            " return [part.left + part.width / 2, part.top + part.height / 2]; })()"
        )
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=box[0], y=box[1], button="left", clickCount=1)
        self.settle()

    def key(self, name: str) -> None:
        """Press and release a key: Tab, Enter or Escape."""
        code = {"Tab": 9, "Enter": 13, "Escape": 27}[name]
        written = {"text": "\r"} if name == "Enter" else {}
        self.call("Input.dispatchKeyEvent", type="keyDown", key=name, code=name, windowsVirtualKeyCode=code, **written)
        self.call("Input.dispatchKeyEvent", type="keyUp", key=name, code=name, windowsVirtualKeyCode=code)
        self.settle()

    def settle(self) -> None:
        """Wait until the page was drawn twice."""
        self.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def picture(self) -> bytes:
        """Return the whole page as PNG."""
        return b64decode(self.call("Page.captureScreenshot", captureBeyondViewport=True)["data"])

    def pdf(self) -> bytes:
        """Return the page as the browser prints it."""
        return b64decode(self.call("Page.printToPDF", preferCSSPageSize=True)["data"])

    def requests(self) -> list[str]:
        """Return the addresses that the page asked for since it was opened, itself included."""
        return [
            event["params"]["request"]["url"]
            for event in self.events
            if event.get("method") == "Network.requestWillBeSent"
        ]

    def messages(self) -> list[str]:
        """Return what the page wrote to the console, and its errors and refusals."""
        loud = {"Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded"}
        return [json.dumps(event["params"]) for event in self.events if event.get("method") in loud]

    def _next(self) -> dict[str, Any]:
        """Return the browser's next message, waiting for it."""
        deadline = time.monotonic() + PATIENCE
        while b"\0" not in self._unread:
            if time.monotonic() > deadline:
                raise TimeoutError("the browser does not answer")
            with suppress(BlockingIOError):
                part = os.read(self._read, 1 << 20)
                if not part:
                    raise EOFError("the browser has gone")
                self._unread += part
                continue
            time.sleep(0.01)
        message, self._unread = self._unread.split(b"\0", 1)
        return dict(json.loads(message))
