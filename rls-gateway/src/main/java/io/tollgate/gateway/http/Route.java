package io.tollgate.gateway.http;

import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Answers requests of one path, whatever their method. Called on an event loop: must not block. */
public interface Route {

    /**
     * Answers a request.
     *
     * @param answer takes the page, once, on any thread
     */
    void answer(Request request, Consumer<Page> answer);

    /**
     * What a request says.
     *
     * @param body empty if it has none
     * @param headers gives the value of a header by its name, whatever its case; null if it is not there
     */
    record Request(String body, Function<String, @Nullable String> headers) {}

    /** Returns a route that shows a page whatever the request says. */
    static Route page(Supplier<Page> page) {
        return (request, answer) -> answer.accept(page.get());
    }
}
