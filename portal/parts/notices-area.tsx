import { useEffect, useRef } from 'preact/hooks';
import { useLocation } from 'preact-iso/router';
import { useWords } from '../state/language.tsx';
import { useNotices } from '../state/notices.tsx';
import { focusHeading } from './page.tsx';

/** Where messages appear; they are read out as they do. */
export function NoticesArea() {
  const { current, clear } = useNotices();
  const { frame } = useWords();
  const { path } = useLocation();
  const area = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (current !== undefined) area.current?.scrollIntoView({ block: 'nearest' });
  }, [current]);
  const dismiss = () => {
    clear();
    focusHeading();
  };
  return (
    <div class="notices" role="status" ref={area}>
      {current !== undefined && current.path === path && (
        <div class={`notice ${current.kind}`}>
          <div>
            <strong>{current.title}</strong>
            {current.texts.map((text) => (
              <p key={text}>{text}</p>
            ))}
          </div>
          <button type="button" class="dismiss" onClick={dismiss}>
            {frame.dismiss}
          </button>
        </div>
      )}
    </div>
  );
}
