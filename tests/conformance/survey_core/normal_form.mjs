// The normal form of a set of answers in survey-core, which does not forget the answers to hidden questions by itself.
export const shows = (question) => question.isVisible && question.isParentVisible;

export const isEmpty = (value) =>
  value === undefined || value === null || value === "" || (typeof value === "object" && Object.values(value).every(isEmpty));

/** The cells of a matrix or of repeated panels: where they are, and whether they show. */
export function cells(container) {
  const make = (group, place, shown) => (question) => ({ question, group, name: `${container.name}${place}.${question.name}`, shown: shown && shows(question) });
  if (container.getType() === "paneldynamic") {
    const shown = new Set(container.visiblePanels);
    return container.panels.flatMap((panel, i) => panel.questions.map(make(i, `[${i}]`, shows(container) && shown.has(panel))));
  }
  const rows = container.visibleRows ?? [];
  return rows.flatMap((row) => row.cells.map((cell) => make(row.rowName, "." + row.rowName, shows(container))(cell.question)));
}

export const isRepeated = (question) => ["paneldynamic", "matrixdropdown"].includes(question.getType());

/** Of an object of answers, what was asked. */
export function pick(from, questions) {
  const picked = {};
  for (const { name } of questions) for (const key of [name, name + "-Comment"]) if (from && key in from) picked[key] = from[key];
  return picked;
}

export function pickCells(container, value) {
  const shown = cells(container).filter((cell) => cell.shown);
  const of = (group) => pick(value[group], shown.filter((cell) => cell.group === group).map(({ question }) => question));
  if (Array.isArray(value)) return value.map((_, i) => of(i));
  return Object.fromEntries(Object.keys(value).map((row) => [row, of(typeof row === "string" && shown.some(({ group }) => group === row) ? row : Number(row))]).filter(([, row]) => !isEmpty(row)));
}

/** Questions are drawn, so that their panels and rows are there. */
function draw(questions) {
  for (const question of questions) {
    question.onFirstRendering();
    if (question.getType() === "matrixdropdown") void question.visibleRows;
  }
}

const atOnce = (model, kept) => {
  model.data = structuredClone(kept);
};

function oneByOne(model, kept, names) {
  draw(model.getAllQuestions());
  for (const name of names) model.setValue(name, structuredClone(kept[name]));
}

/** Ways in which the same answers come into a form: once before it is drawn, or when it is drawn already, as in a browser. */
export const ORDERS = {
  once: (model, kept, isAgain) => isAgain || atOnce(model, kept),
  drawn: (model, kept) => {
    draw(model.getAllQuestions());
    atOnce(model, kept);
  },
  forward: (model, kept) => oneByOne(model, kept, Object.keys(kept)),
  backward: (model, kept) => oneByOne(model, kept, Object.keys(kept).reverse()),
};

/** Hidden counts as empty, until nothing changes: from what was sent, only what shows is kept, again and again. It begins
 * with all of it, or with a normal form that is thought to be the same. */
export function normalForm(create, sent, start = sent, fill = atOnce) {
  let kept = start;
  for (let round = 0; round < 60; round++) {
    const model = create();
    fill(model, kept);
    const questions = model.getAllQuestions();
    const repeated = questions.filter(isRepeated);
    if (repeated.length > 0) draw(questions);
    // panels that the form begins with put empty answers there when they are drawn first, and not when answers come later
    if (repeated.some(({ name }) => !(name in kept) && name in model.data && isEmpty(model.data[name]))) fill(model, kept, true);
    model.runExpressions(); // once more: setting the data leaves some behind that were computed from half of it
    const next = {};
    for (const question of questions) {
      if (!shows(question)) continue;
      Object.assign(next, pick(sent, [question]));
      if (isRepeated(question) && question.name in sent) next[question.name] = pickCells(question, sent[question.name]);
    }
    if (JSON.stringify(next) === JSON.stringify(kept)) return { model, kept };
    kept = next;
  }
  return undefined; // a circle
}
