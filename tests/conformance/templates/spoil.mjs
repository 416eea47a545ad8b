// Answers that a browser would not send: each differs from good ones in one value, and says which rule it breaks where.
const long = "x".repeat(5000);

const bad = {
  comment: () => [long, "length.max"],
  text: (item) => ({ number: [item.max + 1, "range"], date: ["2027-02-30", "date"] })[item.inputType] ?? [long, "length.max"],
  multipletext: (item) => [{ [item.items[0].name]: long }, "length.max", item.items[0].name],
  radiogroup: () => ["no_such_choice", "choice.unknown"],
  checkbox: () => [["no_such_choice"], "choice.unknown", "0"],
  rating: (item) => [item.rateMax + 1, "choice.unknown"],
  matrix: (item) => [{ [item.rows[0].value]: 99 }, "choice.unknown", item.rows[0].value],
  ranking: (item) => [[item.choices[0].value, item.choices[0].value], "ranking.repeated", "1"],
  expression: () => [-1, "computed"],
  paneldynamic: (item) => [Array(item.maxPanelCount + 1).fill({ [item.templateElements[0].name]: "x" }), "panels.max"],
};

const itemsOf = (element) => (element.elements ? element.elements.flatMap(itemsOf) : [element]);

export function* spoilt(form, good) {
  for (const item of form.pages.flatMap(itemsOf)) {
    const [value, rule, part] = bad[item.type](item);
    const pointer = part === undefined ? `/${item.name}` : `/${item.name}/${part}`;
    yield { what: `a bad ${item.name}`, answers: { ...good, [item.name]: value }, rule, pointer };
    if (item.isRequired) {
      const { [item.name]: left, ...answers } = good;
      yield { what: `no ${item.name}`, answers, rule: "required", pointer: `/${item.name}` };
    }
    for (const inner of item.templateElements ?? []) {
      const [wrong, broken] = bad[inner.type](inner);
      const [first, ...others] = good[item.name];
      yield { what: `a bad ${inner.name} in ${item.name}`, answers: { ...good, [item.name]: [{ ...first, [inner.name]: wrong }, ...others] },
        rule: broken, pointer: `/${item.name}/0/${inner.name}` };
    }
  }
  for (const item of form.pages.flatMap(itemsOf).filter(({ validators }) => validators?.some(({ type }) => type === "expression"))) {
    yield { what: `a ${item.name} that does not add up`, answers: { ...good, [item.name]: good[item.name] - 1 }, rule: "expression", pointer: `/${item.name}` };
  }
  yield { what: "a question that is not asked", answers: { ...good, no_such_item: 1 }, rule: "unknown", pointer: "/no_such_item" };
}
