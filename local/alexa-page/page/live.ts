import { useEffect, useReducer, useState } from 'preact/hooks';
import type { PersonView, Snapshot, Update } from '../view.ts';

const KEPT_ENTRIES = 200;

const changePerson = (
  snapshot: Snapshot,
  id: string,
  change: (person: PersonView) => PersonView,
): Snapshot => ({
  ...snapshot,
  people: snapshot.people.map((person) => (person.id === id ? change(person) : person)),
});

type Effects = {
  [Type in Update['type']]: (now: Snapshot, update: Extract<Update, { type: Type }>) => Snapshot;
};

const effects: Effects = {
  snapshot: (_now, { snapshot }) => snapshot,
  person: (now, { id, change }) => changePerson(now, id, (person) => ({ ...person, ...change })),
  device: (now, { id, device }) =>
    changePerson(now, id, (person) => ({
      ...person,
      devices: person.devices.map((known) => (known.id === device.id ? device : known)),
    })),
  entry: (now, { id, entry }) =>
    changePerson(now, id, (person) => ({
      ...person,
      entries: [...person.entries, entry].slice(-KEPT_ENTRIES),
    })),
  faults: (now, { faults }) => ({ ...now, faults }),
};

function next(now: Snapshot | undefined, update: Update): Snapshot | undefined {
  if (update.type === 'snapshot') return update.snapshot;
  if (now === undefined) return undefined;
  const effect = effects[update.type] as (now: Snapshot, update: Update) => Snapshot;
  return effect(now, update);
}

/** What the server tells, as it tells it. `isCut` while it does not answer; the browser goes on trying. */
export function useLive(): { snapshot: Snapshot | undefined; isCut: boolean } {
  const [snapshot, update] = useReducer(next, undefined);
  const [isCut, setCut] = useState(false);
  useEffect(() => {
    const source = new EventSource('/api/feed');
    source.addEventListener('message', ({ data }) => {
      setCut(false);
      update(JSON.parse(String(data)) as Update);
    });
    source.addEventListener('error', () => setCut(true));
    return () => source.close();
  }, []);
  return { snapshot, isCut };
}
