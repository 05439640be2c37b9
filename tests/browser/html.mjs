// Valid HTML, by html-validate, and what every page promises besides: its language, one title, one
// first heading, headings in order, and a purpose for fields about oneself.
import { check, require } from "./kit.mjs";

const { HtmlValidate, StaticConfigLoader } = require("html-validate");

const validator = new HtmlValidate(new StaticConfigLoader({
    extends: ["html-validate:standard"],
    rules: {
        // How the text is written, which no browser sees.
        "attribute-boolean-style": "off",
        "doctype-style": "off",
        "no-trailing-whitespace": "off",
        "void-style": "off",
        "attr-quotes": "off",
        "no-inline-style": "error",
        "long-title": "off",
        "require-sri": "off", // everything is our own
        "heading-level": ["error", { allowMultipleH1: false }],
    },
}));

export function checkHtml(text, lang, name) {
    // The Welsh page has the same markup, and the checker takes longer than the browser.
    if (lang === "en") checkValid(text, name);
    check(text.includes(`<html lang="${lang}"`), `${name} says its language`);
    check(/<title>[^<]+ – Pont<\/title>/.test(text), `${name} has a title`);
    check((text.match(/<h1[ >]/g) ?? []).length === 1, `${name} has one first heading`);
}

function checkValid(text, name) {
    const report = validator.validateStringSync(text);
    const said = report.results.flatMap((r) => r.messages)
        .filter((m) => m.severity === 2)
        .map((m) => `${m.ruleId}: ${m.message} at ${m.line}:${m.column}: ${text.split("\n")[m.line - 1]?.trim().slice(0, 140)}`);
    check(said.length === 0, `${name} is valid HTML`, [...new Set(said)].slice(0, 5).join("\n    "));
}
