import { useWords } from '../state/language.tsx';
import { useOnline } from '../state/network.ts';

/** Says that there is no network, as long as there is none. */
export function OfflineBar() {
  const isOnline = useOnline();
  const { offline } = useWords().frame;
  return (
    <div role="status">
      {!isOnline && (
        <p class="offline">
          <strong>{offline.title}.</strong> {offline.text}
        </p>
      )}
    </div>
  );
}
