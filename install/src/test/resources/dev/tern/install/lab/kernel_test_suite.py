"""Jupyter's own tests of kernels with every hook filled: an empty hook is a test that is skipped in silence.

usage: python kernel_test_suite.py KERNEL; the last line it prints is JSON: {"ran": n, "failed": {..}, "skipped": {..}}
"""

import inspect
import json
import sys
import unittest

import jupyter_kernel_test
from jupyter_client.manager import KernelManager

KERNEL = sys.argv[1]
PATIENCE = 30


class TernTests(jupyter_kernel_test.KernelTests):
    kernel_name = KERNEL
    language_name = "java"
    file_extension = ".jsh"
    code_hello_world = 'System.out.println("hello, world");'
    code_stderr = 'System.err.println("to the other stream");'
    completion_samples = [
        {"text": "Math.hypo", "matches": {"hypot("}},
        {"text": "int n = Integer.MAX_V", "matches": {"MAX_VALUE"}},
        {"text": "%lsma", "matches": {"lsmagic"}},
        {"text": "noSuchWordAnywhere", "matches": set()},
    ]
    complete_code_samples = [
        "1 + 1",
        "int n = 1;",
        "for (int i = 0; i < 3; i++) { n += i; }",
        "class Point { int x, y; }",
        "import java.util.function.*;",
        "// nothing but a comment",
        "undeclared(1)",
        "%lsmagic",
        "",
    ]
    incomplete_code_samples = [
        "int twice(int n) {",
        "for (int i = 0; i < 3; i++) {",
        "Math.max(1,",
        "/* a comment that goes on",
        '"""\ntext',
        "class Point {\n  int x;",
    ]
    invalid_code_samples = ["int int = ;;)", "class 1 { }", "1 +* 2 )"]
    code_page_something = "Math.max?"
    code_generate_error = 'throw new IllegalStateException("meant");'
    code_execute_result = [
        {"code": "6 * 7", "result": "42"},
        {"code": 'String.join("-", "a", "b")', "result": "a-b"},
        {"code": 'Map.of("key", 1)', "mime": "text/html"},
    ]
    code_display_data = [
        {"code": "display(1);", "mime": "text/plain"},
        {"code": 'display(Map.of("key", 1));', "mime": "text/html"},
        {
            "code": "display(new java.awt.image.BufferedImage(2, 2, java.awt.image.BufferedImage.TYPE_INT_RGB));",
            "mime": "image/png",
        },
    ]
    code_history_pattern = "6 ? 7"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "Math.max"
    code_clear_output = "clear();"

    def execute_helper(self, *arguments, **options):
        """The suite gives each broadcast a tenth of a second; on a busy machine that says nothing about the kernel."""
        channel = self.kc.iopub_channel
        hasty = channel.get_msg
        if inspect.iscoroutinefunction(hasty):

            async def patient(timeout=None):
                return await hasty(timeout=PATIENCE)

        else:

            def patient(timeout=None):
                return hasty(timeout=PATIENCE)

        channel.get_msg = patient
        try:
            return super().execute_helper(*arguments, **options)
        finally:
            channel.get_msg = hasty


if hasattr(jupyter_kernel_test, "IopubWelcomeTests"):

    class WelcomeTests(jupyter_kernel_test.IopubWelcomeTests):
        kernel_name = KERNEL
        support_iopub_welcome = True

else:

    class WelcomeTests(unittest.TestCase):
        """Suites older than 0.7 do not ask who greets them."""

        def test_first_broadcast_is_the_welcome(self):
            manager = KernelManager(kernel_name=KERNEL)
            manager.start_kernel()
            client = manager.client()
            client.start_channels()
            try:
                first = client.get_iopub_msg(timeout=PATIENCE)
                self.assertEqual(first["msg_type"], "iopub_welcome")
                self.assertEqual(first["content"]["subscription"], "")
            finally:
                client.stop_channels()
                manager.shutdown_kernel()


class Report(unittest.TestResult):
    def __init__(self):
        super().__init__()
        self.said = {"ran": 0, "failed": {}, "skipped": {}}

    def startTest(self, test):
        super().startTest(test)
        self.said["ran"] += 1

    def addSubTest(self, test, subtest, outcome):
        super().addSubTest(test, subtest, outcome)
        if outcome is not None:
            self.said["failed"][subtest.id()] = self.failures[-1][1] if self.failures else str(outcome[1])

    def addFailure(self, test, error):
        super().addFailure(test, error)
        self.said["failed"][test.id()] = self.failures[-1][1]

    def addError(self, test, error):
        super().addError(test, error)
        self.said["failed"][test.id()] = self.errors[-1][1]

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.said["skipped"][test.id()] = reason


if __name__ == "__main__":
    report = Report()
    load = unittest.defaultTestLoader.loadTestsFromTestCase
    unittest.TestSuite([load(TernTests), load(WelcomeTests)]).run(report)
    print(json.dumps(report.said))
