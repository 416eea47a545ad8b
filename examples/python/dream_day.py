"""The main job in Python: a questionnaire is published, answers are stored, their themes come out as tables.

    python3 dream_day.py FOLDER [DATA]

FOLDER gets a private PostgreSQL of its own that stops with this program; DATA is examples/data.
"""
import json
import pathlib
import sys

import bry


def make_survey(store: bry.Store, data: pathlib.Path) -> bry.Survey:
    questionnaire = bry.Questionnaire.load(data / "dream_day.json")
    segments = json.loads((data / "segments.json").read_text(encoding="utf-8"))
    survey = store.create_survey("dream-day", questionnaire, segments=segments)
    survey.open()
    return survey


def show_refusal(survey: bry.Survey) -> None:
    """A server can't trust what a page sends: every answer is checked before it is stored."""
    try:
        survey.submit({"near": 99, "meet": ["lunch", "beach"]}, segments={"kommune": "Fjordvik"})
    except bry.Refused as refused:
        for finding in refused.findings:
            print(f"{finding.pointer}  {finding.rule}  {finding.message}")


def main(folder: str, data: pathlib.Path) -> None:
    with bry.Store(f"local:{folder}") as store:
        store.add_tenant("trondelag", "Trøndelag")
        store.set_tenant("trondelag")
        survey = make_survey(store, data)

        done = survey.import_csv(data / "answers.csv")
        print(f"{done.rows} rows, {done.refused} refused\n")
        show_refusal(survey)

        for item in ("q1", "q2", "q3"):
            store.put_codebook(bry.Codebook.load(data / "codebook.json", item))
            survey.code(item)

        print("\nHva folk er stolte av:")
        themes = survey.themes("q2")
        labels = themes.value_labels("theme")
        for theme, respondents, count, share in themes:
            print(f"{share:4.0%}  {labels[str(theme)]}")

        print("\nHva en drømmedag er, etter sektor:")
        print(survey.themes("q1", by="sektor").pivot("theme", "sektor", "share"))

        print("\nHvordan folk vil møtes:")
        counts = survey.counts("meet")
        labels = counts.value_labels("value")
        for row in counts.to_dicts():
            print(f"{row['count']:4}  {labels[str(row['value'])]}")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(f"usage: {sys.argv[0]} FOLDER [DATA]")
    here = pathlib.Path(__file__).resolve().parent
    main(sys.argv[1], pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else here.parent / "data")
