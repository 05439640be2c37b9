// Signing in, for every browser test: one click, as one of the example's people.

export async function signIn(page, base, email) {
    await page.goto(`${base}/account/sign-in`);
    await Promise.all([page.waitForNavigation(), page.locator(`button[name=email][value="${email}"]`).click()]);
}

export async function signOut(page) {
    await Promise.all([page.waitForNavigation(), page.locator(".pont-header__out button").click()]);
}
