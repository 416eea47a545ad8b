// Fills in the page that is shown, by touching and typing. Only the order of a ranking is set in the model: dragging is
// survey-js-ui's own affair.
const words = "Vi prøvde det sammen, og det gikk bra – «helt topp» 👍";

const kinds = {
  async comment(box) { await box.locator("textarea").fill(words); },

  async text(box, { input, max, besides }) {
    const samples = { date: "2027-03-01", number: String(max ? Math.floor(max / (besides || 4)) : 3), email: "kari@example.org" };
    await box.locator("input").fill(samples[input] ?? "Kultur og oppvekst");
    await box.locator("input").blur();
  },

  async multipletext(box) {
    for (const input of await box.locator("input, textarea").all()) {
      await input.locator("xpath=ancestor::label").click(); // on a phone the title covers the field until it is touched
      await input.fill("Oppvekst");
      await input.blur();
    }
  },

  async radiogroup(box) { await box.locator("label.sd-selectbase__label").nth(1).click(); },

  async checkbox(box, { other }) {
    const labels = box.locator("label.sd-selectbase__label");
    await labels.nth(0).click();
    await labels.nth(2).click();
    if (!other) return;
    await labels.last().click();
    await box.locator("textarea, input[type=text]").fill("Skolen");
    await box.locator("textarea, input[type=text]").blur();
  },

  async rating(box, { name, page }) {
    const steps = box.locator("label.sd-rating__item");
    if (await steps.count()) await steps.nth(3).click();
    else await page.evaluate((question) => { survey.getQuestionByName(question).value = 4; }, name);
  },

  async matrix(box) {
    const rows = await box.locator("tbody tr").all();
    for (const [i, row] of rows.entries()) await row.locator("label").nth(1 + (i % 4)).click();
  },

  async ranking(box, { name, page }) {
    await page.evaluate((question) => {
      const ranking = survey.getQuestionByName(question);
      ranking.value = ranking.choices.map((choice) => choice.value).reverse();
    }, name);
  },

  async expression() {}, // shows what is computed

  async paneldynamic(box, { name, page }) {
    await box.locator("button.sd-paneldynamic__add-btn").last().click();
    await fill(page, await page.evaluate((question) => survey.getQuestionByName(question).panels.flatMap((panel) => panel.questions.map(brief)), name));
  },
};

async function fill(page, questions) {
  for (const question of questions) {
    await kinds[question.type](page.locator(`[id="${question.id}"]`), { ...question, page });
  }
}

export async function fillPage(page) {
  await page.evaluate(() => {
    for (const panel of survey.getAllPanels()) if (panel.isCollapsed) panel.expand();
    window.brief = (q) => ({ name: q.name, id: q.id, type: q.getType(), input: q.inputType, max: q.max, other: q.hasOther, besides: q.parent.isPanel && q.parent.questions.filter((one) => one.max).length });
  });
  await fill(page, await page.evaluate(() => survey.currentPage.questions.map(brief)));
}
