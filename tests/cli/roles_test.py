"""bry role and bry schema, with logins of a private PostgreSQL."""
import csv
import io
import json
import unittest

from command import CommandTest


class Roles(CommandTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        place = cls.folder / "db"
        cls.environment.update(BRY_STORE=f"local:{place}", BRY_TENANT="fjordvik")
        cls.run_bry("local", "start", place)
        for slug, name in (("fjordvik", "Fjordvik kommune"), ("skogdal", "Skogdal")):
            cls.run_bry("tenant", "add", slug, name)

    @classmethod
    def tearDownClass(cls):
        cls.run_bry("local", "stop", cls.folder / "db")
        super().tearDownClass()

    def roles(self):
        return [tuple(row.values()) for row in csv.DictReader(io.StringIO(self.ok("role", "list", "--format", "csv").out))]

    def test_a_role_is_granted_listed_and_revoked(self):
        self.assertEqual(self.ok("role", "grant", "bry", "facilitator", "skogdal").lines,
                         ["bry is facilitator in skogdal"])
        self.ok("role", "grant", "bry", "facilitator", "skogdal")
        self.assertIn(("bry", "facilitator", "skogdal"), self.roles())
        self.assertIn(("bry", "owner", ""), self.roles())
        self.assertIn("fasilitator", self.ok("role", "list", "--lang", "nn").out)
        json.loads(self.ok("role", "list", "--format", "json").out)
        self.assertEqual(self.ok("role", "revoke", "bry", "facilitator", "skogdal").lines,
                         ["bry is no longer facilitator in skogdal"])
        self.assertNotIn(("bry", "facilitator", "skogdal"), self.roles())
        self.fails("role", "revoke", "bry", "facilitator", "skogdal", saying="`bry role list`")

    def test_mistakes(self):
        self.fails("role", "grant", "nobody", "portal", "fjordvik", saying="CREATE ROLE")
        self.fails("role", "grant", "bry", "king", "fjordvik", saying="facilitator")
        self.fails("role", "grant", "bry", "portal", saying="which")
        self.fails("role", "grant", "bry", "owner", "fjordvik", saying="no tenant")
        self.fails("role", "grant", "bry", "portal", "nowhere", saying="`bry tenant add`")
        self.fails("role", "grant", "bry", status=2)
        self.fails("survey", "list", "--tenant", "nowhere", saying="`bry role grant`")

    def test_the_calls_for_citus(self):
        out = self.ok("schema", "citus").out
        self.assertIn("SELECT create_reference_table('bry.tenant');\n", out)
        self.assertIn("SELECT create_distributed_table('bry.response', 'tenant_id', colocate_with => '", out)
        file = self.folder / "citus.sql"
        self.ok("schema", "citus", "--out", file)
        self.assertEqual(file.read_text(), out)


if __name__ == "__main__":
    unittest.main()
