import type { ComponentChildren } from 'preact';
import { useWords } from '../state/language.tsx';

/** A link to another site, in a tab of its own; plain text when the address is not one of the web. */
export function SiteLink({ url, children }: { url: string; children?: ComponentChildren }) {
  const { frame } = useWords();
  const text = children ?? url.replace(/^https:\/\//, '');
  if (!/^https?:\/\//.test(url)) return <>{text}</>;
  return (
    <a href={url} target="_blank" rel="noopener noreferrer">
      {text}
      <span class="unseen"> {frame.opensNewTab}</span>
    </a>
  );
}
