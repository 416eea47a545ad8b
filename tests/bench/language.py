"""How often the language of sentences, and of windows of a few of their words, is told. See language.sh."""
import csv
import pathlib
import random
import subprocess
import sys

LANGUAGES = {"nb": "nob_Latn", "nn": "nno_Latn", "en": "eng_Latn"}
WINDOWS = {"sentences": None, "8 words": 8, "6 words": 6, "4 words": 4}


def sentences(folder, name):
    with open(folder / f"{name}.train.tsv", encoding="utf-8", newline="") as file:
        return [row["text"] for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]


def window(text, size, random_):
    words = text.split()
    if size is None or len(words) <= size:
        return text
    begin = random_.randrange(len(words) - size + 1)
    return " ".join(words[begin : begin + size])


def ours(command):
    def tell(texts):
        lines = "\n".join(t.replace("\n", " ") for t in texts) + "\n"
        done = subprocess.run([command, "lang"], input=lines.encode(), stdout=subprocess.PIPE, check=True)
        return done.stdout.decode().splitlines()

    return tell


def peers():
    """Published tools that are installed, each told which languages there are where it can be."""
    try:
        import langid

        langid.set_languages(list(LANGUAGES))
        yield "langid", lambda texts: [langid.classify(t)[0] for t in texts]
    except ImportError:
        print("langid is not installed: left out")
    try:
        from lingua import Language, LanguageDetectorBuilder

        detector = LanguageDetectorBuilder.from_languages(Language.BOKMAL, Language.NYNORSK, Language.ENGLISH).build()

        def tell(texts):
            found = [detector.detect_language_of(t) for t in texts]
            return [f.iso_code_639_1.name.lower() if f else "unsure" for f in found]

        yield "lingua", tell
    except ImportError:
        print("lingua is not installed: left out")


def main(command, folder):
    data = {lang: sentences(pathlib.Path(folder), name) for lang, name in LANGUAGES.items()}
    for tool, tell in [("bry", ours(command)), *peers()]:
        for name, size in WINDOWS.items():
            random_ = random.Random(2026)
            shares, unsure, right = [], 0, 0
            for lang, texts in data.items():
                windows = [window(t, size, random_) for t in texts]
                told = tell(windows)
                right += told.count(lang)
                unsure += told.count("unsure")
                shares.append(f"{lang} {told.count(lang) / len(told):.3f}")
            total = sum(map(len, data.values()))
            print(f"{tool:12} {name:10} {'  '.join(shares)}  unsure {unsure / total:.3f}")
            print(f"bench language_{tool.split()[0]}_{name.replace(' ', '_')} {right / total:.4f} accuracy")


main(*sys.argv[1:])
