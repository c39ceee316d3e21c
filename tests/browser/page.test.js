// The page of `attache serve`, as a reader meets it.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { HOSTILE, ROOT, lowContrasts, open, openBrowser, overflow, serve } from "./support.js";

const RULE = `[[rule]]
id = "my-rule"
emits = "thing"
pattern = 'power grid {x:/n.*/}'
record = { what = "{x}" }
yes = ["[power grid networks]"]
`;

let program;
let browser;
before(async () => {
  [program, browser] = await Promise.all([serve(), openBrowser()]);
});
after(async () => {
  await browser?.close();
  await program?.end();
});

/** A test on a page of its own, on which nothing may go wrong. */
function onPage(name, options, act) {
  test(name, async () => {
    const opened = await open(browser, program.address, options);
    try {
      await opened.page.waitForSelector("article .text mark");
      await act(opened.page, opened);
      assert.deepEqual(opened.complaints, []);
      const elsewhere = opened.requests.filter((url) => !url.startsWith(program.address) && !/^(data|blob):/.test(url));
      assert.deepEqual(elsewhere, []);
    } finally {
      await opened.context.close();
    }
  });
}

const mark = (page, kind, words) => page.locator(`.text mark.${kind}`, { hasText: words }).first();

/** Waits until the result is of the text that is asked for now. */
async function read(page) {
  const answer = page.waitForResponse((response) => response.url().endsWith("/api/view"));
  await page.keyboard.press("Control+Enter");
  await answer;
  await page.locator('#result[aria-busy="false"]').waitFor();
}

onPage("the details say what each capture of a rule took", {}, async (page) => {
  await mark(page, "person", "Arkady Dvorkovich").click();
  const matched = page.locator(".details .matched");
  await matched.waitFor();
  const words = await matched.textContent();
  assert.match(words, /country-title-name/);
  assert.match(words, /Deputy Prime Minister\{title:title\}/);
});

onPage("a rule is traced in the text: where it fires, and why it does not", {}, async (page) => {
  await page.click("#tab-rules");
  await page.fill("#rule", "country-title-name");
  await page.click("#trace-rule");
  await page.locator("#trace .is-good").first().waitFor();
  await page.click("#tab-text");
  await page.fill("#text", "The Russian Deputy Prime Minister refused.");
  await page.click("#tab-rules");
  await page.locator("#trace .way", { hasText: "refused" }).first().waitFor();
  assert.match(await page.textContent("#trace"), /refused\s*wanted .*\{name:person\}/);
  await page.fill("#rule", "no-such-rule");
  await page.click("#trace-rule");
  await page.locator("#trace .why", { hasText: "there is no rule" }).waitFor();
});

onPage("a sample is there at once, and another can be chosen", {}, async (page) => {
  assert.equal(await page.inputValue("#sample"), "article.txt");
  assert.equal(await page.inputValue("#published"), "2015-11-16");
  await mark(page, "person", "Arkady Dvorkovich").waitFor();
  await page.selectOption("#sample", "interview.txt");
  await mark(page, "person", "Ingrid Hallström").waitFor();
  assert.equal(await page.inputValue("#published"), "2019-06-20");
});

onPage("a text that is pasted is read", {}, async (page) => {
  await page.fill("#text", "German Chancellor Angela Merkel met him on Monday.");
  await page.fill("#published", "2015-11-16");
  await mark(page, "person", "Angela Merkel").waitFor();
  assert.equal(await page.inputValue("#sample"), "");
  assert.match(await page.textContent("#status"), /1 official, /);
  await page.locator(".timeline .when", { hasText: "2015-11-16" }).waitFor();
  await page.selectOption("#direction", "future");
  await page.locator(".timeline .when", { hasText: "2015-11-" }).waitFor();
});

onPage("a file that is opened is read", {}, async (page) => {
  const buffer = Buffer.from("French President Emmanuel Macron spoke.");
  await page.setInputFiles("#file", { name: "paris.txt", mimeType: "text/plain", buffer });
  await mark(page, "person", "Emmanuel Macron").waitFor();
  assert.equal(await page.textContent("article h2"), "paris.txt");
});

