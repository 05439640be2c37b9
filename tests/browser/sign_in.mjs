// Signing in, for every browser test: one click, as one of the example's people, or with the six
// digits of an authenticator app.
import { createHmac } from "node:crypto";

export async function signIn(page, base, email) {
    await page.goto(`${base}/account/sign-in`);
    await Promise.all([page.waitForNavigation(), page.locator(`button[name=email][value="${email}"]`).click()]);
}

export async function signOut(page) {
    await Promise.all([page.waitForNavigation(), page.locator(".pont-header__out button").click()]);
}

export function totp(key, moment) {
    let bits = "";
    for (const c of key.replace(/\s/g, "")) bits += "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(c).toString(2).padStart(5, "0");
    const bytes = Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2)));
    const count = Buffer.alloc(8);
    count.writeBigUInt64BE(BigInt(Math.floor(moment / 30000)));
    const mac = createHmac("sha1", bytes).update(count).digest();
    const at = mac[19] & 15;
    return String((mac.readUInt32BE(at) & 0x7fffffff) % 1000000).padStart(6, "0");
}
