import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createDeadline } from '../../lib/deadline.ts';
import { SealBroken } from '../../lib/outcomes/service.ts';
import {
  type Binding,
  openEnvelope,
  type Purpose,
  parseSealed,
  type Sealed,
  sealEnvelope,
} from '../../lib/vault/envelope.ts';
import { Secret } from '../../lib/vault/secret.ts';
import { createVault } from '../../lib/vault/vault.ts';
import { outcomeOf, tally } from '../harness/outcome-of.ts';
import { type Store, startStore } from '../harness/store.ts';

let store: Store;

beforeAll(async () => {
  store = await startStore();
});
afterEach(() => {
  store.kms.setFault(undefined);
  store.kmsProxy.setFault(undefined);
});
afterAll(() => store.close());

const soon = () => createDeadline(10_000);
const coldVault = () => createVault({ dataKeys: store.dataKeys });

const kitchen: Binding = { pk: 'HOME#kitchen', sk: 'CONNECTION', purpose: 'connection' };
const cellar: Binding = { pk: 'HOME#cellar', sk: 'CONNECTION', purpose: 'connection' };

/** A vault, and the same vault after it has opened everything that it will be asked about in its right place. */
async function vaults(...known: readonly (readonly [Sealed, Binding])[]) {
  const warm = coldVault();
  for (const [sealed, binding] of known) await warm.unseal(sealed, binding, soon());
  return [
    ['cold', coldVault()],
    ['warm', warm],
  ] as const;
}

const purposes = fc.constantFrom<Purpose>('connection', 'grant', 'link', 'messaging');
/** Keys of any characters; the separator of KMS's context among them more often than chance would have it. */
const keyPart = fc.oneof(
  fc.string({ minLength: 1, unit: 'binary' }),
  fc.string({ minLength: 1, maxLength: 6, unit: fc.constantFrom('|', '%', '7', 'C', '#', 'a') }),
);
const bindings: fc.Arbitrary<Binding> = fc.record({ pk: keyPart, sk: keyPart, purpose: purposes });
const texts = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme', maxLength: 2_000 }));

describe('what is sealed', () => {
  test('comes back, whatever it says and wherever it belongs', async () => {
    const vault = coldVault();
    const roundtrip = fc.asyncProperty(
      texts.filter((text) => text !== ''),
      bindings,
      async (text, binding) => {
        const sealed = await vault.seal(new Secret(text), binding, soon());
        expect((await vault.unseal(sealed, binding, soon())).reveal()).toBe(text);
        const reread = await coldVault().unseal(parseSealed(sealed, binding.purpose), binding, soon());
        expect(reread.reveal()).toBe(text);
      },
    );
    await fc.assert(roundtrip, { numRuns: 50 });
  });

  test('opens nowhere else, whatever the two places are called', async () => {
    const vault = coldVault();
    const elsewhere = fc.asyncProperty(bindings, bindings, async (here, there) => {
      fc.pre(here.pk !== there.pk || here.sk !== there.sk || here.purpose !== there.purpose);
      const sealed = await vault.seal(new Secret('value'), here, soon());
      await vault.unseal(sealed, here, soon());
      expect(await outcomeOf(vault.unseal(sealed, there, soon()))).toBe('seal_broken');
    });
    await fc.assert(elsewhere, {
      numRuns: 50,
      examples: [
        [
          { pk: 'a|b', sk: 'c', purpose: 'grant' },
          { pk: 'a', sk: 'b|c', purpose: 'grant' },
        ],
        [
          { pk: 'a%7C', sk: 'b', purpose: 'grant' },
          { pk: 'a|', sk: 'b', purpose: 'grant' },
        ],
      ],
    });
  });

  test('has nothing of the text, the key or a repetition in it', async () => {
    const text = 'a-token-that-must-not-be-seen';
    const first = await coldVault().seal(new Secret(text), kitchen, soon());
    const second = await coldVault().seal(new Secret(text), kitchen, soon());
    const bytes = Buffer.concat([first.key, first.iv, first.data, first.tag]);
    expect(bytes.includes(text)).toBe(false);
    for (const part of ['key', 'iv', 'data', 'tag'] as const) {
      expect(Buffer.from(first[part]).equals(second[part])).toBe(false);
    }
  });
});