onPage("a mention tells its rule and its evidence", {}, async (page) => {
  await mark(page, "person", "Arkady Dvorkovich").click();
  const details = page.locator(".details");
  await details.locator("h3", { hasText: "Arkady Dvorkovich" }).waitFor();
  assert.match(await details.textContent(), /given-family/);
  const proof = details.locator("blockquote", { hasText: "Russian Deputy Prime Minister Arkady Dvorkovich" });
  assert.match(await proof.textContent(), /country-title-name/);
  assert.equal(await details.locator(".place").textContent(), "1 of 5");
  await details.getByLabel("Next mention of this").click();
  assert.equal(await details.locator(".place").textContent(), "2 of 5");
  assert.match(await page.textContent('[role="status"].unseen'), /Dvorkovich: person: Arkady Dvorkovich/);
  await page.keyboard.press("Escape");
  assert.equal(await details.count(), 0);
});

onPage("lines lead from the short mentions in view to the first", {}, async (page) => {
  const lines = (count) => page.waitForFunction((count) => document.querySelectorAll("svg.links path").length === count, count);
  await mark(page, "person", "Arkady Dvorkovich").focus();
  await lines(1);
  await page.setViewportSize({ width: 1280, height: 2000 });
  await lines(3);
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.locator(".pane.output").evaluate((pane) => pane.scrollTo(0, 560));
  await lines(2);
  await page.uncheck('.legend input[data-kind="person"]');
  await mark(page, "person", "Arkady Dvorkovich").hover();
  assert.equal(await page.locator("svg.links .person path").count(), 0);
});

onPage("a kind is switched off and on", {}, async (page) => {
  const ground = () => mark(page, "country", "China").evaluate((one) => getComputedStyle(one).backgroundColor);
  const coloured = await ground();
  await page.uncheck('.legend input[data-kind="country"]');
  assert.equal(await ground(), "rgba(0, 0, 0, 0)");
  await page.fill("#text", "Talks in China.");
  await read(page);
  assert.equal(await ground(), "rgba(0, 0, 0, 0)", "it stays off for the next text");
  await page.check('.legend input[data-kind="country"]');
  assert.equal(await ground(), coloured);
});

onPage("the timeline and the tables lead to mentions", {}, async (page) => {
  assert.match(await page.textContent(".timeline"), /2015-10\s*last month/);
  assert.match(await page.textContent(".timeline"), /left out: 3/);
  await page.locator(".timeline a.date", { hasText: "October" }).click();
  await page.locator(".details h3", { hasText: "2015-10" }).waitFor();
  await page.locator("tr a", { hasText: "Zhang Gaoli" }).first().click();
  await page.locator(".details h3", { hasText: "Zhang Gaoli" }).waitFor();
});

onPage("a mistake in a rule is marked where it is, and mended", {}, async (page) => {
  await page.click("#tab-rules");
  await page.fill("#rules", RULE.replace("power grid", "{contry} grid"));
  const mistake = page.locator(".marks .mistake");
  await mistake.waitFor();
  assert.equal(await mistake.textContent(), "contry");
  const before = await page.evaluate(() => {
    const range = document.createRange();
    range.setStart(document.querySelector(".marks"), 0);
    range.setEndBefore(document.querySelector(".marks .mistake"));
    return range.toString();
  });
  assert.equal(before.split("\n").length, 4);
  assert.equal(before.split("\n").at(-1), "pattern = '{");
  assert.equal(await page.textContent(".gutter b"), "4");
  const told = page.locator("#mistakes li");
  assert.match(await told.textContent(), /4:13.*P301.*contry.*did you mean `country`/s);
  await told.getByLabel("Go to line 4, column 13").click();
  const caret = await page.evaluate(() => document.activeElement.selectionStart);
  assert.equal(caret, before.length);

  await page.fill("#rules", RULE);
  await mark(page, "record", "power grid networks").waitFor();
  assert.equal(await mistake.count(), 0);
  assert.match(await page.textContent("#examples"), /1 pass, 0 fail/);
  assert.match(await page.textContent("#examples li.passes"), /my-rule yes \[power grid networks\]/);
  await mark(page, "record", "power grid networks").click();
  assert.match(await page.textContent(".details"), /what\s*networks/);
});

