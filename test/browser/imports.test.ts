import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import type { Test } from 'tap';
import { csvOf, readSheet, volunteerRow, workbookOf, xlsxType } from '../imports/files.ts';
import { inBrowser } from '../support/in-browser.ts';

inBrowser('a list is brought in, mended and taken out by clicking', async (t, { address, sit }) => {
  const desk = await sit('importing', 'desk', '13805000001');
  const { page } = desk;
  await page.goto(`${address}/#/administration/imports`);
  const template = await sheetFrom(page, 'template-xlsx');
  t.match(template[0]![0], '姓名');
  const rows = [volunteerRow(1), volunteerRow(2, { skills: '魔法' })];
  await check(page, '名单.csv', 'text/csv', csvOf('volunteers', rows));
  await figure(page, 'wouldBe', 1);
  await page.getByTestId('faults').getByText('没有“魔法”这一项').waitFor();
  t.same(await desk.inspect('import-checked'), [], 'accessible, fits the screen');
  await page.getByTestId('import-now').click();
  await figure(page, 'taken', 1);
  await mendAndSendAgain(t, page);

  await page.getByTestId('own-imports').locator('a').nth(1).click();
  await page.getByText('请重新选择该文件').waitFor();
  await page.goto(`${address}/#/administration/volunteers`);
  await page.getByTestId('search-text').fill(String(volunteerRow(2).phone));
  await page.getByTestId('search').click();
  await page
    .locator('[data-testid^="volunteer-1"], [data-testid^="volunteer-0"]')
    .first()
    .waitFor();
  const listed = await sheetFrom(page, 'export');
  t.equal(listed.length, 2, 'the headers, and who was found');
  t.ok(listed[1]!.includes('烹饪'), 'in words');
  await page.goto(`${address}/#/organisations`);
  t.match((await sheetFrom(page, 'export'))[0]![0], '组织名称');
  t.same(desk.faults(), [], 'nothing went wrong');
});

async function mendAndSendAgain(t: Test, page: Page): Promise<void> {
  const table = await sheetFrom(page, 'error-file');
  t.match(table[1]!.at(-1), '没有“魔法”');
  table[1]![table[0]!.findIndex((header) => header.startsWith('专业技能'))] = '烹饪';
  await page.getByTestId('another-file').click();
  await check(page, '改好.xlsx', xlsxType, await workbookOf([['志愿者', table]]));
  await figure(page, 'wouldBe', 1);
  await page.getByTestId('import-now').click();
  await figure(page, 'taken', 1);
}

async function check(page: Page, name: string, mimeType: string, buffer: Buffer): Promise<void> {
  await page.getByTestId('import-file').setInputFiles({ name, mimeType, buffer });
  await page.getByTestId('check-file').click();
}

const figure = (page: Page, name: string, count: number) =>
  page.getByTestId(`rows-${name}`).getByText(String(count), { exact: true }).waitFor();

/** The first sheet of the workbook that a button gives. */
async function sheetFrom(page: Page, button: string): Promise<string[][]> {
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByTestId(button).click(),
  ]);
  return readSheet(await readFile(await file.path()));
}
