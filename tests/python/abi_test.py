"""The declarations match the headers, and a library that doesn't match is refused."""
import ctypes
import os
import pathlib
import re
import subprocess
import sys
import unittest

import bry
from bry import _abi, _native, _spoken

SOURCE = pathlib.Path(__file__).resolve().parent.parent.parent
GENERATOR = SOURCE / "bindings" / "python" / "generate_abi.py"


def load_in_a_new_process(library, code="import bry"):
    return subprocess.run([sys.executable, "-B", "-c", code], stderr=subprocess.PIPE, check=False,
                          env={**os.environ, "BRY_LIBRARY": str(library)}, text=True)


class Messages(unittest.TestCase):
    def named(self):
        """Each function that a message of the library tells to call."""
        found = {}
        for path in (SOURCE / "lib").rglob("*.c"):
            source = re.sub(r'"\s*\n\s*"', "", path.read_text(encoding="utf-8"))
            for message in re.findall(r'"((?:[^"\\\n]|\\.)*)"', source):
                if re.search(r"\(\) needs a ", message):
                    continue  # of NULL, which this package never passes
                for name in re.findall(r"\bbry_[a-z_]+(?=\(\))", message):
                    found[name] = f"{path.name}: {message}"
        return found

    def test_they_name_what_a_python_program_calls(self):
        for name, message in self.named().items():
            self.assertIn(name, {**_spoken.NAMES, **dict.fromkeys(_spoken.UNSPOKEN)}, message)

    def test_the_names_are_there(self):
        for name, there in _spoken.NAMES.items():
            self.assertTrue(name in _abi.FUNCTIONS, name)
            at = bry
            for part in there.removesuffix("()").removeprefix("bry.").split("."):
                at = getattr(at, part)
            self.assertEqual(there.endswith("()"), callable(at), there)

    def test_a_message_is_spoken(self):
        with self.assertRaisesRegex(bry.Error, r"A receipt is 43 url-safe characters, as bry.new_receipt\(\)"):
            bry.receipt_response_id("x")


class Declarations(unittest.TestCase):
    def test_they_are_what_the_headers_give_today(self):
        made = subprocess.run([sys.executable, "-B", GENERATOR, SOURCE / "include", "-"], stdout=subprocess.PIPE,
                              check=True)
        self.assertEqual(made.stdout.decode(), pathlib.Path(_abi.__file__).read_text(encoding="utf-8"),
                         "run bindings/python/generate_abi.py")

    def test_every_function_of_the_headers_is_declared(self):
        text = "".join(p.read_text() for p in (SOURCE / "include" / "bry").glob("*.h"))
        self.assertEqual(text.count("\nBRY_API "), len(_abi.FUNCTIONS))

    def test_the_generator_refuses_what_it_does_not_understand(self):
        import tempfile

        for line in ("BRY_API bry_status bry_x(unsigned long a);", "enum { BRY_NEXT };", "BRY_API int bry_y(...);"):
            with tempfile.TemporaryDirectory() as folder:
                header = pathlib.Path(folder, "bry", "x.h")
                header.parent.mkdir()
                header.write_text(f'#define BRY_VERSION "0.1.0"\n{line}\n')
                done = subprocess.run([sys.executable, "-B", GENERATOR, folder, "-"], stdout=subprocess.PIPE,
                                      stderr=subprocess.PIPE, check=False)
                self.assertNotEqual(done.returncode, 0, line)

    def test_constants_are_the_librarys(self):
        for name, value in _abi.CONSTANTS.items():
            out = ctypes.c_int64()
            _native.call("bry_constant", name.encode(), ctypes.byref(out))
            self.assertEqual(out.value, value, name)


class Refusal(unittest.TestCase):
    GOOD = {
        "version": _abi.VERSION,
        "constants": dict(_abi.CONSTANTS),
        "structs": {
            name: {"size": ctypes.sizeof(s), "fields": {f: getattr(s, f).offset for f, _ in s._fields_}}
            for name, s in _abi.STRUCTS.items()
        },
    }

    def test_the_same_description_has_no_differences(self):
        self.assertEqual(_native._differences(self.GOOD), [])

    def test_another_patch_version_and_new_constants_are_taken(self):
        newer = {**self.GOOD, "version": "0.1.99", "constants": {**_abi.CONSTANTS, "BRY_NEW": 1}}
        self.assertEqual(_native._differences(newer), [])

    def test_another_minor_version_is_not(self):
        self.assertIn("version", _native._differences({**self.GOOD, "version": "0.2.0"})[0])
        self.assertIn("version", _native._differences({**self.GOOD, "version": "1.1.0"})[0])

    def test_changed_constants_and_layouts_are_not(self):
        changed = {**self.GOOD, "constants": {**_abi.CONSTANTS, "BRY_EINVAL": 99}}
        self.assertIn("BRY_EINVAL is 99", _native._differences(changed)[0])
        structs = {name: {**layout, "size": layout["size"] + 8} for name, layout in self.GOOD["structs"].items()}
        self.assertEqual(len(_native._differences({**self.GOOD, "structs": structs})), len(structs))
        self.assertEqual(len(_native._differences({"version": _abi.VERSION})), len(_abi.STRUCTS)
                         + sum(not name.startswith("BRY_VERSION") for name in _abi.CONSTANTS))

    def test_another_library_is_an_import_error_that_says_so(self):
        done = load_in_a_new_process("libm.so.6")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("ImportError", done.stderr)
        self.assertIn("is not the libbry", done.stderr)

    def test_no_library_is_an_import_error_that_says_what_to_do(self):
        done = load_in_a_new_process("/nowhere/libbry.so.0")
        self.assertIn("ImportError", done.stderr)
        self.assertIn("BRY_LIBRARY", done.stderr)

    def test_the_version_is_the_librarys(self):
        self.assertEqual(bry.__version__, _abi.VERSION)


if __name__ == "__main__":
    unittest.main()
