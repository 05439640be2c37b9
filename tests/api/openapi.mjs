// Holds the OpenAPI document against the standard, and the interface against its document.
//
//     node tests/api/openapi.mjs BUILD      BUILD holds pont and fixture.db
//
// Every GET of the document that needs no input is asked as people of several roles; its answer must
// be one that the document allows. The last line printed is "PASSED FAILED".
import { execFileSync, spawn } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const root = resolve(import.meta.dirname ?? new URL(".", import.meta.url).pathname, "../..");
const build = resolve(process.argv[2] ?? "build");
const require = createRequire(join(root, "tools/npm/package.json"));
const validatorPath = require.resolve("@seriousme/openapi-schema-validator");
const { Validator } = await import(pathToFileURL(validatorPath));
const Ajv = createRequire(validatorPath)("ajv/dist/2020.js").default;
const pont = join(build, "pont");

let passed = 0;
let failed = 0;
function check(good, what, detail = "") {
    if (good) {
        passed++;
        return;
    }
    failed++;
    console.log(`FAILED ${what}${detail ? `\n    ${detail}` : ""}`);
}

const folder = mkdtempSync(join(tmpdir(), "pont-openapi-"));
const db = join(folder, "pont.db");
copyFileSync(join(build, "fixture.db"), db);
const run = (...words) => execFileSync(pont, [...words, "--db", db], { encoding: "utf8" });
run("projection", "build", "--collection", "wales-2026");

const document = JSON.parse(run("api", "openapi"));
const verdict = await new Validator().validate(structuredClone(document));
check(verdict.valid, "the document is OpenAPI 3.1", JSON.stringify(verdict.errors));

// A document that is wrong is told so: the check can fail.
const broken = structuredClone(document);
delete broken.info.title;
check(!(await new Validator().validate(broken)).valid, "a broken document is refused");

const ajv = new Ajv({ strict: false, validateFormats: false });
ajv.addSchema(document, "doc");
const schemas = new Map();
function fits(schema, value) {
    const key = JSON.stringify(schema);
    if (!schemas.has(key))
        schemas.set(key, ajv.compile(JSON.parse(key.replaceAll('"#/', '"doc#/'))));
    const holds = schemas.get(key);
    return holds(value) ? "" : JSON.stringify(holds.errors).slice(0, 300);
}
const follow = (node) => node.$ref
    ? node.$ref.slice(2).split("/").reduce((at, name) => at[name], document) : node;

const server = spawn(pont, ["serve", "--db", db, "--listen", "127.0.0.1:0",
    "--set", "api.requests_per_minute=0"], { stdio: ["ignore", "pipe", "inherit"] });
const url = await new Promise((found) => {
    let said = "";
    server.stdout.on("data", (data) => {
        said += data;
        const match = said.match(/http:\/\/[0-9.]+:\d+/);
        if (match)
            found(match[0]);
    });
});

async function ask(path, cookie, accept) {
    const answer = await fetch(url + path,
        { headers: { Accept: accept, ...(cookie ? { Cookie: cookie } : {}) } });
    return { status: answer.status, type: (answer.headers.get("content-type") ?? "").split(";")[0],
        text: await answer.text() };
}

function checkAnswer(operation, answer, what) {
    const described = operation.responses[answer.status];
    const response = described && follow(described);
    const content = response?.content?.[answer.type];
    check(content, `${what}: ${answer.status} ${answer.type} is in the document`);
    if (!content || answer.type.startsWith("text/"))
        return;
    const why = fits(content.schema, JSON.parse(answer.text));
    check(!why, `${what}: the answer fits its schema`, why);
}

const people = ["", "administrator.scw@example.org", "heiw-commissioner.heiw@example.org",
    "council-lead.powys@example.org"];
let answers = 0;
try {
    for (const email of people) {
        const said = email ? run("person", "session", email) : "";
        const cookie = said.match(/__Host-pont=[^\s;]+/)?.[0] ?? "";
        check(!email || cookie, `${email} has a session`);
        for (const [path, item] of Object.entries(document.paths)) {
            if (!item.get)
                continue;
            const needed = item.get.parameters.map(follow).some((p) => p.required);
            const what = `GET ${path} as ${email || "nobody"}`;
            const answer = await ask(path, cookie, "application/json");
            checkAnswer(item.get, answer, what);
            check(!needed || answer.status !== 200, `${what}: what is required is asked for`);
            answers += answer.status === 200;
            if (answer.status === 200)
                checkAnswer(item.get, await ask(`${path}?format=csv`, cookie, "*/*"),
                    `${what} as CSV`);
        }
    }
    check(answers > 20, "enough answers were held against the document", `${answers}`);
    const served = await ask("/api/openapi.json", "", "*/*");
    check(served.status === 200 && served.text === run("api", "openapi"),
        "what is served is what the command writes");
} finally {
    server.kill("SIGTERM");
    await new Promise((ended) => server.on("exit", ended));
    rmSync(folder, { recursive: true });
}
console.log(`${passed} ${failed}`);
process.exit(failed ? 1 : 0);
