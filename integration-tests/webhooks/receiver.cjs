// Answers 204 to each webhook that the library verifies, and 401 to all else.
const http = require("http");
const { Webhook } = require("standardwebhooks");

const webhook = new Webhook(process.env.WEBHOOK_SECRET);

const server = http.createServer((request, response) => {
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    try {
      const event = webhook.verify(Buffer.concat(chunks).toString("utf8"), request.headers);
      console.log("verified", event.type, JSON.stringify(event.data));
      response.writeHead(204);
    } catch (e) {
      console.log("refused:", e.message);
      response.writeHead(401);
    }
    response.end();
  });
});
server.listen(0, "127.0.0.1", () => console.log("port", server.address().port));
