// Socket.IO with its Redis adapter.
import { createAdapter } from "@socket.io/redis-adapter";
import { createServer } from "node:http";
import { createClient } from "redis";
import { Server } from "socket.io";

const [port, redisPort] = process.argv.slice(2).map(Number);
const publisher = createClient({ socket: { host: "127.0.0.1", port: redisPort } });
const subscriber = publisher.duplicate();
await Promise.all([publisher.connect(), subscriber.connect()]);

const http = createServer();
const server = new Server(http, {
	adapter: createAdapter(publisher, subscriber), perMessageDeflate: false, pingInterval: 600_000, pingTimeout: 600_000,
});
server.on("connection", (socket) => socket.on("join", async (topic) => {
	await socket.join(topic);
	socket.emit("joined");
}));
http.listen(port, "127.0.0.1");