describe('a sealed value that was moved', () => {
  /** Two users' connections, and what each says of the other's place. */
  async function twoHomes() {
    const vault = coldVault();
    const ofKitchen = await vault.seal(new Secret('token of the kitchen'), kitchen, soon());
    const ofCellar = await vault.seal(new Secret('token of the cellar'), cellar, soon());
    return { ofKitchen, ofCellar, both: await vaults([ofKitchen, kitchen], [ofCellar, cellar]) };
  }

  test('to another row does not open there', async () => {
    const { ofKitchen, ofCellar, both } = await twoHomes();
    for (const [, vault] of both) {
      expect(await outcomeOf(vault.unseal(ofKitchen, cellar, soon()))).toBe('seal_broken');
      expect(await outcomeOf(vault.unseal(ofCellar, kitchen, soon()))).toBe('seal_broken');
      expect((await vault.unseal(ofKitchen, kitchen, soon())).reveal()).toBe('token of the kitchen');
    }
  });

  test('does not open by a data key that belongs to the row', async () => {
    const { ofKitchen, ofCellar, both } = await twoHomes();
    for (const [, vault] of both) {
      for (const mixed of [
        { ...ofKitchen, key: ofCellar.key },
        { ...ofKitchen, data: ofCellar.data },
        { ...ofKitchen, data: ofCellar.data, tag: ofCellar.tag },
        { ...ofKitchen, data: ofCellar.data, tag: ofCellar.tag, iv: ofCellar.iv },
      ]) {
        expect(await outcomeOf(vault.unseal(mixed, kitchen, soon()))).toBe('seal_broken');
        expect(await outcomeOf(vault.unseal(mixed, cellar, soon()))).toBe('seal_broken');
      }
    }
  });

  test('is put to the key service, however warm the cache is', async () => {
    const vault = coldVault();
    const sealed = await vault.seal(new Secret('value'), kitchen, soon());
    await vault.unseal(sealed, kitchen, soon());
    const before = store.kms.calls().Decrypt;
    expect(await outcomeOf(vault.unseal(sealed, cellar, soon()))).toBe('seal_broken');
    expect(store.kms.calls().Decrypt - before).toBe(1);
  });

  test('does not open even for whoever has its data key', async () => {
    const key = { plain: randomBytes(32), wrapped: randomBytes(64) };
    const sealed = sealEnvelope('value', key, kitchen);
    expect(openEnvelope(sealed, key.plain, kitchen)).toBe('value');
    for (const there of [
      cellar,
      { ...kitchen, sk: 'MEMBER#one' },
      { ...kitchen, purpose: 'link' as const },
    ]) {
      expect(() => openEnvelope(sealed, key.plain, there)).toThrow(SealBroken);
    }
  });

  test('within one user, from one place to another, does not open', async () => {
    const places: Binding[] = ['GRANT#NA#link-1', 'GRANT#EU#link-1', 'GRANT#NA#link-2'].map((sk) => ({
      pk: 'USER#one',
      sk,
      purpose: 'grant' as const,
    }));
    const vault = coldVault();
    const sealed = await Promise.all(places.map((at) => vault.seal(new Secret(at.sk), at, soon())));
    for (const [from, value] of sealed.entries()) {
      for (const [to, at] of places.entries()) {
        expect(await outcomeOf(vault.unseal(value, at, soon()))).toBe(from === to ? 'ok' : 'seal_broken');
      }
    }
  });

  test('opens for no other purpose', async () => {
    const all: Purpose[] = ['connection', 'grant', 'link', 'messaging'];
    const sealed = await coldVault().seal(new Secret('value'), kitchen, soon());
    for (const [, vault] of await vaults([sealed, kitchen])) {
      const outcomes = all.map((purpose) => outcomeOf(vault.unseal(sealed, { ...kitchen, purpose }, soon())));
      expect(await Promise.all(outcomes)).toEqual(['ok', 'seal_broken', 'seal_broken', 'seal_broken']);
    }
  });
});

