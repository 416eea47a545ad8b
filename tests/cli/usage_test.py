"""Help, mistakes on the command line, and where output goes: all that needs no store."""
import os
import pathlib
import re
import subprocess
import unittest

from command import ALONE, COMMAND, DATA, GROUPS, CommandTest


class Help(CommandTest):
    def test_overview_names_every_group_and_command_that_stands_alone(self):
        out = self.ok("--help").out
        for name in [*GROUPS, *ALONE]:
            self.assertRegex(out, rf"(?m)^  {name}\b")
        self.assertIn("Exit status", out)

    def test_every_group_lists_its_commands_with_examples(self):
        for group, names in GROUPS.items():
            out = self.ok(group, "--help").out
            for name in names:
                self.assertRegex(out, rf"(?m)^  {name}\b")
                self.assertIn(f"bry {group} {name}", out.replace("bry --store local:data", "bry"))

    def test_every_command_has_help_with_usage_options_and_an_example(self):
        commands = [[group, name] for group, names in GROUPS.items() for name in names] + [[name] for name in ALONE]
        for words in commands:
            out = self.ok(*words, "--help").out
            self.assertIn("Usage: bry " + " ".join(words), out)
            self.assertIn("Options:", out)
            self.assertRegex(out, r"Examples:\n  \S")
            self.assertLessEqual(max(map(len, out.splitlines())), 118, words)

    def test_no_help_lacks_a_word(self):
        listed = re.compile(r"(?m)^  ([a-z][a-z-]*) ")
        names = {n for n in listed.findall(self.ok("--help").out.split("Options:")[0]) if n != "bry"}
        self.assertGreater(len(names), len(GROUPS) + len(ALONE) - 1)
        for name in sorted(names):
            out = self.ok(name, "--help").out
            inner = listed.findall(out.split("Commands:")[1].split("Examples:")[0]) if "\nCommands:\n" in out else []
            for words in [[name], *([name, command] for command in inner)]:
                self.assertNotIn("(null)", self.ok(*words, "--help").out, words)

    def test_help_names_every_choice(self):
        self.assertIn("  --to measures|whole|nodes|edges|cycles|graphml|gexf|json-graph|cytoscape|dot|svg\n", self.ok("map", "--help").out)
        for words in (["themes"], ["survey", "list"]):
            out = self.ok(*words, "--help").out
            self.assertRegex(out, r"--format text\|csv\|json\|excel\|jsonstat\|arrow\|sav\|dta\n {27}how the table")

    def test_help_shows_what_files_hold(self):
        self.assertIn('{"op": "merge", "theme": "rush", "into": "time"}', self.ok("theme", "decide", "--help").out)
        self.assertIn('"answers": {"q1": "Sol"}}', self.ok("response", "import", "--help").out)
        self.assertIn('[{"segments": {"sektor": "helse"}, "max": 2}]', self.ok("survey", "create", "--help").out)
        self.assertIn("--coder rules lists", self.ok("theme", "codings", "--help").out)

    def test_help_may_stand_before_the_command_and_be_short(self):
        self.assertEqual(self.ok("--help", "theme", "table").out, self.ok("theme", "table", "-h").out)

    def test_help_asks_for_nothing_else(self):
        self.assertIn("Usage", self.ok("response", "import", "--help").out)

    def test_version_is_printed(self):
        self.assertRegex(self.ok("--version").out, r"^bry \d+\.\d+\.\d+\n$")


class Mistakes(CommandTest):
    def test_messages_name_commands_and_not_functions(self):
        source = pathlib.Path(__file__).resolve().parent.parent.parent
        spoken = (source / "bindings" / "cli" / "messages.c").read_text(encoding="utf-8")
        for path in (source / "lib" / "store").glob("*.c"):
            text = re.sub(r'"\s*\n\s*"', "", path.read_text(encoding="utf-8"))
            for message in re.findall(r'"((?:[^"\\\n]|\\.)*)"', text):
                if re.search(r"\(\) needs a | is NULL: ", message):
                    continue  # the command never passes NULL
                for name in re.findall(r"\bbry_[a-z_]+\(\)", message):
                    self.assertIn(name, spoken, f"{path.name}: {message}")

    def wrong(self, *arguments, saying):
        ran = self.fails(*arguments, saying=saying, status=2)
        self.assertEqual(ran.out, "")
        self.assertIn("--help", ran.err)

    def test_no_command(self):
        self.wrong(saying="no command")

    def test_unknown_commands(self):
        self.wrong("tables", saying='no command "tables"')
        self.wrong("theme", "tables", saying='no command "theme tables"')
        self.wrong("theme", saying="needs a command")

    def test_unknown_options(self):
        self.wrong("tenant", "list", "--stor", "x", saying="no option --stor")
        self.wrong("tenant", "list", "-s", saying="no option -s")

    def test_an_option_of_another_command(self):
        self.wrong("tenant", "list", "--item", "q1", saying="--item is no option of this command")

    def test_a_mistake_points_to_the_help_of_the_command(self):
        self.assertIn('"bry themes --help"', self.fails("themes", "x.csv", "--no", status=2).err)
        self.assertIn('"bry theme map --help"', self.fails("theme", "map", "--as", "x", status=2).err)

    def test_store_and_tenant_are_let_be_where_they_are_of_no_use(self):
        self.ok("questionnaire", "check", DATA / "dream_day.json", "--tenant", "x", "--store", "local:none")

    def test_an_option_without_its_value(self):
        self.wrong("tenant", "list", "--store", saying="--store needs a value")

    def test_a_flag_with_a_value(self):
        self.wrong("theme", "table", "x", "--item", "q1", "--wide=yes", saying="--wide takes no value")

    def test_an_option_twice(self):
        self.wrong("theme", "table", "x", "--item", "q1", "--item", "q2", saying="--item is given twice")

    def test_a_required_option_that_is_missing(self):
        self.wrong("theme", "table", "x", saying="--item ITEM is missing")
        self.wrong("series", "create", "x", saying="--authorship named|anonymous is missing")

    def test_too_few_and_too_many_arguments(self):
        self.wrong("tenant", "add", "x", saying="SLUG NAME are needed")
        self.wrong("survey", "show", saying="SURVEY is missing")
        self.wrong("tenant", "add", "x", "y", "z", saying='"z" is one argument too many')

    def test_values_that_are_not_among_the_choices(self):
        self.wrong("tenant", "list", "--format", "xml", saying="--format is one of text|csv|json|excel|jsonstat|arrow|sav|dta")
        self.wrong("tenant", "list", "--lang", "n", saying="--lang is one of nb|nn|en")
        self.wrong("theme", "map", "x", "--item", "q", "--as", "", saying="--as is one of")

    def test_numbers_that_are_none(self):
        for bad in ("-1", "x", "1.5", "", "3000000000", "99999999999999999999"):
            self.wrong("theme", "table", "x", "--item", "q1", f"--min-group={bad}", saying="--min-group is a whole")
        self.wrong("compose", "x", "--id", "i", "--groups", "2", "--seed", "18446744073709551616", saying="--seed is")

    def test_numbers_that_are_too_small_or_large(self):
        self.wrong("compose", "x", "--groups", "0", saying="--groups is 1 or more, not 0")
        self.wrong("compose", "x", "--size", "0", saying="--size is 1 or more, not 0")
        self.wrong("themes", "x", "--text", "t", "--k", "0", saying="--k is 1 or more, not 0")
        for bad in ("49", "100"):
            self.wrong("tabulate", DATA / "codings.csv", "--item", "themes", "--confidence", bad, saying="50 to 99 per cent")

    def test_no_store_and_no_tenant(self):
        self.wrong("tenant", "list", saying="which store?")
        self.wrong("survey", "list", "--store", "local:x", saying="which tenant?")
        self.fails("tenant", "list", status=2, saying="which store?", env={"BRY_STORE": ""})

    def test_double_dash_ends_the_options(self):
        self.fails("questionnaire", "check", "--", "--help", saying="can't read --help")


