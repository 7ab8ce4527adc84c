/** Signal is a flag that one loop waits for; raised before it is waited for, it is not missed. */
export interface Signal {
  raise(): void;
  raised(atMostMs: number): Promise<void>;
}

/** createSignal starts lowered; waiting for it lowers it again. */
export function createSignal(): Signal {
  let up = false;
  let release: (() => void) | undefined;
  return {
    raise(): void {
      up = true;
      release?.();
    },
    async raised(atMostMs: number): Promise<void> {
      if (!up) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, atMostMs);
          release = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      up = false;
      release = undefined;
    },
  };
}
