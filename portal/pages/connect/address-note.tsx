import { type AddressCaution, understandAddress } from '../../address.ts';
import { useWords } from '../../state/language.tsx';

/** What no other spelling of the same address mends. */
export const NEEDS_A_WAY_IN: ReadonlySet<AddressCaution> = new Set(['local_name', 'private_address']);

/** While one types: how the address is understood, and what stands in its way. */
export function AddressNote({ typed, onGuide }: { typed: string; onGuide: () => void }) {
  const { address } = useWords().connect;
  const understood = understandAddress(typed);
  // A word that is only half typed is no local name yet.
  const isWorthIt = understood.problem === undefined && /[.:\]]/.test(typed.trim());
  return (
    <div class="address-note" aria-live="polite">
      {isWorthIt && understood.mended.length > 0 && (
        <p class="hint">
          {address.willBe(understood.origin)}
          {understood.mended.includes('path_dropped') && `. ${address.pathDropped}`}
        </p>
      )}
      {isWorthIt && understood.caution !== undefined && (
        <div class="notice warn">
          <div>
            <strong>{address.cautions[understood.caution].what}</strong>
            <p>{address.cautions[understood.caution].remedy}</p>
            {NEEDS_A_WAY_IN.has(understood.caution) && (
              <button type="button" class="text-button" onClick={onGuide}>
                {address.howToGetOne}
              </button>
            )}
          </div>
        </div>
      )}
    </div>
  );
}
