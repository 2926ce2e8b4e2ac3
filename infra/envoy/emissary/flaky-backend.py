"""A backend that answers every second request with 503, and tells at /attempts how many it got."""
import http.server
import sys


class Flaky(http.server.BaseHTTPRequestHandler):
    attempts = 0

    def do_GET(self):
        if self.path == "/attempts":
            status, text = 200, str(Flaky.attempts)
        else:
            Flaky.attempts += 1
            status, text = (503, "busy") if Flaky.attempts % 2 else (200, "hello")
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_):
        pass


http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Flaky).serve_forever()
