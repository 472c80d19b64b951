/** Waits between tries to connect: full jitter, doubled from try to try, begun anew after a stable connection. */

const FIRST_S = 0.5;
const MOST_S = 20;
const STABLE_S = 30;

export class Backoff {
  #tries = 0;

  /** Seconds to wait. @param {number} lastedS how long the connection was open */
  failed(lastedS) {
    if (lastedS >= STABLE_S) this.#tries = 0;
    return Math.random() * Math.min(MOST_S, FIRST_S * 2 ** this.#tries++);
  }
}
