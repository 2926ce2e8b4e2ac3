"""Answers 204 to each webhook that the library verifies, and 401 to all else."""

import http.server
import os

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

WEBHOOK = Webhook(os.environ["WEBHOOK_SECRET"])


class Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        try:
            event = WEBHOOK.verify(body, dict(self.headers))
            print("verified", event["type"], event["data"], flush=True)
            status = 204
        except WebhookVerificationError as e:
            print("refused:", e, flush=True)
            status = 401
        self.send_response(status)
        self.end_headers()


server = http.server.HTTPServer(("127.0.0.1", 0), Receiver)
print("port", server.server_port, flush=True)
server.serve_forever()
