#!/usr/bin/env python3
"""Writes bry/_abi.py from the public headers: constants, structs, callbacks and functions as ctypes sees them.

Usage: generate_abi.py [INCLUDE_DIR [OUTPUT]]; the output may be "-". The headers are regular on purpose, so plain
patterns read them; whatever they do not understand is an error, never left out.
"""
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent

SCALARS = {
    "int32_t": "c_int32",
    "int64_t": "c_int64",
    "uint32_t": "c_uint32",
    "uint64_t": "c_uint64",
    "uint8_t": "c_uint8",
    "size_t": "c_size_t",
    "double": "c_double",
    "float": "c_float",
    "bry_status": "c_int32",
}


def strip_comments(text):
    return re.sub(r"/\*.*?\*/|//[^\n]*", " ", text, flags=re.S)


def squeeze(text):
    return " ".join(text.split())


class Headers:
    """What the public headers declare, in the order of declaration."""

    def __init__(self, folder):
        self.constants = {}
        self.strings = {}
        self.structs = {}
        self.callbacks = {}
        self.functions = {}
        texts = [strip_comments(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("bry/*.h"))]
        for text in texts:
            self.read_constants(text)
            self.read_callbacks(text)
        for text in texts:
            self.read_structs(text)
        for text in texts:
            self.read_functions(text)

    def read_constants(self, text):
        for name, value in re.findall(r"^#define (BRY_[A-Z0-9_]+) (\S+)$", text, flags=re.M):
            if value.startswith('"'):
                self.strings[name] = value.strip('"')
            elif re.fullmatch(r"-?\d+", value):
                self.constants[name] = int(value)
        for body in re.findall(r"\benum\s*\{(.*?)\}", text, flags=re.S):
            for entry in filter(None, (squeeze(e) for e in body.split(","))):
                found = re.fullmatch(r"(BRY_[A-Z0-9_]+) = (-?\d+)", entry)
                if not found:
                    raise SystemExit(f"not understood in an enum: {entry}")
                self.constants[found[1]] = int(found[2])

    def read_structs(self, text):
        for body, name in re.findall(r"typedef struct \w+ \{(.*?)\} (\w+);", text, flags=re.S):
            fields = []
            for field in filter(None, (squeeze(f) for f in body.split(";"))):
                ctype, field_name = self.parameter(field, name)
                fields.append((field_name, ctype))
            self.structs[name] = fields

    def read_callbacks(self, text):
        for result, name, arguments in re.findall(r"typedef (\w+) \(\*(\w+)\)\((.*?)\);", text, flags=re.S):
            self.callbacks[name] = (self.type(result, name), self.parameters(arguments, name, in_callback=True))

    def read_functions(self, text):
        declared = re.findall(r"^BRY_API ([\w\s*]+?)\b(bry_\w+)\(([^;]*?)\);", text, flags=re.S | re.M)
        if len(declared) != len(re.findall(r"^BRY_API", text, flags=re.M)):
            raise SystemExit("a declaration marked BRY_API was not understood")
        for result, name, arguments in declared:
            self.functions[name] = (self.type(squeeze(result), name), self.parameters(arguments, name))

    def parameters(self, text, where, in_callback=False):
        text = squeeze(text)
        if text == "void":
            return []
        types = [self.parameter(part.strip(), where)[0] for part in text.split(",")]
        # A callback's text that comes with its size may hold NULs: it is an address, read by size.
        for i, following in enumerate(types[1:]):
            if in_callback and types[i] == "c_char_p" and following == "c_size_t":
                types[i] = "c_void_p"
        return types

    def parameter(self, text, where):
        found = re.fullmatch(r"(.*?[ *])(\w+)(\[\d+\])?", text)
        if not found:
            raise SystemExit(f"{where}: parameter not understood: {text}")
        kind = squeeze(found[1]) + (" *" if found[3] else "")
        return self.type(kind, where), found[2]

    def type(self, text, where):
        """The ctypes name of a C type."""
        bare = squeeze(text.replace("const", " ").replace("*", " * "))
        stars = bare.count("*")
        base = squeeze(bare.replace("*", " "))
        if stars == 0:
            if base == "void":
                return "None"
            if base in SCALARS:
                return SCALARS[base]
            if base in self.callbacks:
                return base
        if base == "char" and stars == 1:
            return "c_char_p"
        if base == "char" and stars == 2:
            return "POINTER(c_char_p)"
        if base in ("void", "bry_findings", "bry_error", "struct ArrowArrayStream") and stars == 1:
            return "c_void_p"
        if base in self.structs and stars == 1:
            return f"POINTER({base})"
        if base in SCALARS and stars == 1:
            return f"POINTER({SCALARS[base]})"
        if base.startswith("bry_") and base not in SCALARS and base not in self.callbacks:
            return {1: "c_void_p", 2: "POINTER(c_void_p)"}[stars]
        raise SystemExit(f"{where}: type not understood: {text}")


def render(headers):
    lines = [
        '"""What libbry\'s headers declare. Made by generate_abi.py; not to be edited."""',
        "from ctypes import (",
        "    CFUNCTYPE,",
        "    POINTER,",
        "    Structure,",
    ]
    used = sorted({s for s in SCALARS.values()} | {"c_char_p", "c_void_p"})
    lines += [f"    {name}," for name in used]
    lines += [")", "", f'VERSION = "{headers.strings["BRY_VERSION"]}"', "", "CONSTANTS = {"]
    lines += [f'    "{name}": {value},' for name, value in headers.constants.items()]
    lines += ["}", ""]
    for name, (result, arguments) in headers.callbacks.items():
        lines += ["", f"{name} = CFUNCTYPE(", f"    {result},"]
        lines += [f"    {argument}," for argument in arguments]
        lines += [")"]
    for name, fields in headers.structs.items():
        lines += ["", "", f"class {name}(Structure):", "    _fields_ = ["]
        lines += [f'        ("{field}", {ctype}),' for field, ctype in fields]
        lines += ["    ]"]
    lines += ["", "", "STRUCTS = {"]
    lines += [f'    "{name}": {name},' for name in headers.structs]
    lines += ["}", "", "# name: (result, arguments)", "FUNCTIONS = {"]
    for name, (result, arguments) in headers.functions.items():
        lines += [f'    "{name}": (']
        lines += [f"        {result},", "        [" + ", ".join(arguments) + "],", "    ),"]
    lines += ["}", ""]
    return "\n".join(lines)


def main(arguments):
    folder = pathlib.Path(arguments[0]) if arguments else HERE.parent.parent / "include"
    output = arguments[1] if len(arguments) > 1 else str(HERE / "bry" / "_abi.py")
    text = render(Headers(folder))
    if output == "-":
        sys.stdout.write(text)
    else:
        pathlib.Path(output).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
