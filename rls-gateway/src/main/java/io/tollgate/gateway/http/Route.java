package io.tollgate.gateway.http;

import java.util.function.Consumer;
import java.util.function.Supplier;

/** Answers requests of one path, whatever their method. Called on an event loop: must not block. */
public interface Route {

    /**
     * Answers a request.
     *
     * @param body the request's body, empty if it has none
     * @param answer takes the page, once, on any thread
     */
    void answer(String body, Consumer<Page> answer);

    /** Returns a route that shows a page whatever the request says. */
    static Route page(Supplier<Page> page) {
        return (body, answer) -> answer.accept(page.get());
    }
}
