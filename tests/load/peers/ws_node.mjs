// `ws` and the redis package: what is published is sent to each socket of its topic.
import { createServer } from "node:http";
import { createClient } from "redis";
import { WebSocketServer } from "ws";

const [port, redisPort] = process.argv.slice(2).map(Number);
const redis = createClient({ socket: { host: "127.0.0.1", port: redisPort } });
await redis.connect();

const followers = new Map();
const http = createServer();
const server = new WebSocketServer({ server: http, perMessageDeflate: false });
server.on("connection", async (socket, request) => {
	const channel = `bench:${new URL(request.url, "http://127.0.0.1").searchParams.get("topic")}`;
	if (!followers.has(channel)) {
		const sockets = new Set();
		followers.set(channel, sockets);
		await redis.subscribe(channel, (text) => sockets.forEach((each) => each.send(text)));
	}
	followers.get(channel).add(socket);
	socket.on("close", () => followers.get(channel).delete(socket));
	socket.send('{"type":"joined"}');
});
http.listen(port, "127.0.0.1");
