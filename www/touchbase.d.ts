/** The screens that `start` and `open()` take. */
export type TouchBaseScreen = 'welcome' | 'check' | 'options' | 'referral';

/** How many requests wait or ended, by state, of those this session may see. */
export type TouchBaseOutboxCounts = Partial<
  Record<
    | 'in-memory'
    | 'queued'
    | 'sending'
    | 'waiting'
    | 'needs-sign-in'
    | 'held'
    | 'rejected'
    | 'delivered'
    | 'expired'
    | 'cancelled'
    | 'unreadable',
    number
  >
>;

/** What `touchbase-error` carries. None of it tells what was opened, answered or chosen. */
export interface TouchBaseFault {
  /** Letters and hyphens, the same on each load. */
  readonly code: string;
  /** A `warning` takes no support away; an `error` does. */
  readonly severity: 'warning' | 'error';
  /**
   * What it is about: a place in the configuration, an attribute or a file. A place in the host's
   * questionnaire has `instrument:` before it.
   */
  readonly path?: string;
}

/** What `touchbase-ready` carries. */
export interface TouchBaseReady {
  /** Whether only crisis help and phone routes are shown, because WebAssembly did not start. */
  readonly lite: boolean;
}

/** The events of the element. Each is composed and dispatched in a task of its own. */
export interface TouchBaseEventMap {
  /** The first screen is shown. */
  'touchbase-ready': CustomEvent<TouchBaseReady>;
  /** The person chose to leave; `preventDefault()` keeps the host's page from being left. */
  'touchbase-exit': CustomEvent<null>;
  'touchbase-error': CustomEvent<TouchBaseFault>;
  /** Only where the configuration sets `outbox_events`; the person is then told of it. */
  'touchbase-outbox': CustomEvent<TouchBaseOutboxCounts>;
}

/**
 * `<touch-base>`. What stands inside the tag is seen before and without script, and where the
 * configuration is missing or refused: a crisis line belongs there.
 *
 * Attributes: `config`, `lang` (`en` and `es` ship), `mode`, `theme`, `start`, `label`, `root`.
 * With `mode="isolated"` and the script from another origin of the site, the app runs in a frame of
 * that origin; moving the element then begins anew.
 */
export class TouchBaseElement extends HTMLElement {
  /**
   * The host's configuration in place of the one that the `config` attribute names the address
   * of. A copy is kept, and a copy is given back: later changes to the object are not seen.
   */
  config: object | null;

  /**
   * Gives the token that goes with a request as its bearer, asked for just before each. `null`
   * means that nobody is signed in. `refresh` is true where the token before was refused.
   */
  tokenProvider: ((about: { refresh: boolean }) => Promise<string | null>) | null;

  /**
   * Says whose session this is, as an opaque text that the host can tell again and no one else
   * can read. Without it no session sees what another left on this computer.
   */
  ownerTag: string | null;

  /** Shows a screen, if the configuration and the person's place allow it. */
  open(screen: TouchBaseScreen): void;

  /**
   * Forgets answers, choices and drafts and goes back to the first screen. What was saved to be sent
   * stays.
   */
  clear(): void;

  addEventListener<K extends keyof TouchBaseEventMap>(
    type: K,
    listener: (this: TouchBaseElement, event: TouchBaseEventMap[K]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
  removeEventListener<K extends keyof TouchBaseEventMap>(
    type: K,
    listener: (this: TouchBaseElement, event: TouchBaseEventMap[K]) => unknown,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | EventListenerOptions,
  ): void;
}

declare global {
  interface HTMLElementTagNameMap {
    'touch-base': TouchBaseElement;
  }
}
