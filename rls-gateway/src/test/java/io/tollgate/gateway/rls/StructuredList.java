package io.tollgate.gateway.rls;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a list of RFC 9651 whose items are strings with integers as parameters, to the letter.
 */
final class StructuredList {

    /** One item with its parameters in their order. */
    record Item(String name, Map<String, Long> parameters) {}

    private final String field;
    private int at;

    private StructuredList(String field) {
        this.field = field;
    }

    /** @throws IllegalArgumentException if it is no such list */
    static List<Item> parse(String field) {
        return new StructuredList(field).items();
    }

    private List<Item> items() {
        List<Item> items = new ArrayList<>();
        do {
            items.add(new Item(text(), parameters()));
        } while (at < field.length() && comma());
        return items;
    }

    private boolean comma() {
        expect(',');
        while (peek() == ' ') {
            at++;
        }
        return true;
    }

    private String text() {
        expect('"');
        StringBuilder text = new StringBuilder();
        while (peek() != '"') {
            char next = take();
            if (next < ' ' || next > '~') {
                throw wrong();
            }
            if (next == '\\') {
                next = take();
                if (next != '"' && next != '\\') {
                    throw wrong();
                }
            }
            text.append(next);
        }
        expect('"');
        return text.toString();
    }

    private Map<String, Long> parameters() {
        Map<String, Long> parameters = new LinkedHashMap<>();
        while (at < field.length() && peek() == ';') {
            at++;
            String name = String.valueOf(take());
            expect('=');
            parameters.put(name, integer());
        }
        return parameters;
    }

    private long integer() {
        int begin = at;
        while (at < field.length() && Character.isDigit(peek())) {
            at++;
        }
        if (at == begin || at - begin > 15) {
            throw wrong();
        }
        return Long.parseLong(field.substring(begin, at));
    }

    private void expect(char expected) {
        if (take() != expected) {
            throw wrong();
        }
    }

    private char take() {
        char next = peek();
        at++;
        return next;
    }

    private char peek() {
        if (at >= field.length()) {
            throw wrong();
        }
        return field.charAt(at);
    }

    private IllegalArgumentException wrong() {
        return new IllegalArgumentException("not a list of strings at " + at + ": " + field);
    }
}