describe('an altered sealed value', () => {
  test('opens with no byte changed, anywhere', async () => {
    const sealed = await coldVault().seal(new Secret('the token'), kitchen, soon());
    for (const [, vault] of await vaults([sealed, kitchen])) {
      const altered = (['key', 'iv', 'data', 'tag'] as const).flatMap((part) =>
        Array.from(sealed[part], (_byte, index) => {
          const bytes = Buffer.from(sealed[part]);
          bytes.writeUInt8(bytes.readUInt8(index) ^ (1 << (index % 8)), index);
          return { ...sealed, [part]: bytes };
        }),
      );
      expect(altered.length).toBeGreaterThan(100);
      const unsealing = altered.map((value) => vault.unseal(value, kitchen, soon()));
      expect(await tally(unsealing)).toEqual({ seal_broken: altered.length });
    }
  });

  test('opens with no part cut or lengthened', async () => {
    const sealed = await coldVault().seal(new Secret('the token'), kitchen, soon());
    for (const [, vault] of await vaults([sealed, kitchen])) {
      for (const part of ['key', 'iv', 'data', 'tag'] as const) {
        for (const bytes of [sealed[part].subarray(1), sealed[part].subarray(0, -1), [...sealed[part], 0]]) {
          const altered = { ...sealed, [part]: Uint8Array.from(bytes) };
          expect(await outcomeOf(vault.unseal(altered, kitchen, soon()))).toBe('seal_broken');
        }
      }
    }
  });

  test.each([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'sealed'],
    ['another version', { v: 2 }],
    ['parts missing', { v: 1, key: new Uint8Array(8), iv: new Uint8Array(12) }],
    ['texts for bytes', { v: 1, key: 'k', iv: 'i', data: 'd', tag: 't' }],
    [
      'an empty key',
      {
        v: 1,
        key: new Uint8Array(0),
        iv: new Uint8Array(12),
        data: new Uint8Array(1),
        tag: new Uint8Array(16),
      },
    ],
  ])('is refused as a sealed value when it is %s', async (_name, value) => {
    expect(await outcomeOf((async () => parseSealed(value, 'grant'))())).toBe('seal_broken');
  });
});

