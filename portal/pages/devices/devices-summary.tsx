import type { DeviceList, HomeStatus } from '../../api-types.ts';
import { BusyButton } from '../../parts/busy-button.tsx';
import { useHomeLink } from '../../state/chosen-home.ts';
import { useSpeech } from '../../state/language.tsx';

/** How many devices Alexa is offered, since when that is known, and a fresh look. */
export function DevicesSummary(props: { home: HomeStatus; list: DeviceList; sync: () => Promise<unknown> }) {
  const { home, list, sync } = props;
  const { words, ago } = useSpeech();
  const { devices: own } = words;
  const linkTo = useHomeLink();
  const { at, complete, devices } = list;
  const [title, text] =
    at === null
      ? [own.unknown, own.unknownText]
      : complete
        ? [own.count(devices.filter(({ state }) => state === 'shown').length), own.seen(ago(at))]
        : [own.reading, own.readingText(devices.length)];
  return (
    <section class="card at-hand" aria-labelledby="count-title">
      <h2 id="count-title">{title}</h2>
      <p class="soft">{text}</p>
      {at !== null && complete && devices.length === 0 && <p class="remedy">{own.none}</p>}
      {home.paused ? (
        <div class="remedy">
          <h3>{own.paused.title}</h3>
          <p>{own.paused.text}</p>
          <a href={linkTo('/')}>{own.paused.resume}</a>
        </div>
      ) : (
        <>
          <BusyButton run={sync} busyText={own.syncBusy}>
            {own.sync}
          </BusyButton>
          <p class="hint">{own.syncHint}</p>
        </>
      )}
    </section>
  );
}
