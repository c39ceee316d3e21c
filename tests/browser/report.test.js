// The report of `attache extract --format html`, opened as a file.

import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { HOSTILE, lowContrasts, open, openBrowser, overflow, report } from "./support.js";

let browser;
let made;
before(async () => {
  made = await report("fixtures/article.txt", "fixtures/interview.txt", "fixtures/obituary.txt");
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await made?.remove();
});

/** A test on the report, which may ask for nothing but itself. */
function onReport(name, options, act) {
  test(name, async () => {
    const opened = await open(browser, made.address, options);
    try {
      await act(opened.page);
      assert.deepEqual(opened.complaints, []);
      assert.deepEqual(opened.requests.map((url) => url.split("#")[0]), [made.address]);
    } finally {
      await opened.context.close();
    }
  });
}

onReport("the report shows documents and leads to them", {}, async (page) => {
  assert.equal(await page.locator("article").count(), 3);
  const links = await page.locator(".index a").allTextContents();
  assert.deepEqual(links, ["fixtures/article.txt", "fixtures/interview.txt", "fixtures/obituary.txt"]);
  await page.click(".index a >> nth=2");
  const top = await page.locator("h2 >> nth=2").evaluate((heading) => heading.getBoundingClientRect().top);
  const bar = await page.locator(".bar").evaluate((one) => one.getBoundingClientRect().bottom);
  assert.ok(top >= bar, "the bar does not cover it");
});

onReport("kinds are switched off, and mentions tell details", {}, async (page) => {
  const person = page.locator(".text mark.person", { hasText: "Arkady Dvorkovich" }).first();
  await person.click();
  assert.match(await page.textContent(".details"), /country-title-name/);
  await page.uncheck('.legend input[data-kind="person"]');
  assert.equal(await page.locator(".details").count(), 0);
  assert.equal(await person.evaluate((one) => getComputedStyle(one).backgroundColor), "rgba(0, 0, 0, 0)");
  await page.keyboard.press("n");
  assert.ok(await page.evaluate(() => document.activeElement.matches(".text mark:not(.person)")));
});

onReport("arrows go on from one document to the next", {}, async (page) => {
  const last = page.locator("article").first().locator(".text mark[data-at]").last();
  await last.focus();
  await page.keyboard.press("ArrowRight");
  const at = await page.evaluate(() =>
    [...document.querySelectorAll("article")].indexOf(document.activeElement.closest("article")));
  assert.equal(at, 1);
});

onReport("without scripts there are texts and tables", { javaScriptEnabled: false }, async (page) => {
  assert.ok(await page.locator(".text mark.person", { hasText: "Arkady Dvorkovich" }).first().isVisible());
  assert.ok(await page.locator("tr", { hasText: "Zhang Gaoli" }).first().isVisible());
  assert.ok(await page.locator(".timeline li").first().isVisible());
  assert.ok(!(await page.locator(".legend input").first().isVisible()), "no switches that would do nothing");
});

test("no markup in texts, titles and names is run", async () => {
  const folder = await mkdtemp(join(tmpdir(), "attache-hostile-"));
  const path = join(folder, "hostile.jsonl");
  const lines = HOSTILE.map((hostile) =>
    JSON.stringify({ id: hostile, title: hostile, text: `${hostile} Russian President ${hostile} Vladimir Putin met ${hostile} on Monday.` }));
  await writeFile(path, lines.join("\n"));
  const own = await report(path);
  try {
    const { page, context, complaints, requests } = await open(browser, own.address);
    assert.equal(await page.locator("article").count(), HOSTILE.length);
    for (const mark of await page.locator("article .text mark[data-at]").all()) {
      await mark.click();
      await page.locator(".details h3").waitFor();
      await page.keyboard.press("Escape");
    }
    assert.equal(await page.locator(":is(img, iframe, svg[onload], body script, [onerror])").count(), 0);
    assert.deepEqual(complaints, []);
    assert.deepEqual(requests.map((url) => url.split("#")[0]), [own.address]);
    await context.close();
  } finally {
    await own.remove();
    await rm(folder, { recursive: true });
  }
});

for (const colorScheme of ["light", "dark"]) {
  onReport(`all text of the report stands out (${colorScheme})`, { colorScheme }, async (page) => {
    await page.locator(".text mark.event").first().click();
    assert.deepEqual(await lowContrasts(page, 4.5), []);
  });
}

onReport("the report is not scrolled sideways in a narrow window", { viewport: { width: 400, height: 800 } }, async (page) => {
  await page.locator(".text mark.person").first().click();
  assert.ok((await overflow(page)) <= 0);
});
