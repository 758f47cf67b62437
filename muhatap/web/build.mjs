// Builds what the browser loads: two scripts, one style sheet, the fonts and a sprite of the icons in use.
// File names carry a hash, so they may be cached for ever; `manifest.json` tells the template tag `{% asset %}` the names.
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const web = dirname(fileURLToPath(import.meta.url));
const root = join(web, "..", "..");
const built = join(web, "static", "built");
const icons = join(root, "node_modules", "lucide-static", "icons");
// What is printed carries its letters with it: whole and still, as browsers' woff2 is not.
const printed = join(root, "node_modules", "@expo-google-fonts", "inter");
const fonts = { "print-regular.ttf": "400Regular/Inter_400Regular.ttf", "print-semibold.ttf": "600SemiBold/Inter_600SemiBold.ttf", "print-OFL.txt": "LICENSE_FONT" };

const keptFor = 7 * 24 * 3600 * 1000;

const options = {
  entryPoints: { desk: join(web, "ts/desk.ts"), style: join(web, "css/style.css") },
  outdir: built,
  bundle: true,
  splitting: true,
  format: "esm",
  target: "es2022",
  minify: true,
  sourcemap: false,
  metafile: true,
  entryNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  loader: { ".woff2": "file" },
  legalComments: "none",
};

async function build() {
  await mkdir(built, { recursive: true });
  const result = await esbuild.build(options);
  const names = { "icons.svg": await sprite(), "service-worker.js": await worker(), ...(await letters()) };
  for (const [output, { entryPoint }] of Object.entries(result.metafile.outputs)) {
    const name = { "desk.ts": "desk.js", "style.css": "style.css" }[basename(entryPoint ?? "")];
    if (name) names[name] = basename(output);
  }
  await writeFile(join(built, ".manifest"), JSON.stringify(names, null, 2) + "\n");
  await rename(join(built, ".manifest"), join(built, "manifest.json"));
  await forget([...Object.keys(result.metafile.outputs).map((output) => basename(output)), ...Object.values(names)]);
}

/** The script beside the pages is one file of its own: browsers read no modules there yet. */
async function worker() {
  const { metafile } = await esbuild.build({ ...options, entryPoints: [join(web, "worker/service-worker.ts")], splitting: false, format: "iife" });
  return basename(Object.keys(metafile.outputs)[0]);
}

/** Puts the fonts of printed pages beside the rest, with their licence. */
async function letters() {
  const names = {};
  for (const [name, source] of Object.entries(fonts)) {
    const bytes = await readFile(join(printed, source));
    const [stem, ending] = name.split(".");
    names[name] = `${stem}-${createHash("sha256").update(bytes).digest("hex").slice(0, 8)}.${ending}`;
    await writeFile(join(built, names[name]), bytes);
  }
  return names;
}

/** Removes what no build of the last week made. A desk that runs while it is built anew still hands out the former files. */
async function forget(fresh) {
  const now = Date.now();
  for (const name of await readdir(built)) {
    const file = join(built, name);
    if (fresh.includes(name)) await utimes(file, now / 1000, now / 1000);
    else if (name !== "manifest.json" && now - (await stat(file)).mtimeMs > keptFor) await rm(file, { force: true });
  }
}

/** Collects `{% icon "name" %}` from templates `icon_name="name"` and, from Python, `icon="name"`, and draws each once. */
async function sprite() {
  const used = new Set();
  for (const file of await filesBelow(join(root, "muhatap"), /\.(html|py)$/)) {
    for (const [, name] of (await readFile(file, "utf8")).matchAll(/\bicon(?:_name)?[ =(]"([a-z0-9-]+)"/g)) used.add(name);
  }
  const symbols = [];
  for (const name of [...used].sort()) {
    const drawing = await readFile(join(icons, `${name}.svg`), "utf8").catch(() => {
      throw new Error(`The icon "${name}" is not in lucide-static. Look for another name at node_modules/lucide-static/icons.`);
    });
    const inner = drawing.replace(/^[\s\S]*?<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "").replace(/\s*\n\s*/g, "");
    symbols.push(
      `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">${inner}</symbol>`,
    );
  }
  const svg = `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`;
  const name = `icons-${createHash("sha256").update(svg).digest("hex").slice(0, 8)}.svg`;
  await writeFile(join(built, name), svg);
  return name;
}

async function filesBelow(folder, pattern) {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile() && pattern.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

const started = Date.now();
await build();
console.log(`Assets built in ${Date.now() - started} ms.`);

if (process.argv.includes("--watch")) {
  const { watch } = await import("node:fs");
  let timer;
  for (const folder of ["css", "ts"]) {
    watch(join(web, folder), { recursive: true }, () => {
      clearTimeout(timer);
      timer = setTimeout(() => build().then(() => console.log("Built again."), (fault) => console.error(fault.message)), 50);
    });
  }
}
