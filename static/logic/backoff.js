/** Waits between tries: full jitter, doubled each time, begun anew after a stable connection. */

const FIRST_S = 0.5;
const MOST_S = 20;
const STABLE_S = 30;

export class Backoff {
	#tries = 0;

	/** How long the connection was open; seconds to wait. */
	failed(lastedS = 0) {
		if (lastedS >= STABLE_S) this.#tries = 0;
		return Math.random() * Math.min(MOST_S, FIRST_S * 2 ** this.#tries++);
	}
}
