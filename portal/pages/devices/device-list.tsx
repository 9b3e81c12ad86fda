import { useState } from 'preact/hooks';
import type { HomeStatus } from '../../api-types.ts';
import type { KnownDevices } from '../../state/devices.ts';
import { useSpeech } from '../../state/language.tsx';
import { DeviceItem } from './device-item.tsx';
import { type DeviceRow, grouped, matching, type Only, onlyThose, type Place, rowsOf } from './rows.ts';
import { Sieve } from './sieve.tsx';

/** The devices of a home by kind; searchable, and each opens to be changed. */
export function DeviceList({ home, known }: { home: HomeStatus; known: KnownDevices }) {
  const speech = useSpeech();
  const { words, language } = speech;
  const [search, setSearch] = useState('');
  const [only, setOnly] = useState<Only>('all');
  const [kept, setKept] = useState<ReadonlyMap<string, Place>>(new Map());
  const devices = known.list?.devices ?? [];
  const rows = matching(onlyThose(rowsOf(devices, kept), only, kept), search, speech);
  const keep = ({ key, place }: DeviceRow) =>
    setKept((before) => (before.has(key) ? before : new Map(before).set(key, place)));
  return (
    <section class="card devices" aria-labelledby="devices-title">
      <h2 id="devices-title" class="unseen">
        {words.devices.list}
      </h2>
      <Sieve
        devices={devices}
        search={search}
        onSearch={setSearch}
        only={only}
        onOnly={(chosen) => {
          setKept(new Map());
          setOnly(chosen);
        }}
        found={rows.length}
      />
      {/* Another choice begins anew: with all closed, nothing is held in its place. */}
      <div key={only}>
        {grouped(rows, language).map(([kind, members]) => (
          <section key={kind} class="group" aria-labelledby={`kind-${kind}`}>
            <h3 id={`kind-${kind}`}>
              {words.devices.kinds[kind]} <span class="count">{members.length}</span>
            </h3>
            <ul>
              {members.map((row) => (
                <DeviceItem key={row.key} row={row} home={home} known={known} onOpen={() => keep(row)} />
              ))}
            </ul>
          </section>
        ))}
      </div>
    </section>
  );
}
