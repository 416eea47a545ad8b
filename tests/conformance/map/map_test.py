"""Measures of maps against networkx on the classical small graphs, and files read back by networkx and igraph.

The figures: Zachary's karate club (34 people, 78 ties) and the characters of Les Misérables (77, 254; Knuth), all edges of
weight 1. The modularities are the highest known (0.41979 and 0.56001).
"""
import io
import json
import pathlib
import tempfile
import unittest

import igraph
import networkx

import bry

GRAPHS = {"karate": networkx.karate_club_graph(), "les_miserables": networkx.les_miserables_graph()}
KNOWN = {"karate": (231.071429, 0.41979), "les_miserables": (1624.4688, 0.560008)}
ODD = [("ø", "Blåbær & <fjøs> \"æ\""), ("a b", "Møte, 'på tvers'"), ("ſ", "日本 👍"), ("alone", "Åleine")]


def rows(table):
    return [dict(zip(table.columns, row)) for row in table]


def map_of(graph, weight=lambda data: 1.0):
    made = bry.Map()
    for node in graph.nodes:
        made.add_node(str(node))
    for a, b, data in graph.edges(data=True):
        made.add_edge(str(a), str(b), weight(data))
    return made


def odd_map():
    made = bry.Map()
    for place, (id, label) in enumerate(ODD):
        made.add_node(id, label, place + 0.5)
    made.add_edge("ø", "a b", 2.5)
    made.add_edge("ſ", "ø", 1)
    return made


class Measures(unittest.TestCase):
    def test_known_figures(self):
        for name, (betweenness, modularity) in KNOWN.items():
            nodes, whole = map_of(GRAPHS[name]).measures()
            self.assertAlmostEqual(max(row["betweenness"] for row in rows(nodes)), betweenness, 4)
            found = {row["measure"]: row["value"] for row in rows(whole)}
            self.assertAlmostEqual(found["modularity"], modularity, 5)

    def test_every_node_as_networkx_has_it(self):
        graphs = list(GRAPHS.values()) + [networkx.gnm_random_graph(60, edges, seed=edges) for edges in (10, 40, 70, 200)]
        for graph in graphs:
            nodes, whole = map_of(graph, lambda data: data.get("weight", 1.0)).measures()
            found = {row["id"]: row for row in rows(nodes)}
            for node, expected in networkx.betweenness_centrality(graph, normalized=False).items():
                self.assertAlmostEqual(found[str(node)]["betweenness"], expected, 8)
                self.assertEqual(found[str(node)]["degree"], graph.degree(node))
                self.assertAlmostEqual(found[str(node)]["strength"], graph.degree(node, weight="weight"), 9)
            groups = {}
            for node in graph.nodes:
                groups.setdefault(found[str(node)]["community"], set()).add(node)
            figures = {row["measure"]: row["value"] for row in rows(whole)}
            self.assertEqual(figures["communities"], len(groups))
            self.assertEqual(figures["components"], networkx.number_connected_components(graph))
            self.assertAlmostEqual(figures["modularity"], networkx.community.modularity(graph, groups.values()), 9)
            theirs = max(networkx.community.modularity(graph, networkx.community.louvain_communities(graph, seed=seed))
                         for seed in range(5))
            self.assertGreaterEqual(figures["modularity"], theirs - 1e-9)

    def test_the_same_seed_gives_the_same(self):
        made = map_of(GRAPHS["les_miserables"])
        self.assertEqual(rows(made.measures(7)[0]), rows(made.measures(7)[0]))


