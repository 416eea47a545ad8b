"""Running the bry command in tests. BRY_COMMAND names it."""
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

COMMAND = os.environ["BRY_COMMAND"]
SOURCE = pathlib.Path(__file__).resolve().parent.parent.parent
DATA = SOURCE / "examples" / "data"

GROUPS = {
    "local": ["start", "stop", "status"],
    "tenant": ["add", "list"],
    "role": ["grant", "revoke", "list"],
    "schema": ["citus"],
    "questionnaire": ["check", "compare", "schema", "answers-schema"],
    "template": ["list", "show"],
    "survey": ["create", "open", "close", "delete", "list", "show"],
    "response": ["submit", "import", "count"],
    "draft": ["save", "show", "delete"],
    "series": ["create", "list", "report", "delete"],
    "group": ["form", "list", "members", "remove"],
    "session": ["create", "list", "next", "prompts", "contributions", "dots"],
    "codebook": ["put", "list", "convert", "review"],
    "theme": ["code", "table", "quotes", "pairs", "map", "decide", "decisions", "codings", "suggest", "discover"],
    "result": ["table"],
    "commitment": ["add", "move", "renew", "forget", "list", "overdue", "moves", "summary"],
    "pilot": ["add", "move", "support", "report", "moves", "summary"],
    "table": ["convert", "bundle"],
    "gigamap": ["create", "list", "show", "log", "apply", "undo", "redo", "derive"],
}
ALONE = ["check", "expr", "migrate", "report", "themes", "compose", "pair", "votes", "map", "agreement", "protect", "tabulate", "relations", "ladder", "scrub",
         "lang", "split"]


class Ran:
    def __init__(self, done):
        self.status = done.returncode
        self.out = done.stdout.decode()
        self.err = done.stderr.decode()
        self.lines = self.out.splitlines()


class CommandTest(unittest.TestCase):
    """Gives each class a folder, and no store unless it sets one."""

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="bry-cli-"))
        cls.folder.chmod(0o711)  # as root, a private server runs as another user, who must get in
        cls.environment = {k: v for k, v in os.environ.items() if k not in ("BRY_STORE", "BRY_TENANT")}

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    @classmethod
    def run_bry(cls, *arguments, stdin=b"", stdout=subprocess.PIPE, env=None):
        stdin = stdin.encode() if isinstance(stdin, str) else stdin
        done = subprocess.run(
            [COMMAND, *map(str, arguments)],
            input=stdin,
            stdout=stdout,
            stderr=subprocess.PIPE,
            env={**cls.environment, **(env or {})},
            timeout=300,
            check=False,
        )
        done.stdout = done.stdout or b""
        return Ran(done)

    def ok(self, *arguments, **how):
        ran = self.run_bry(*arguments, **how)
        self.assertEqual((ran.status, ran.err), (0, ""), ran.out)
        return ran

    def fails(self, *arguments, saying="", status=1, **how):
        ran = self.run_bry(*arguments, **how)
        self.assertEqual(ran.status, status, ran.out + ran.err)
        self.assertTrue(ran.err.startswith("bry: "), ran.err)
        self.assertIn(saying, ran.err)
        return ran

    def write(self, name, content):
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path
