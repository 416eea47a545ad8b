// Draws every template as a phone shows it, fills it in as a person would, and gives the answers to the bry command.
// What is clicked and typed is fill.mjs's; which answers are bad is spoil.mjs's.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { chromium } from "playwright-core";
import { fillPage } from "./fill.mjs";
import { spoilt } from "./spoil.mjs";

const place = import.meta.dirname;
const bry = process.env.BRY_COMMAND;
const languages = { nb: "nb-NO", nn: "nn-NO", en: "en-GB" };
const phone = { width: 390, height: 844 };
const file = (name) => path.join(place, "node_modules", name);

const templateKeys = () =>
  execFileSync(bry, ["template", "list", "--format", "csv"], { encoding: "utf8" })
    .trim().split("\n").slice(1).map((line) => line.split(",")[0]);

function check(form, answers) {
  const ran = spawnSync(bry, ["questionnaire", "check", form, "--answers", "-", "--format", "json"],
    { input: JSON.stringify(answers), encoding: "utf8" });
  assert.ok(ran.stdout, ran.stderr);
  return { status: ran.status, ...JSON.parse(ran.stdout) };
}

// What a portal sets up as well: survey-core has one set of its own texts for Norwegian, lent here to both written forms;
// and it takes "default" for the texts of its default locale, which would be English if nothing were said.
async function draw(page, json, lang) {
  await page.setContent("<!doctype html><meta name=viewport content='width=device-width'><body><div id=form></div>");
  await page.addStyleTag({ path: file("survey-core/survey-core.fontless.min.css") });
  await page.addStyleTag({ content: "body { margin: 0; font-family: sans-serif }" });
  for (const script of ["survey-core/survey.core.min.js", "survey-core/i18n/norwegian.min.js",
    "survey-js-ui/survey-js-ui.min.js"]) await page.addScriptTag({ path: file(script) });
  await page.evaluate(([form, locale]) => {
    const texts = Survey.surveyLocalization.locales;
    texts.nb = texts.no;
    texts.nn = texts.no;
    Survey.surveyLocalization.defaultLocale = "nb";
    Survey.settings.animationEnabled = false; // pictures are taken at once
    window.survey = new Survey.Model(form);
    survey.locale = locale;
    survey.onComplete.add((sender) => { window.sent = sender.data; });
    SurveyUI.renderSurvey(survey, document.getElementById("form"));
  }, [json, lang]);
  await page.waitForSelector(".sd-page");
}

// What the person reads is in their language, and nothing runs out of the screen.
async function assertReadable(page, lang) {
  const seen = await page.evaluate(() => ({
    text: document.body.innerText.replace(/\s+/g, " "),
    overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    titles: survey.currentPage.questions.filter((q) => q.isVisible && q.hasTitle && !q.parent.isCollapsed)
      .map((q) => q.toJSON().title),
  }));
  assert.equal(seen.overflow, 0, `the page is ${seen.overflow} px too wide`);
  for (const title of seen.titles) {
    assert.ok(seen.text.includes(title[lang].replace(/\s+/g, " ")), `"${title[lang]}" is not on the page`);
  }
}

async function show(page, key, lang, step) {
  await page.screenshot({ path: path.join(place, "pictures", `${key}.${lang}.${step}.png`), fullPage: true });
}

// Goes through all pages; gives what the browser sends.
async function answer(page, key, lang) {
  const pages = await page.evaluate(() => survey.visiblePages.length);
  for (let i = 1; i <= pages; i++) {
    await assertReadable(page, lang);
    await show(page, key, lang, `${i}-empty`);
    await fillPage(page);
    await show(page, key, lang, `${i}-filled`);
    await page.locator(i < pages ? ".sd-navigation__next-btn" : ".sd-navigation__complete-btn").click();
    await page.waitForFunction((n) => survey.state === "completed" || survey.currentPageNo === n, i);
  }
  const { sent, state, unanswered } = await page.evaluate(() => ({
    sent: window.sent, state: survey.state,
    unanswered: survey.getAllQuestions().filter((q) => q.isEmpty()).map((q) => q.name),
  }));
  assert.equal(state, "completed");
  assert.deepEqual(unanswered, [], "these were left empty");
  await show(page, key, lang, "sent");
  return sent;
}

async function tryTemplate(browser, key, lang) {
  const json = execFileSync(bry, ["template", "show", key], { encoding: "utf8" });
  const form = path.join(place, `${key}.json`);
  writeFileSync(form, json);
  const context = await browser.newContext({ viewport: phone, isMobile: true, hasTouch: true, deviceScaleFactor: 2,
    locale: languages[lang] });
  try {
    await context.route("**/*", (route) => route.abort()); // everything is local: nothing may be asked for
    const page = await context.newPage();
    const faults = [];
    page.on("pageerror", (fault) => faults.push(String(fault)));
    page.on("request", (request) => { if (!request.url().startsWith("data:")) faults.push(`asked for ${request.url()}`); });
    await draw(page, JSON.parse(json), lang);
    const sent = await answer(page, key, lang);
    assert.deepEqual(faults, []);
    const good = check(form, sent);
    assert.deepEqual([good.status, good.findings], [0, []], `${key}: refused: ${JSON.stringify(good.findings)}`);
    let count = 0;
    for (const bad of spoilt(JSON.parse(json), sent)) {
      const found = check(form, bad.answers);
      assert.equal(found.status, 1, `${key}: ${bad.what} was accepted`);
      // what is computed from the bad value, or checked with it, is wrong as well
      const own = found.findings.filter(({ rule }) => rule === bad.rule || !["computed", "expression"].includes(rule));
      assert.deepEqual(own.map((f) => [f.rule, f.pointer]), [[bad.rule, bad.pointer]], `${key}: ${bad.what}`);
      count++;
    }
    return count;
  } finally {
    await context.close();
  }
}

const keys = process.argv.length > 2 ? process.argv.slice(2) : templateKeys();
mkdirSync(path.join(place, "pictures"), { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM,
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync"],
});
try {
  for (const key of keys) {
    for (const lang of Object.keys(languages)) {
      const refused = await tryTemplate(browser, key, lang);
      console.log(`${key} ${lang}: drawn, filled in, accepted; ${refused} bad answers refused with the right rule`);
    }
  }
} finally {
  await browser.close();
}
const version = JSON.parse(readFileSync(file("survey-core/package.json"), "utf8")).version;
console.log(`${keys.length} templates in ${Object.keys(languages).length} languages with survey-core ${version}; pictures: ${place}/pictures`);