class Directed(unittest.TestCase):
    """Causes with zones, levels and evidence, out to other programs and back, and cycles as networkx finds them."""

    def made(self, graph):
        made = bry.Map()
        made.apply([{"op": "add_node", "id": str(n), "zone": f"z{n % 3}", "level": n % 4, "kind": "k", "evidence": ["c1", f"c{n}"]}
                    for n in graph.nodes])
        made.apply([{"op": "add_edge", "from": str(a), "to": str(b), "directed": True, "weight": 1 + (a * 7 + b) % 5}
                    for a, b in graph.edges])
        return made

    def test_cycles_are_strongly_connected_components(self):
        for seed in range(8):
            graph = networkx.gnp_random_graph(40, 0.04, seed=seed, directed=True)
            made = self.made(graph)
            nodes, _ = made.measures()
            found = {}
            for row in rows(nodes):
                if row["cycle"] is not None:
                    found.setdefault(row["cycle"], set()).add(int(row["id"]))
            expected = [c for c in networkx.strongly_connected_components(graph) if len(c) > 1]
            self.assertEqual(sorted(map(sorted, found.values())), sorted(map(sorted, expected)))
            graph.remove_edges_from([(int(row["from"]), int(row["to"])) for row in rows(made.cycles()) if row["look"]])
            self.assertTrue(networkx.is_directed_acyclic_graph(graph))

    def test_networkx_writes_what_it_read_and_nothing_is_lost(self):
        made = self.made(networkx.gnp_random_graph(20, 0.2, seed=1, directed=True))
        for read, write, form in ((networkx.read_graphml, networkx.write_graphml, "graphml"),
                                  (networkx.read_gexf, networkx.write_gexf, "gexf")):
            graph, out = read(io.BytesIO(made.export(form).encode())), io.BytesIO()
            self.assertTrue(graph.is_directed())
            self.assertEqual({data["zone"] for _, data in graph.nodes(data=True)}, {"z0", "z1", "z2"})
            self.assertEqual(graph.nodes["5"]["level"], 1)
            write(graph, out)
            again = bry.Map.read(out.getvalue())
            self.assertEqual(rows(again.nodes), rows(made.nodes))
            self.assertEqual(rows(again.edges), rows(made.edges))

    def test_share_between_zones(self):
        graph = networkx.gnp_random_graph(30, 0.1, seed=4, directed=True)
        _, whole = self.made(graph).measures()
        figures = {row["measure"]: row["value"] for row in rows(whole)}
        crossing = sum(a % 3 != b % 3 for a, b in graph.edges)
        self.assertAlmostEqual(figures["cross_zone_share"], crossing / graph.number_of_edges(), 12)


class ReadBack(unittest.TestCase):
    def same(self, graph, label):
        self.assertEqual({node: data[label] for node, data in graph.nodes(data=True)}, dict(ODD))
        self.assertEqual(sorted((sorted((a, b)), float(data["weight"])) for a, b, data in graph.edges(data=True)),
                         sorted([(sorted(("ø", "a b")), 2.5), (sorted(("ſ", "ø")), 1.0)]))

    def test_networkx_reads_graphml_and_gexf(self):
        self.same(networkx.read_graphml(io.BytesIO(odd_map().export("graphml").encode())), "label")
        self.same(networkx.read_gexf(io.BytesIO(odd_map().export("gexf").encode())), "label")

    def test_networkx_reads_cytoscape(self):
        self.same(networkx.cytoscape_graph(json.loads(odd_map().export("cytoscape"))), "name")

    def test_igraph_reads_graphml(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "map.graphml"
            path.write_text(odd_map().export("graphml"), encoding="utf-8")
            graph = igraph.Graph.Read_GraphML(str(path))
        self.assertEqual(list(zip(graph.vs["id"], graph.vs["label"])), ODD)
        self.assertEqual(graph.es["weight"], [2.5, 1.0])

    def test_json_graph(self):
        graph = json.loads(odd_map().export("json_graph"))["graph"]
        self.assertEqual({id: node["label"] for id, node in graph["nodes"].items()}, dict(ODD))
        self.assertEqual([(edge["source"], edge["target"], edge["metadata"]["weight"]) for edge in graph["edges"]],
                         [("ø", "a b", 2.5), ("ſ", "ø", 1)])


if __name__ == "__main__":
    unittest.main()
