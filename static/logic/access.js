/** Who the page is for, and the token that says so. Both are kept with the tab, never in an address. */

import { uuidOf } from "./address.js";

export class Access {
  token = sessionStorage.getItem("token") ?? "";
  userId = sessionStorage.getItem("user") ?? "";

  /** Whose it is counts where the token does not say it. */
  take(token = "", userId = "") {
    sessionStorage.token = this.token = token;
    sessionStorage.user = this.userId = uuidOf(this.#claims.sub) || userId;
  }

  /** The token is not taken. A server of this machine makes a new secret at each start, and serves this machine without. */
  drop() {
    const had = Boolean(this.token);
    if (had) this.take("", this.userId);
    return had;
  }

  /** @returns {Record<string, string>} */
  get headers() {
    return this.token ? { Authorization: `Bearer ${this.token}` } : {};
  }

  /** Milliseconds since 1970, on the server's clock. */
  get endsAt() {
    return this.#claims.exp * 1000;
  }

  /** A token that is still good is good for another one. */
  async renew() {
    const headers = { ...this.headers, "Content-Type": "application/json" };
    const body = JSON.stringify({ user_id: this.userId });
    try {
      const answer = await fetch("/api/tokens", { method: "POST", headers, body });
      if (!answer.ok) return false;
      this.take((await answer.json()).token, this.userId);
      return true;
    } catch {
      return false; // no network for now; there is time left to try again
    }
  }

  /** What the token says of itself (RFC 7519); the server alone knows whether it is true. */
  get #claims() {
    try {
      return JSON.parse(atob(this.token.split(".")[1].replace(/-/g, "+").replace(/_/g, "/")));
    } catch {
      return {};
    }
  }
}