onPage("an example that fails is shown failing", {}, async (page) => {
  await page.click("#tab-rules");
  await page.fill("#rules", `${RULE}no = ["power grid now"]\n`);
  const failing = page.locator("#examples li.fails");
  await failing.waitFor();
  assert.match(await failing.textContent(), /fails.*my-rule no.*power grid now.*must not/s);
  assert.match(await page.textContent("#verdict"), /1 failing/);
});

onPage("a rule that is begun works, and its examples lead to their lines", {}, async (page) => {
  await page.click("#tab-rules");
  await page.click("#template");
  await page.locator("#examples", { hasText: "2 pass, 0 fail" }).waitFor();
  await page.locator("#examples").getByLabel("Go to line 7").click();
  const line = await page.evaluate(() => {
    const box = document.activeElement;
    return box.value.slice(0, box.selectionStart).split("\n").length;
  });
  assert.equal(line, 7);
  await page.reload();
  await page.locator("#examples li.passes").first().waitFor({ state: "attached" });
});

onPage("a rule of the pack is shown and copied into the editor", {}, async (page) => {
  await page.click("#tab-rules");
  await page.fill("#rule", "country-title-name");
  await page.locator("#rule-source", { hasText: 'id = "country-title-name"' }).waitFor();
  await page.click("#copy-rule");
  assert.match(await page.inputValue("#rules"), /^\[\[rule\]\]\nid = "country-title-name"/);
});

onPage("what was found is copied and saved as JSON", { permissions: ["clipboard-read", "clipboard-write"] }, async (page) => {
  await page.click("#copy");
  await page.locator("#copy", { hasText: "Copied" }).waitFor();
  const copied = JSON.parse(await page.evaluate(() => navigator.clipboard.readText()));
  assert.equal(copied.officials[0].name, "Arkady Dvorkovich");
  assert.equal(copied.document.offset_unit, "char");
  const [file] = await Promise.all([page.waitForEvent("download"), page.click("#download")]);
  assert.equal(file.suggestedFilename(), "article.json");
  assert.deepEqual(JSON.parse(await readFile(await file.path(), "utf8")), copied);
});

onPage("everything can be done with keys alone", {}, async (page) => {
  await page.keyboard.press("t");
  await page.keyboard.press("Control+a");
  await page.keyboard.type("German Chancellor Angela Merkel spoke. Merkel left.");
  await read(page);
  await page.keyboard.press("Escape");
  const focused = () => page.evaluate(() => document.activeElement.textContent);
  assert.equal(await focused(), "German");
  await page.keyboard.press("ArrowRight");
  assert.equal(await focused(), "Chancellor");
  await page.keyboard.press("n");
  assert.equal(await focused(), "Angela Merkel");
  await page.keyboard.press("Enter");
  await page.locator(".details h3", { hasText: "Angela Merkel" }).waitFor();
  await page.keyboard.press("n");
  assert.match(await page.textContent(".details"), /position/);
  await page.keyboard.press("Tab");
  assert.ok(await page.evaluate(() => document.querySelector(".details").contains(document.activeElement)));
  await page.keyboard.press("Escape");
  assert.ok(await page.evaluate(() => document.activeElement.matches(".text mark")));
  await page.keyboard.press("?");
  await page.locator("dialog[open]").waitFor();
  await page.keyboard.press("Escape");
  assert.equal(await page.locator("dialog[open]").count(), 0);
  await page.keyboard.press("r");
  assert.equal(await page.evaluate(() => document.activeElement.id), "rules");
});

onPage("markup in a text is shown and never run", {}, async (page) => {
  const text = "<script>alert(1)</script><img src=x onerror=alert(2)> German Chancellor <b>Angela Merkel</b> & \"x\" spoke.";
  await page.fill("#text", text);
  await read(page);
  assert.equal(await page.textContent("article .text"), text);
  assert.equal(await page.locator("#result :is(script, img, b)").count(), 0);
  await page.click("#tab-rules");
  await page.fill("#rules", `[[rule]]\nid = "<img src=x onerror=alert(3)>"\nemits = "<b>"\npattern = '{<i>x}'\n`);
  await page.locator("#mistakes li").first().waitFor();
  assert.equal(await page.locator("#mistakes :is(img, b, i), .marks :is(img, b, i)").count(), 0);
});

