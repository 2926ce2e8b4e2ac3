package io.tollgate.runtime.http;

/** The status codes that are answered, by RFC 9110 and RFC 6585. */
public final class HttpStatus {

    public static final int OK = 200;
    public static final int CREATED = 201;
    public static final int ACCEPTED = 202;
    public static final int NO_CONTENT = 204;
    public static final int BAD_REQUEST = 400;
    public static final int UNAUTHORIZED = 401;
    public static final int FORBIDDEN = 403;
    public static final int NOT_FOUND = 404;
    public static final int METHOD_NOT_ALLOWED = 405;
    public static final int REQUEST_TIMEOUT = 408;
    public static final int CONFLICT = 409;
    public static final int PRECONDITION_FAILED = 412;
    public static final int CONTENT_TOO_LARGE = 413;
    public static final int UNPROCESSABLE = 422;
    public static final int TOO_MANY_REQUESTS = 429;
    public static final int HEADERS_TOO_LARGE = 431;
    public static final int FAILED = 500;
    public static final int UNAVAILABLE = 503;
    public static final int VERSION_NOT_SUPPORTED = 505;

    private HttpStatus() {}
}
