/** The development mailbox as a plain page that loads itself anew; no script, so the strict CSP holds. */
export function mailboxPage(messages: { at: string; phone: string; text: string }[]): string {
  const rows = messages
    .map(
      ({ at, phone, text }) =>
        `<tr><td>${escapeHtml(at.slice(11, 19))}</td><td>${escapeHtml(phone)}</td><td>${escapeHtml(text)}</td></tr>`,
    )
    .join('');
  return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta http-equiv="refresh" content="3">
<meta name="viewport" content="width=device-width"><title>演示收件箱 Mailbox</title></head><body>
<h1>演示收件箱 / development mailbox</h1><p>只在演示城市存在；每 3 秒刷新。 / Exists in the demonstration only; reloads every 3 s.</p>
<table border="1" cellpadding="8"><thead><tr><th>UTC</th><th>手机 / phone</th><th>短信 / text</th></tr></thead><tbody>${rows}</tbody></table>
</body></html>`;
}

const escapeHtml = (text: string) =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
