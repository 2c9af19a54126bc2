// Renders Markdown with the reference implementation of CommonMark and fails
// where anything in it is markup that could do something. Called with the
// folder of npm packages and a folder of documents.
import { createRequire } from "node:module";
import { readdirSync, readFileSync } from "node:fs";

const [packages, folder] = process.argv.slice(2);
const { Parser } = createRequire(`${packages}/package.json`)("commonmark");
let count = 0;
for (const name of readdirSync(folder)) {
  const found = [];
  const walker = new Parser().parse(readFileSync(`${folder}/${name}`, "utf8")).walker();
  for (let step = walker.next(); step; step = walker.next()) {
    const { type, literal, destination } = step.node;
    // Our own empty comment ends a list.
    if (/^html/.test(type) && literal.trim() !== "<!-- -->") found.push(`HTML: ${literal}`);
    if (type === "image") found.push(`a picture: ${destination}`);
    if (type === "link" && !/^https?:/i.test(destination)) found.push(`a link to ${destination}`);
  }
  if (found.length) {
    console.error(`${name}: ${found.join("\n")}`);
    process.exitCode = 1;
  }
  count += 1;
}
console.log(`${count} documents are text`);
