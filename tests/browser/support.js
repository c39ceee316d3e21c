// What the tests share: the program, the browser, and how to measure contrast.

import { execFileSync, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath, pathToFileURL } from "node:url";

import { chromium } from "playwright-core";

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../..");
export const BINARY = process.env.ATTACHE_BINARY ?? join(ROOT, "target/debug/attache");

/** What must be shown as it is: each would open a dialog if it were run. */
export const HOSTILE = [
  "<script>alert(1)</script>",
  '"><img src=x onerror=alert(1)>',
  "'><svg onload=alert(1)></svg>",
  "</template><script>alert(1)</script>",
  "</div></article></main><img src=x onerror=alert(1)>",
  "</style></title><script>alert(1)</script>",
  "<!-- --><script>alert(1)</script>",
  "]]><iframe srcdoc='<script>alert(1)</script>'></iframe>",
  "<a href=javascript:alert(1)>x</a>",
  "\u202E<script>alert(1)</script>\u202C",
  "&lt;img src=x onerror=alert(1)&gt;",
];

const BROWSERS = ["chromium", "chromium-browser", "google-chrome"].map((name) => `/usr/bin/${name}`);
const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export function openBrowser() {
  const executablePath = process.env.CHROMIUM || BROWSERS.find(existsSync);
  return chromium.launch({ executablePath, args: ARGUMENTS });
}

/** Starts `attache serve`; tells where it is and how to end it. */
export async function serve(...more) {
  const program = spawn(BINARY, ["serve", "--port", "0", ...more], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise((resolve) => program.once("exit", resolve));
  const lines = createInterface({ input: program.stdout });
  const address = await new Promise((resolve, reject) => {
    lines.once("line", resolve);
    program.once("error", reject);
    program.once("exit", (code) => reject(new Error(`attache serve ended with ${code}`)));
  });
  return {
    address,
    async end() {
      program.kill("SIGTERM");
      await ended;
    },
  };
}

/** The report of some files, as the address of a file, and how to remove it. */
export async function report(...files) {
  const folder = await mkdtemp(join(tmpdir(), "attache-report-"));
  const path = join(folder, "report.html");
  execFileSync(BINARY, ["extract", "--format", "html", "-o", path, ...files], { cwd: ROOT, stdio: "pipe" });
  return { address: pathToFileURL(path).href, remove: () => rm(folder, { recursive: true }) };
}

/** Opens a page and notes what goes wrong on it, and what it asks for. */
export async function open(browser, address, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  const complaints = [];
  const requests = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("dialog", (dialog) => {
    complaints.push(`a dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  page.on("request", (request) => requests.push(request.url()));
  await page.goto(address);
  return { page, context, complaints, requests };
}

/** How far the page is wider than the window, in pixels. */
export const overflow = (page) => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);

/** The pairs of text and ground that can be told apart too badly: words, colours, and their contrast. */
export function lowContrasts(page, least) {
  return page.evaluate((least) => {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 1;
    const brush = canvas.getContext("2d", { willReadFrequently: true });
    // The browser itself turns any notation of a colour into numbers, laid on the colours below.
    const flat = (colours) => {
      brush.clearRect(0, 0, 1, 1);
      for (const colour of colours) {
        brush.fillStyle = colour;
        brush.fillRect(0, 0, 1, 1);
      }
      return [...brush.getImageData(0, 0, 1, 1).data].slice(0, 3);
    };
    const luminance = (colour) => {
      const [red, green, blue] = colour.map((part) => {
        const value = part / 255;
        return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const grounds = (element) => {
      const colours = [];
      for (let one = element; one; one = one.parentElement) colours.unshift(getComputedStyle(one).backgroundColor);
      return ["white", ...colours];
    };
    const isShown = (element) =>
      element.checkVisibility() && !element.closest("[aria-hidden=true]:not(svg, .axis, .gutter), .unseen, option, datalist");
    const low = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.parentElement;
      if (!node.data.trim() || !isShown(element)) continue;
      const style = getComputedStyle(element);
      const below = grounds(element);
      const colour = element instanceof SVGElement ? style.fill : style.color;
      const [text, ground] = [flat([...below, colour]), flat(below)];
      const [more, less] = [luminance(text), luminance(ground)].sort((one, other) => other - one);
      const contrast = (more + 0.05) / (less + 0.05);
      if (contrast < least) low.push({ words: node.data.trim().slice(0, 30), class: element.className, text, ground, contrast });
    }
    return low;
  }, least);
}
