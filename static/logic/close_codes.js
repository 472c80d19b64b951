/** What the end of a socket means: the range of its code is the verdict (schemas/close_codes.py). */

const CONNECT_AGAIN = [1001, 1006, 1011, 1012, 1013];

export const ABNORMAL = 1006;
export const UNAUTHORIZED = 4501;
const FORBIDDEN = 4503;

export const mayReconnect = (code = 0) => (code >= 4000 && code < 4500) || CONNECT_AGAIN.includes(code);

/** The server says why; who cannot reach it hears nothing. @param {CloseEvent} event */
export function closedBecause({ code, reason }) {
	if (!reason) return code === ABNORMAL ? "the connection broke" : `the connection was closed with ${code}`;
	return reason.replace(/\.$/, "") + ([UNAUTHORIZED, FORBIDDEN].includes(code) ? "; a new link lets you in" : "");
}
