import type { HomeStatus } from '../../api-types.ts';
import { SiteLink } from '../../parts/site-link.tsx';
import { useHomeLink } from '../../state/chosen-home.ts';
import { useSpeech } from '../../state/language.tsx';

/** The figures behind the condition. */
export function HomeFacts({ home, isLooking }: { home: HomeStatus; isLooking: boolean }) {
  const { words, ago, day, moment } = useSpeech();
  const { facts } = words.home;
  const linkTo = useHomeLink();
  const { lastOutcome, devices, reporting } = home;
  const { heardAt } = reporting;
  return (
    <dl class="facts">
      <div>
        <dt>{facts.devices}</dt>
        <dd>
          {devices === null ? (
            <span>{isLooking ? facts.looking : facts.devicesUnknown}</span>
          ) : (
            <a href={linkTo('/devices')}>{facts.deviceCount(devices.count)}</a>
          )}
          {devices !== null && devices.heldBack.length > 0 && (
            <span class="soft"> · {facts.heldBack(devices.heldBack.length)}</span>
          )}
        </dd>
      </div>
      {lastOutcome !== null && (
        <div>
          <dt>{facts.lastAnswer}</dt>
          <dd>
            <time dateTime={lastOutcome.at} title={moment(lastOutcome.at)}>
              {ago(lastOutcome.at)}
            </time>
          </dd>
        </div>
      )}
      <div>
        <dt>{facts.reports}</dt>
        <dd>
          <a href={linkTo('/reports')}>
            {heardAt === null
              ? facts.neverHeard
              : reporting.away
                ? facts.away(ago(heardAt))
                : facts.heard(ago(heardAt))}
          </a>
        </dd>
      </div>
      <div>
        <dt>{facts.version}</dt>
        <dd>{home.homeAssistantVersion}</dd>
      </div>
      <div>
        <dt>{facts.address}</dt>
        <dd>
          <SiteLink url={home.url} />
        </dd>
      </div>
      <div>
        <dt>{facts.connectedOn}</dt>
        <dd>
          <time dateTime={home.connectedAt}>{day(home.connectedAt)}</time>
        </dd>
      </div>
    </dl>
  );
}
