import type { Page } from '@playwright/test'
import { expect, test } from 'repro-proxy/playwright'

async function signIn(page: Page) {
  await page.goto('/login')
  await page.getByLabel('User name').fill('alice')
  await page.getByLabel('Password').fill('pw')
  await page.getByRole('button', { name: 'Sign in' }).click()
}

// What production has, and what it may become.
for (const scenario of ['nginx-recommended', 'caddy-reverse-proxy', 'haproxy-sticky']) {
  test.describe(() => {
    test.use({ scenario })

    test(`a login survives ${scenario}`, async ({ page, front }) => {
      await signIn(page)
      await expect(page).toHaveURL('https://shop.example.com/')
      await expect(page.getByText('Signed in as alice')).toBeVisible()
      await page.reload()
      await expect(page.getByText('Signed in as alice')).toBeVisible()
      // Requests of the runner itself go the same way, with the page's cookies.
      expect(await (await page.request.get('/api/me')).json()).toEqual({ user: 'alice' })
      await expect(front).toSurvive()
      await expect(front).toKeepCookie('connect.sid')
    })
  })
}

test.describe('a front that forgets to say https', () => {
  test.use({ scenario: 'nginx-missing-proto' })

  test('loses the session: express-session sets no Secure cookie', async ({ page, front }) => {
    await signIn(page)
    await expect(front).not.toSurvive()
    expect(front.findings.map(({ id }) => id)).toContain('xfp-missing')
  })
})
