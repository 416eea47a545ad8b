"""Coding by example: micro-F1 of bry themes --labels and of scikit-learn on the same texts, examples and folds.

Usage: theme_shots.py BRY NORSK_FOLDER [CIMT_FOLDER]. Shots: each theme gets N coded answers as far as there are, rare themes
first; the rest is coded and compared; mean over five draws. "folds" learns from four fifths (five-fold). Question 2's
answers are compared too; nobody read them while the library was written.
"""
import csv
import json
import pathlib
import random
import statistics
import subprocess
import sys
import tempfile

DRAWS = 5
# Terms for the German categories, written from the categories' names alone; a codebook has no German, nb is as near as any.
CIMT = {
    "motorized transport": ["Auto", "Autos", "PKW", "LKW", "Autofahrer", "Autoverkehr", "Kfz"],
    "non-motorized transport": ["Fußgänger", "Radfahrer", "Fahrrad", "Radweg", "Gehweg"],
    "cycling": ["Fahrrad", "Radfahrer", "Radweg", "Fahrräder"],
    "walking": ["Fußgänger", "Gehweg", "Fußweg", "Zebrastreifen"],
    "scooters": ["Roller", "Scooter", "E-Roller"],
    "public transport (local)": ["Bus", "Busse", "Bahn", "S-Bahn", "Haltestelle", "ÖPNV"],
    "public transport (long-distance)": ["Fernverkehr", "ICE", "Fernzug"],
    "commercial transport": ["Lieferverkehr", "Lieferwagen", "Lieferanten"],
    "stationary traffic (parking)": ["Parkplatz", "Parkplätze", "parken", "Parken"],
    "moving traffic": ["Tempo 30", "Ampel", "Kreuzung", "Stau", "Verkehr"],
    "inter- and multimodality": ["Park and Ride", "Umsteigen"],
    "new services": ["Carsharing", "Sharing", "Leihrad"],
}


class Corpus:
    def __init__(self, name, texts, themes, gold, codebook, codebook_id=None):
        self.name, self.texts, self.themes, self.gold = name, texts, themes, gold
        self.codebook, self.codebook_id = codebook, codebook_id


def norsk(folder):
    book = json.loads((folder / "codebook.json").read_text(encoding="utf-8"))
    with open(folder / "answers.csv", encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["non_answer"] != "1"]
    for question in book["questions"]:
        own = [row for row in rows if row["question"] == question["id"]]
        yield Corpus(question["id"], [row["text"] for row in own], [t["id"] for t in question["themes"]],
                     [set(filter(None, row["coder1"].split(";"))) for row in own], folder / "codebook.json",
                     question["id"])


def cimt(folder, scratch):
    with open(next(folder.glob("*.csv")), encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    ids = {name: f"t{i}" for i, name in enumerate(CIMT)}
    gold = [{ids[name] for name in CIMT if float(row[name] or 0)} for row in rows]
    texts = [row["title"] + ". " + row["text"] for row in rows]
    for name, terms in (("cimt_de", True), ("cimt_de without terms", False)):
        path = scratch / f"cimt{int(terms)}.json"
        path.write_text(json.dumps({"id": "c", "version": "1", "themes": [
            {"id": ids[n], "label": {"en": n}, "indicators": {"nb": CIMT[n]} if terms else {}} for n in CIMT]}))
        yield Corpus(name, texts, list(ids.values()), gold, path)


def micro_f1(gold, given, rows):
    hit = sum(len(gold[i] & given[i]) for i in rows)
    return 2 * hit / max(1, sum(len(gold[i]) + len(given[i]) for i in rows))


def by_bry(bry, corpus, coded):
    """The themes of each text by the command, told those of the coded ones."""
    with tempfile.TemporaryDirectory() as folder:
        source, out = pathlib.Path(folder) / "in.csv", pathlib.Path(folder) / "out.csv"
        with open(source, "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["text", "coded"])
            for i, text in enumerate(corpus.texts):
                writer.writerow([text, ";".join(sorted(corpus.gold[i])) or "-" if i in coded else ""])
        command = [bry, "themes", source, "--text", "text", "--codebook", corpus.codebook, "--out", out]
        command += ["--codebook-id", corpus.codebook_id] if corpus.codebook_id else []
        command += ["--labels", "coded"] if coded else []
        subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
        with open(out, encoding="utf-8", newline="") as file:
            return [set(filter(None, row["themes"].split(";"))) for row in csv.DictReader(file)]


def by_sklearn(corpus, coded, weights):
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    learned = sorted(coded)
    matrix = TfidfVectorizer(sublinear_tf=True).fit_transform(corpus.texts)
    given = [set() for _ in corpus.texts]
    for theme in corpus.themes:
        truth = [theme in corpus.gold[i] for i in learned]
        if len(set(truth)) < 2:
            continue
        model = LogisticRegression(class_weight=weights, max_iter=1000).fit(matrix[learned], truth)
        for i, has in enumerate(model.predict(matrix)):
            if has:
                given[i].add(theme)
    return given


def draw(corpus, shots, seed):
    """Texts to code by hand, so that each theme has as many as asked for."""
    order = list(range(len(corpus.texts)))
    random.Random(seed).shuffle(order)
    frequency = {t: sum(t in g for g in corpus.gold) for t in corpus.themes}
    coded, counts = set(), dict.fromkeys(corpus.themes, 0)
    for theme in sorted(corpus.themes, key=lambda t: frequency[t]):
        for i in order:
            if counts[theme] >= shots:
                break
            if theme in corpus.gold[i] and i not in coded:
                coded.add(i)
                for own in corpus.gold[i]:
                    counts[own] += 1
    return coded


def splits(corpus, shots):
    if shots == 0:
        return [set()]
    if shots != "folds":
        return [draw(corpus, shots, seed) for seed in range(DRAWS)]
    order = list(range(len(corpus.texts)))
    random.Random(1).shuffle(order)
    return [set(order) - set(order[fold::5]) for fold in range(5)]


def run(corpus, coders):
    for shots in (0, 5, 10, 20, "folds"):
        scores = {name: [] for name in coders}
        for coded in splits(corpus, shots):
            rest = [i for i in range(len(corpus.texts)) if i not in coded]
            if len(rest) < 20:
                continue
            for name, coder in coders.items():
                if coded or name == "bry":
                    scores[name].append(micro_f1(corpus.gold, coder(corpus, coded), rest))
        figures = {name: statistics.mean(values) for name, values in scores.items() if values}
        for name, value in figures.items():
            print(f"bench theme_shots_{corpus.name.replace(' ', '_')}_{shots}_{name} {value:.3f} micro-F1", flush=True)


def main():
    bry, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    coders = {
        "bry": lambda corpus, coded: by_bry(bry, corpus, coded),
        "bry_rules": lambda corpus, coded: by_bry(bry, corpus, set()),
    }
    try:
        import sklearn  # noqa: F401

        coders["sklearn"] = lambda corpus, coded: by_sklearn(corpus, coded, None)
        coders["sklearn_balanced"] = lambda corpus, coded: by_sklearn(corpus, coded, "balanced")
    except ImportError:
        print("left out: scikit-learn is not installed")
    with tempfile.TemporaryDirectory() as scratch:
        corpora = list(norsk(folder))
        if len(sys.argv) > 3 and pathlib.Path(sys.argv[3]).is_dir():
            corpora += cimt(pathlib.Path(sys.argv[3]), pathlib.Path(scratch))
        for corpus in corpora:
            run(corpus, coders)


if __name__ == "__main__":
    main()