class Output(CommandTest):
    def check(self, *arguments, **how):
        return self.run_bry("questionnaire", "check", DATA / "dream_day.json", *arguments, **how)

    def test_a_full_disk_is_told(self):
        with open("/dev/full", "wb") as full:
            for arguments in (["--help"], ["questionnaire", "check", DATA / "dream_day.json"]):
                ran = self.run_bry(*arguments, stdout=full)
                self.assertEqual(ran.status, 1)
                self.assertIn("No space left", ran.err)
        self.fails("questionnaire", "check", DATA / "dream_day.json", "--out", "/dev/full", saying="No space left")

    def test_a_closed_pipe_fails_without_a_word(self):
        end, start = os.pipe()
        os.close(end)
        try:
            ran = self.check(stdout=start)
        finally:
            os.close(start)
        self.assertEqual(ran.status, 1)
        self.assertEqual(ran.err, "")

    def test_a_closed_standard_output_is_told(self):
        done = subprocess.run(
            ["sh", "-c", '"$0" --version >&-', COMMAND], stderr=subprocess.PIPE, check=False, env=self.environment
        )
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"can't write to standard output", done.stderr)

    def test_files_are_written_whole_or_not_at_all(self):
        old = self.write("old.csv", "old")
        self.fails("compose", self.write("bad.csv", "a,b\n1,2\n"), "--id", "x", "--groups", "1", "--out", old)
        self.assertEqual(old.read_text(), "old")
        self.fails("compose", self.write("good.csv", "a,b\n1,2\n"), "--id", "a", "--groups", "1",
                   "--out", self.folder / "none" / "x.csv", saying="No such file")
        self.ok("compose", self.folder / "good.csv", "--id", "a", "--groups", "1", "--out", old)
        self.assertIn("group", old.read_text())
        self.assertEqual(sorted(p.name for p in self.folder.iterdir() if p.name.startswith("old")), ["old.csv"])

    def test_a_write_that_fails_leaves_the_old_file_and_nothing_beside_it(self):
        people, old = self.write("some.csv", "a,b\n1,2\n"), self.write("kept.csv", "old")
        limited = 'trap "" XFSZ; ulimit -f 0; exec "$0" "$@"'
        done = subprocess.run(["sh", "-c", limited, COMMAND, "compose", people, "--id", "a", "--groups", "1", "--out", old],
                              stderr=subprocess.PIPE, check=False, env=self.environment)
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"File too large", done.stderr)
        self.assertEqual(old.read_text(), "old")
        self.assertEqual([p.name for p in self.folder.iterdir() if p.name.startswith("kept")], ["kept.csv"])

    def test_a_written_file_keeps_its_mode_and_a_link_its_place(self):
        people = self.write("people.csv", "a,b\n1,2\n")
        target, link = self.write("target", ""), self.folder / "link"
        target.chmod(0o640)
        link.symlink_to("target")
        self.ok("compose", people, "--id", "a", "--groups", "1", "--out", link)
        self.assertTrue(link.is_symlink())
        self.assertEqual(target.stat().st_mode & 0o777, 0o640)
        self.assertIn("group", target.read_text())

    def test_no_progress_is_drawn_when_nobody_looks(self):
        ran = self.ok("themes", DATA / "answers.csv", "--text", "q1", "--codebook", DATA / "codebook.json",
                      "--codebook-id", "q1")
        self.assertEqual(ran.err, "")


if __name__ == "__main__":
    unittest.main()
