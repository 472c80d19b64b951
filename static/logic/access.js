/** Who the page is for, and the token that says so. Both are kept with the tab, never in an address. */

import { uuidOf } from "./address.js";

const RENEW_AT_SHARE = 0.5;
const LEAST_WAIT_S = 1;

export class Access {
  token = sessionStorage.getItem("token") ?? "";
  userId = sessionStorage.getItem("user") ?? "";
  #timer = 0;

  /** What the fragment of the address brought. @param {string} token @param {string} userId */
  take(token, userId) {
    this.token = token;
    this.userId = claims(token).userId || userId;
    sessionStorage.setItem("token", token);
    sessionStorage.setItem("user", this.userId);
  }

  /**
   * The token is not taken. A server of this machine makes a new secret at each start, and serves this machine without.
   *
   * @returns {boolean} whether to try without it
   */
  drop() {
    const had = Boolean(this.token);
    if (had) this.take("", this.userId);
    return had;
  }

  /** @returns {Record<string, string>} */
  get headers() {
    return this.token ? { Authorization: `Bearer ${this.token}` } : {};
  }

  /**
   * Get a new token before this one ends, and again.
   *
   * @param {() => number} now milliseconds since 1970, on the server's clock
   * @param {(token: string) => void} renewed
   */
  renewInTime(now, renewed) {
    clearTimeout(this.#timer);
    const leftS = claims(this.token).endsS - now() / 1000;
    if (!(leftS > 0)) return;
    this.#timer = setTimeout(async () => {
      const token = await this.#renewal();
      if (token) {
        this.take(token, this.userId);
        renewed(token);
      }
      this.renewInTime(now, renewed);
    }, Math.max(LEAST_WAIT_S, leftS * RENEW_AT_SHARE) * 1000);
  }

  /** A token that is still good is good for another one. @returns {Promise<string>} */
  async #renewal() {
    const headers = { ...this.headers, "Content-Type": "application/json" };
    try {
      const answer = await fetch("/api/tokens", { method: "POST", headers, body: JSON.stringify({ user_id: this.userId }) });
      return answer.ok ? (await answer.json()).token : "";
    } catch {
      return ""; // no network for now; there is time left to try again
    }
  }
}

/** What a token says of itself (RFC 7519); the server alone knows whether it is true. @param {string} token */
function claims(token) {
  try {
    const { sub, exp } = JSON.parse(atob(token.split(".")[1].replace(/-/g, "+").replace(/_/g, "/")));
    return { userId: uuidOf(sub), endsS: Number(exp) };
  } catch {
    return { userId: "", endsS: NaN };
  }
}
