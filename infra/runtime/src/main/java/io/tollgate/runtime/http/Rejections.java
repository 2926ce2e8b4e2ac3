package io.tollgate.runtime.http;

/** What the server itself says where no endpoint answers: problems below {@code /v1/}, short text elsewhere. */
final class Rejections {

    private static final String API = "/v1/";

    private Rejections() {}

    static HttpAnswer notFound(String path) {
        return of(path, HttpStatus.NOT_FOUND, "404 page not found\n", "nothing is served at this path");
    }

    static HttpAnswer methodNotAllowed(String path, String allowed) {
        return of(path, HttpStatus.METHOD_NOT_ALLOWED, "Method Not Allowed\n", "expected one of: " + allowed)
                .with("Allow", allowed);
    }

    static HttpAnswer tooLarge(String path, int mostBytes) {
        return of(
                path,
                HttpStatus.CONTENT_TOO_LARGE,
                "Request Entity Too Large\n",
                "the body is too long (expected: at most " + mostBytes + " bytes)");
    }

    static HttpAnswer tooSlow(String path) {
        return of(path, HttpStatus.REQUEST_TIMEOUT, "Request Timeout\n", "the body did not arrive in time");
    }

    static HttpAnswer badBody(String path) {
        return of(path, HttpStatus.BAD_REQUEST, "Bad Request\n", "the body's framing is not that of HTTP/1.1");
    }

    static HttpAnswer tooManyHeaders(String path, int most) {
        return of(
                path,
                HttpStatus.HEADERS_TOO_LARGE,
                "Request Header Fields Too Large\n",
                "too many headers (expected: at most " + most + ")");
    }

    static HttpAnswer failed(String path) {
        return of(path, HttpStatus.FAILED, "Internal Server Error\n", "unexpected error, the log says more");
    }

    private static HttpAnswer of(String path, int status, String text, String detail) {
        return path.startsWith(API) ? Problem.of(status, detail) : HttpAnswer.text(status, text);
    }
}
