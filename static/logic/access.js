/** Who the page is for, and the token that says so: kept with the tab, never in an address. */

import { uuidOf } from "./address.js";

export let token = sessionStorage.getItem("token") ?? "";
export let userId = sessionStorage.getItem("user") ?? "";

/** Who is named counts where the token says nobody. */
export function take(itself = "", named = "") {
	sessionStorage.token = token = itself;
	sessionStorage.user = userId = uuidOf(claims().sub) || named;
}

/** A server that has a new secret serves its own machine without a token. */
export function drop() {
	const had = token;
	take("", userId);
	return had !== "";
}

/** @returns {Words} */
export const headers = () => (token ? { Authorization: `Bearer ${token}` } : {});

/** On the server's clock. */
export const endMs = () => claims().exp * 1000;

/** A token that is still good is good for another one. */
export async function renew() {
	const request = { method: "POST", headers: { ...headers(), "Content-Type": "application/json" }, body: JSON.stringify({ user_id: userId }) };
	try {
		const answer = await fetch("/api/tokens", request);
		if (answer.ok) take((await answer.json()).token, userId);
		return answer.ok;
	} catch {
		return false; // no network for now; there is time left to try again
	}
}

/** What the token says (RFC 7519); the server alone knows whether it is true. */
function claims() {
	try {
		return JSON.parse(atob(token.split(".")[1].replace(/-/g, "+").replace(/_/g, "/")));
	} catch {
		return {};
	}
}