describe('the key service', () => {
  const decrypts = () => store.kms.calls().Decrypt;

  test('is asked once, however many wait', async () => {
    const sealed = await coldVault().seal(new Secret('value'), kitchen, soon());
    const vault = coldVault();
    const before = decrypts();
    const opened = await Promise.all(
      Array.from({ length: 100 }, () => vault.unseal(sealed, kitchen, soon())),
    );
    expect(new Set(opened.map((secret) => secret.reveal()))).toEqual(new Set(['value']));
    await vault.unseal(sealed, kitchen, soon());
    expect(decrypts() - before).toBe(1);
  });

  test('is asked again when the key has been kept long enough', async () => {
    let now = 1_000_000;
    const vault = createVault({ dataKeys: store.dataKeys, cacheMs: 300_000, clock: () => now });
    const sealed = await vault.seal(new Secret('value'), kitchen, soon());
    const before = decrypts();
    for (const step of [0, 299_000, 2_000]) {
      now += step;
      await vault.unseal(sealed, kitchen, soon());
    }
    expect(decrypts() - before).toBe(2);
  });

  test('is asked again for what no longer fits into memory', async () => {
    const vault = createVault({ dataKeys: store.dataKeys, cacheSize: 2 });
    const places = [1, 2, 3].map((home): Binding => ({ ...kitchen, pk: `HOME#${home}` }));
    const sealed = await Promise.all(places.map((at) => vault.seal(new Secret('value'), at, soon())));
    const before = decrypts();
    const open = async (index: number) => {
      const [value, at] = [sealed[index], places[index]];
      if (value === undefined || at === undefined) throw new Error('no such place');
      await vault.unseal(value, at, soon());
    };
    for (const index of [0, 1, 2, 2, 0]) await open(index);
    expect(decrypts() - before).toBe(4);
  });

  test.each(['down', 'throttled'] as const)('%s is no broken seal, and not remembered', async (fault) => {
    const vault = coldVault();
    const sealed = await vault.seal(new Secret('value'), kitchen, soon());
    store.kms.setFault(fault);
    expect(await outcomeOf(vault.unseal(sealed, kitchen, soon()))).toBe('vault_unavailable');
    expect(await outcomeOf(vault.seal(new Secret('value'), kitchen, soon()))).toBe('vault_unavailable');
    store.kms.setFault(undefined);
    expect(await outcomeOf(vault.unseal(sealed, kitchen, soon()))).toBe('ok');
  });

  test('that fails while many wait fails them all, with one call and its repetition', async () => {
    const sealed = await coldVault().seal(new Secret('value'), kitchen, soon());
    const vault = coldVault();
    store.kms.setFault('down');
    const before = decrypts();
    const waiting = Array.from({ length: 30 }, () => vault.unseal(sealed, kitchen, soon()));
    expect(await tally(waiting)).toEqual({ vault_unavailable: 30 });
    expect(decrypts() - before).toBe(2);
  });

  test('is not needed while the key is in memory', async () => {
    const vault = coldVault();
    const sealed = await vault.seal(new Secret('value'), kitchen, soon());
    await vault.unseal(sealed, kitchen, soon());
    store.kms.setFault('down');
    expect(await outcomeOf(vault.unseal(sealed, kitchen, soon()))).toBe('ok');
  });

  test('that is refused a seal of another place keeps refusing', async () => {
    const vault = coldVault();
    const sealed = await vault.seal(new Secret('value'), kitchen, soon());
    const wrong = Array.from({ length: 10 }, () => vault.unseal(sealed, cellar, soon()));
    expect(await tally(wrong)).toEqual({ seal_broken: 10 });
    expect(await outcomeOf(vault.unseal(sealed, cellar, soon()))).toBe('seal_broken');
    expect(await outcomeOf(vault.unseal(sealed, kitchen, soon()))).toBe('ok');
  });

  test('that does not answer costs no more than the time there is', async () => {
    const vault = coldVault();
    const sealed = await vault.seal(new Secret('value'), kitchen, soon());
    store.kmsProxy.setFault(() => 'hang');
    const waits = [
      vault.unseal(sealed, kitchen, createDeadline(100)),
      vault.seal(new Secret('value'), kitchen, createDeadline(100)),
    ];
    expect(await tally(waits)).toEqual({ out_of_time: 2 });
  });

  test.each([
    ['closes the connection', 'drop'],
    ['refuses access', { status: 400, body: { __type: 'AccessDeniedException', message: 'no' } }],
    ['has the key disabled', { status: 400, body: { __type: 'DisabledException', message: 'off' } }],
    ['lost the key', { status: 400, body: { __type: 'NotFoundException', message: 'gone' } }],
    ['answers without a key', { status: 200, body: {} }],
  ] as const)('that %s is no broken seal', async (_name, fault) => {
    const vault = coldVault();
    const sealed = await vault.seal(new Secret('value'), kitchen, soon());
    store.kmsProxy.setFault(() => fault);
    const tried = [vault.unseal(sealed, kitchen, soon()), vault.seal(new Secret('v'), kitchen, soon())];
    expect(await tally(tried)).toEqual({ vault_unavailable: 2 });
    store.kmsProxy.setFault(undefined);
    expect(await outcomeOf(vault.unseal(sealed, kitchen, soon()))).toBe('ok');
  });
});
