/** The endpoints of finished programs. */

export class Api {
  /** @type {Map<string, Promise<Stored>>} */
  #known = new Map();

  /** @param {import("./logic/access.js").Access} access */
  constructor(access) {
    this.access = access;
  }

  /** A program never changes. @param {string} id */
  program(id) {
    const known = this.#known.get(id) ?? this.#get(id).then((answer) => answer.json());
    this.#known.set(id, known);
    known.catch(() => this.#known.delete(id));
    return known;
  }

  /** The picture of a program, as markup. @param {string} id */
  async picture(id) {
    return (await this.#get(id, "?format=svg")).text();
  }

  /** A file to keep, under the name that the server gives it. @param {string} id @param {string} format */
  async download(id, format) {
    const answer = await this.#get(id, `?format=${format}`);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await answer.blob());
    link.download = /filename="([^"]+)"/.exec(answer.headers.get("Content-Disposition") ?? "")?.[1] ?? "program";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }

  /** @param {string} id @param {string} query */
  async #get(id, query = "") {
    const answer = await fetch(`/api/programs/${id}${query}`, { headers: this.access.headers }).catch(() => {
      throw new Error("The server does not answer.");
    });
    if (answer.ok) return answer;
    const problem = await answer.json().catch(() => ({}));
    throw new Error(problem.detail ?? `The server answers ${answer.status}.`);
  }
}