onPage("no markup in a text, its name or a rule's record is run", {}, async (page) => {
  const rule = `[[rule]]\nid = "own"\nemits = "own"\npattern = 'minister'\nrecord = { what = "<img src=x onerror=alert(4)>" }\n`;
  await page.click("#tab-rules");
  await page.fill("#rules", rule);
  await page.click("#tab-text");
  for (const hostile of HOSTILE) {
    const text = `The minister ${hostile} met Russian President ${hostile} Vladimir Putin on 16 ${hostile} November 2015.`;
    const buffer = Buffer.from(text);
    const answer = page.waitForResponse((response) => response.url().endsWith("/api/view"));
    await page.setInputFiles("#file", { name: `${hostile.replaceAll("/", "")}.txt`, mimeType: "text/plain", buffer });
    await answer;
    await read(page);
    assert.equal(await page.textContent("article .text"), text);
    assert.equal(await page.locator("#result :is(script, img, iframe, form, input, style, base, link, [onerror], [onload], [style])").count(), 0);
    await mark(page, "record", "minister").click();
    await page.locator(".details h3").waitFor();
    assert.equal(await page.locator(".details :is(script, img, iframe)").count(), 0);
    await page.keyboard.press("Escape");
  }
});

onPage("light and dark can be chosen, and are remembered", {}, async (page) => {
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await ground();
  const button = page.locator("button.theme");
  await button.click();
  await button.click();
  assert.equal(await button.textContent(), "Theme: dark");
  const dark = await ground();
  assert.notEqual(dark, light);
  await page.reload();
  await page.waitForSelector("article .text mark");
  assert.equal(await ground(), dark);
});

for (const colorScheme of ["light", "dark"]) {
  onPage(`all text stands out from its ground (${colorScheme})`, { colorScheme }, async (page) => {
    await mark(page, "organization", "commission").click();
    assert.deepEqual(await lowContrasts(page, 4.5), []);
    await page.click("#tab-rules");
    await page.fill("#rule", "country-title-name");
    await page.fill("#rules", `${RULE}no = ["power grid now"]\n`);
    await page.locator("#examples li.fails").waitFor();
    assert.deepEqual(await lowContrasts(page, 4.5), []);
    await page.fill("#rules", "[[rule]]\nid = 3\n");
    await page.locator("#mistakes li").first().waitFor();
    assert.deepEqual(await lowContrasts(page, 4.5), []);
    await page.click("#open-help");
    assert.deepEqual(await lowContrasts(page, 4.5), []);
  });
}

onPage("a narrow window is not scrolled sideways", { viewport: { width: 400, height: 800 } }, async (page) => {
  assert.ok((await overflow(page)) <= 0);
  await mark(page, "person", "Arkady Dvorkovich").click();
  assert.ok((await overflow(page)) <= 0);
  await page.click("#tab-rules");
  await page.fill("#rules", RULE.replace("networks", "networks ".repeat(40)));
  await page.locator("#examples li").first().waitFor();
  assert.ok((await overflow(page)) <= 0);
});

test("a pack that changes is read again, and its mistakes are told", async () => {
  const { mkdtemp, mkdir, rm, writeFile } = await import("node:fs/promises");
  const { tmpdir } = await import("node:os");
  const folder = await mkdtemp(join(tmpdir(), "attache-pack-"));
  await mkdir(join(folder, "rules"));
  const file = join(folder, "rules", "own.toml");
  await writeFile(file, RULE);
  const own = await serve("--overlay", folder, "--texts", join(ROOT, "fixtures"));
  try {
    const { page, context, complaints } = await open(browser, own.address);
    await mark(page, "record", "power grid networks").waitFor();
    await writeFile(file, RULE.replace("power grid", "{contry}"));
    await page.locator("#trouble", { hasText: "P301" }).waitFor();
    await writeFile(file, RULE.replace("power grid {x:/n.*/}", "nuclear {x:energy}").replace(/{x:energy}/, "{x:/e.*/}").replace("power grid networks", "nuclear energy"));
    await mark(page, "record", "nuclear energy").waitFor();
    await page.locator("#trouble").waitFor({ state: "hidden" });
    assert.ok((await page.locator("#sample option").allTextContents()).includes("obituary.txt"));
    assert.deepEqual(complaints, []);
    await context.close();
  } finally {
    await own.end();
    await rm(folder, { recursive: true });
  }
});
