import { useEffect } from 'preact/hooks';

/**
 * Calls again and again, a pause after each, while somebody can see the page.
 * @param pauseMs null for not now
 */
export function usePolling(run: () => Promise<void>, pauseMs: number | null): void {
  useEffect(() => {
    if (pauseMs === null) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isOver = false;
    const plan = () => {
      timer = setTimeout(async () => {
        if (document.visibilityState === 'visible') await run();
        if (!isOver) plan();
      }, pauseMs);
    };
    plan();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [run, pauseMs]);
}
