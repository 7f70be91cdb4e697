// Bundles static/js/app.js, the editor and static/css/app.css into static/dist: minified, compressed,
// named by their content so that browsers may keep them for ever. manifest.json says which is the newest.
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build } from "esbuild";

const DIST = "static/dist";

const shared = {
  bundle: true,
  minify: true,
  metafile: true,
  target: "es2022",
  outdir: DIST,
  entryNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  loader: { ".svg": "file", ".woff2": "file" },
  legalComments: "none",
  logLevel: "warning",
};
const make = (options) => build({ ...shared, ...options }).catch(() => process.exit(1)); // esbuild has said why

const page = await make({ entryPoints: ["static/js/app.js", "static/css/app.css"], format: "iife" });
// Modules that a page imports when somebody edits a text, comments on one, plans an agenda, or is on a visit.
const editor = await make({ entryPoints: { editor: "static/js/editor/main.js", comments: "static/js/comments/main.js", agenda: "static/js/agenda/main.js", search: "static/js/search/main.js", today: "static/js/today/main.js", worker: "static/js/today/worker.js" }, format: "esm" });
const outputs = { ...page.metafile.outputs, ...editor.metafile.outputs };

const manifest = {};
const current = new Set(["manifest.json"]);
for (const [path, { entryPoint }] of Object.entries(outputs)) {
  const name = basename(path);
  const bytes = readFileSync(path);
  writeFileSync(`${path}.br`, brotliCompressSync(bytes));
  writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
  for (const suffix of ["", ".br", ".gz"]) current.add(name + suffix);
  if (entryPoint) manifest[name.replace(/-[A-Z0-9]{8}/, "")] = name;
}

// The manifest changes in one step, and old files go last: a running server never misses one.
writeFileSync(`${DIST}/manifest.json.new`, JSON.stringify(manifest, null, 2) + "\n");
renameSync(`${DIST}/manifest.json.new`, `${DIST}/manifest.json`);
for (const name of readdirSync(DIST)) {
  if (!current.has(name)) rmSync(`${DIST}/${name}`, { recursive: true });
}
