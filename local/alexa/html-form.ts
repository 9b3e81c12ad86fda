/** A form of a page, as far as it takes to fill it in and send it. */
export type HtmlForm = {
  /** The form's address as written; empty means the page's own. */
  readonly action: string;
  readonly method: 'get' | 'post';
  /** Every named input with the value it comes with, hidden ones among them. */
  readonly fields: ReadonlyMap<string, string>;
};

/**
 * The forms of a page. It reads what a login page of plain HTML has (Cognito's classic pages and their stand-in);
 * a page that builds its form by script has none to read and needs a browser.
 */
export function readForms(html: string): readonly HtmlForm[] {
  const plain = html.replace(/<!--[\s\S]*?-->|<(script|style)\b[\s\S]*?<\/\1\s*>/gi, '');
  return [...plain.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form\s*>/gi)].map(([, head = '', body = '']) => {
    const form = readAttributes(head);
    const fields = new Map<string, string>();
    for (const [, tag = ''] of body.matchAll(/<input\b((?:"[^"]*"|'[^']*'|[^>"'])*)>/gi)) {
      const input = readAttributes(tag);
      const name = input.get('name');
      const type = input.get('type')?.toLowerCase() ?? 'text';
      if (name === undefined || ['submit', 'button', 'image', 'reset', 'file'].includes(type)) continue;
      // An unticked box is not sent.
      if ((type === 'checkbox' || type === 'radio') && !input.has('checked')) continue;
      fields.set(name, input.get('value') ?? (type === 'checkbox' ? 'on' : ''));
    }
    return {
      action: form.get('action') ?? '',
      method: form.get('method')?.toLowerCase() === 'post' ? 'post' : 'get',
      fields,
    };
  });
}

/** What a page says went wrong: the text of its first alert, or nothing. */
export function readAlert(html: string): string | undefined {
  const alert =
    /<(\w+)\b[^>]*(?:role=["']?alert|id=["']?loginErrorMessage|class=["'][^"']*error)[^>]*>([\s\S]*?)<\/\1\s*>/i;
  const text = alert.exec(html)?.[2]?.replace(/<[^>]*>/g, ' ');
  const plain = text === undefined ? '' : decodeEntities(text).replace(/\s+/g, ' ').trim();
  return plain === '' ? undefined : plain.slice(0, 200);
}

function readAttributes(tag: string): ReadonlyMap<string, string> {
  const attributes = new Map<string, string>();
  for (const match of tag.matchAll(/([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g)) {
    const [, name = '', double, single, bare] = match;
    // The first of two attributes with one name counts, as in a browser.
    if (!attributes.has(name.toLowerCase())) {
      attributes.set(name.toLowerCase(), decodeEntities(double ?? single ?? bare ?? ''));
    }
  }
  return attributes;
}

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
};

function decodeEntities(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]+));/gi, (whole, hex, decimal, name) => {
    if (name !== undefined) return entities[String(name).toLowerCase()] ?? whole;
    const code = hex === undefined ? Number.parseInt(decimal, 10) : Number.parseInt(hex, 16);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
