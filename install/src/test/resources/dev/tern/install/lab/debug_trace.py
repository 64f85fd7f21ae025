"""Drives a kernel's debugger as JupyterLab does and prints every message of it.

    python debug_trace.py KERNEL java|python TRACE

writes to TRACE what was sent and heard, and prints as its last line a JSON list: what a user would see, step by step,
in words that do not depend on the language.
"""
import json
import queue
import sys
import time

from jupyter_client.manager import KernelManager

JAVA = {
    "method": "int twice(int n) {\n    int k = n * 2;\n    return k;\n}",
    "cell": "int first = 20;\nint second = twice(first) + 2;\nsecond",
    "failing": "int zero = 0;\nint bad = 1 / zero;",
    "filters": ["uncaught"],
    "names": ["first", "second"],
}
PYTHON = {
    "method": "def twice(n):\n    k = n * 2\n    return k\n",
    "cell": "first = 20\nsecond = twice(first) + 2\nsecond",
    "failing": "zero = 0\nbad = 1 / zero",
    # Cells are run inside a try of IPython's: nothing is ever uncaught there.
    "filters": ["raised"],
    "names": ["first", "second"],
}
SECONDS = 40


class Debugged:
    def __init__(self, name, language, trace):
        self.words = JAVA if language == "java" else PYTHON
        self.trace = trace
        self.seen = []
        self.sequence = 0
        self.manager = KernelManager(kernel_name=name)
        self.manager.start_kernel()
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=SECONDS)

    def note(self, arrow, what):
        self.trace.write(arrow + " " + json.dumps(what, sort_keys=True) + "\n")

    def see(self, *what):
        self.seen.append(" ".join(str(each) for each in what))

    def ask(self, command, **arguments):
        """The body of the response to a command that has to succeed."""
        self.sequence += 1
        content = {"type": "request", "seq": self.sequence, "command": command, "arguments": arguments}
        self.note("->", {"command": command, "arguments": arguments})
        request = self.client.session.msg("debug_request", content)
        self.client.control_channel.send(request)
        while True:
            reply = self.client.control_channel.get_msg(timeout=SECONDS)
            if reply["parent_header"].get("msg_id") == request["header"]["msg_id"]:
                break
        response = reply["content"]
        self.note("<-", response)
        if not response.get("success"):
            raise SystemExit("%s was refused: %s" % (command, response))
        return response.get("body") or {}

    def event(self, name):
        """The body of the next event of this name; what the cell prints meanwhile is skipped."""
        while True:
            message = self.client.get_iopub_msg(timeout=SECONDS)
            if message["msg_type"] == "debug_event":
                self.note("<- event", message["content"])
                if message["content"]["event"] == name:
                    return message["content"].get("body") or {}

    def breakpoints(self, code, *lines):
        path = self.ask("dumpCell", code=code)["sourcePath"]
        body = self.ask(
            "setBreakpoints",
            source={"path": path},
            breakpoints=[{"line": line} for line in lines],
            sourceModified=False,
        )
        self.see("breakpoints", [(each["line"], each["verified"]) for each in body["breakpoints"]])
        return path

    def stopped(self):
        """Waits for a stop and looks at what the sidebar shows of it; returns the number of the frame."""
        stop = self.event("stopped")
        thread = stop["threadId"]
        frames = self.ask("stackTrace", threadId=thread, startFrame=0, levels=20)["stackFrames"]
        names = [("twice" if each["name"] == "twice" else "cell") + ":%d" % each["line"] for each in frames]
        self.see("stopped by", stop["reason"], "in", names)
        assert all(each["source"]["path"] and each["column"] >= 0 for each in frames), frames
        return thread, frames[0]["id"]

    def locals(self, frame):
        scopes = self.ask("scopes", frameId=frame)["scopes"]
        own = next(each for each in scopes if each["name"] == "Locals")
        variables = self.ask("variables", variablesReference=own["variablesReference"])["variables"]
        shown = {each["name"]: (each["value"], each["type"], each["variablesReference"]) for each in variables}
        self.see("locals", {name: shown[name] for name in ("n", "k") if name in shown})

    def execute(self, code):
        return self.client.execute(code)

    def end(self, request):
        """Waits until a cell has its reply and is idle."""
        while True:
            reply = self.client.get_shell_msg(timeout=SECONDS)
            if reply["parent_header"].get("msg_id") == request:
                break
        while True:
            message = self.client.get_iopub_msg(timeout=SECONDS)
            if message["msg_type"] == "debug_event":
                self.note("<- event", message["content"])
            if (
                message["parent_header"].get("msg_id") == request
                and message["content"].get("execution_state") == "idle"
            ):
                break
        self.see("cell ended", reply["content"]["status"])

    def run(self):
        words = self.words
        self.see("on", self.ask("debugInfo")["isStarted"])
        self.end(self.execute(words["method"]))
        self.ask("initialize", clientID="jupyterlab", adapterID="", linesStartAt1=True, columnsStartAt1=True)
        self.ask("attach", justMyCode=False)
        self.event("initialized")
        path = self.breakpoints(words["method"], 2)
        self.ask("setExceptionBreakpoints", filters=[])
        self.ask("configurationDone")
        self.see("on", self.ask("debugInfo")["isStarted"])
        self.see("source", self.ask("source", source={"path": path})["content"] == words["method"])

        self.ask("dumpCell", code=words["cell"])
        running = self.execute(words["cell"])
        thread, frame = self.stopped()
        self.locals(frame)
        self.see("evaluate", self.ask("evaluate", expression="n + 1", frameId=frame)["result"])
        info = self.ask("debugInfo")
        # debugpy stops every thread of the kernel, and says so.
        assert thread in info["stoppedThreads"], info
        self.see("breakpoints known", [len(each["breakpoints"]) for each in info["breakpoints"]])
        self.ask("next", threadId=thread)
        thread, frame = self.stopped()
        self.locals(frame)
        self.ask("stepOut", threadId=thread)
        thread, frame = self.stopped()
        self.ask("next", threadId=thread)
        thread, frame = self.stopped()
        self.ask("continue", threadId=thread)
        self.end(running)

        self.ask("setBreakpoints", source={"path": path}, breakpoints=[], sourceModified=False)
        self.breakpoints(words["cell"], 2)
        running = self.execute(words["cell"])
        thread, frame = self.stopped()
        self.ask("stepIn", threadId=thread)
        thread, frame = self.stopped()
        self.locals(frame)
        self.ask("continue", threadId=thread)
        self.end(running)

        self.ask("setExceptionBreakpoints", filters=words["filters"])
        self.ask("dumpCell", code=words["failing"])
        running = self.execute(words["failing"])
        thread, frame = self.stopped()
        # Or IPython's own frames would stop as the exception passes through them.
        self.ask("setExceptionBreakpoints", filters=[])
        self.ask("continue", threadId=thread)
        self.end(running)

        variables = {each["name"]: each for each in self.ask("inspectVariables")["variables"]}
        self.see("variables", [(name, variables[name]["value"], variables[name]["type"]) for name in words["names"]])
        rich = self.ask("richInspectVariables", variableName="second")
        self.see("shown as", rich["data"]["text/plain"], sorted(rich["metadata"]))
        self.ask("disconnect", restart=False, terminateDebuggee=True)
        self.see("on", self.ask("debugInfo")["isStarted"])
        self.end(self.execute(words["cell"]))

    def close(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


with open(sys.argv[3], "w", encoding="utf-8") as trace:
    debugged = Debugged(sys.argv[1], sys.argv[2], trace)
    try:
        debugged.run()
    finally:
        debugged.close()
        for line in debugged.seen:
            print(line)
print(json.dumps(debugged.seen))
