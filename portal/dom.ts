type Attribute = string | boolean | undefined | ((event: Event) => void);
export type Child = Node | string | undefined | false;

/**
 * Makes an element. Text is only ever text: nothing here, or anywhere in this page, turns a string into markup.
 * @param attributes a function is a listener for the event that the name says (`click`); `true` is an attribute
 *   without a value, `false` and undefined are left out
 */
export function el<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, Attribute>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name, value);
    else if (typeof value === 'string') element.setAttribute(name, value);
    else if (value === true) element.setAttribute(name, '');
  }
  element.append(...children.filter((child) => child !== undefined && child !== false));
  return element;
}

/** A link to another site, in a tab of its own; plain text when the address is not one of the web. */
export function siteLink(url: string): Node {
  const text = url.replace(/^https:\/\//, '');
  if (!/^https?:\/\//.test(url)) return document.createTextNode(text);
  return el('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, text);
}

/** Shows that a button's work is under way. The button keeps the focus; clicks meanwhile give undefined. */
export async function whileBusy<T>(button: HTMLButtonElement, text: string, work: () => Promise<T>) {
  if (button.ariaBusy === 'true') return undefined;
  const before = button.textContent;
  button.ariaBusy = 'true';
  button.textContent = text;
  try {
    return await work();
  } finally {
    button.ariaBusy = null;
    button.textContent = before;
  }
}
