package io.tollgate.runtime.settings;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The kinds of values, read as envoyproxy/ratelimit reads them. */
public final class SettingTypes {

    private static final Set<String> TRUE = Set.of("1", "t", "T", "TRUE", "true", "True");
    private static final Set<String> FALSE = Set.of("0", "f", "F", "FALSE", "false", "False");
    private static final int MAX_PORT = 65_535;

    /** Truth values by the names that Go has for them. */
    public static final SettingType<Boolean> TRUTH = new SettingType<>("true or false", text -> {
        require(TRUE.contains(text) || FALSE.contains(text));
        return TRUE.contains(text);
    });

    /** Any text, also none. */
    public static final SettingType<String> TEXT = new SettingType<>("text", text -> text);

    /** Text that is nobody's business. */
    public static final SettingType<String> SECRET = TEXT.hidden();

    /** Text that says something. */
    public static final SettingType<String> NAME = new SettingType<>("text, not blank", text -> {
        require(!text.isBlank());
        return text;
    });

    /** A port that is opened, 0 for any free one. */
    public static final SettingType<Integer> PORT =
            new SettingType<>("a port from 1 to 65535, or 0 for any free one", text -> {
                int port = Integer.parseInt(text);
                require(port >= 0 && port <= MAX_PORT);
                return port;
            });

    /** A port that may stay closed. */
    public static final SettingType<Integer> PORT_OR_CLOSED =
            new SettingType<>("a port from 1 to 65535, 0 for any free one, or -1 for none", text -> {
                int port = Integer.parseInt(text);
                require(port >= -1 && port <= MAX_PORT);
                return port;
            });

    /** An address such as {@code :9090} or {@code 127.0.0.1:9090}. */
    public static final SettingType<HostAndPort> HOST_AND_PORT =
            new SettingType<>("host:port, or :port for every interface", text -> {
                int colon = text.lastIndexOf(':');
                require(colon >= 0);
                String host = text.substring(0, colon);
                int port = PORT.read(text.substring(colon + 1));
                return new HostAndPort(host.isEmpty() ? "0.0.0.0" : host.replaceAll("^\\[|]$", ""), port);
            });

    /** Texts separated by commas. */
    public static final SettingType<List<String>> LIST = new SettingType<>(
            "texts separated by commas",
            text -> text.isBlank()
                    ? List.of()
                    : Arrays.stream(text.split(",", -1)).map(String::strip).toList());

    /** A share of a whole. */
    public static final SettingType<Float> RATIO = new SettingType<>("a number from 0 to 1", text -> {
        float ratio = Float.parseFloat(text);
        require(ratio >= 0 && ratio <= 1);
        return ratio;
    });

    /** A factor by which something grows, or does not. */
    public static final SettingType<Float> GROWTH = new SettingType<>("a number, at least 0", text -> {
        float factor = Float.parseFloat(text);
        require(factor >= 0 && factor < Float.POSITIVE_INFINITY);
        return factor;
    });

    /** The path of a page. */
    public static final SettingType<String> PATH = new SettingType<>("a path that begins with /", text -> {
        require(text.startsWith("/"));
        return text;
    });

    private SettingTypes() {}

    /** A whole number within bounds. */
    public static SettingType<Long> number(long least, long most) {
        String expected = most == Long.MAX_VALUE
                ? "a whole number, at least " + least
                : "a whole number from " + least + " to " + most;
        return new SettingType<>(expected, text -> {
            long number = Long.parseLong(text);
            require(number >= least && number <= most);
            return number;
        });
    }

    /** A number of milliseconds within bounds. */
    public static SettingType<Duration> millis(long least, long most) {
        SettingType<Long> number = number(least, most);
        return new SettingType<>(number.expected(), text -> Duration.ofMillis(number.read(text)));
    }

    /** A duration as Go writes it, not negative. */
    public static SettingType<Duration> duration(Duration least) {
        String expected = "a duration such as 10s, 1h30m or 150us" + (least.isZero() ? "" : ", at least 1ms");
        return new SettingType<>(expected, text -> {
            Duration duration = GoDuration.parse(text);
            require(duration.compareTo(least) >= 0);
            return duration;
        });
    }

    /** One of some words, in lower or upper case; read as the word in its case here. */
    public static SettingType<String> oneOf(String... words) {
        return new SettingType<>(
                "one of " + String.join(", ", words),
                text -> Arrays.stream(words)
                        .filter(word -> word.toLowerCase(Locale.ROOT).equals(text.toLowerCase(Locale.ROOT)))
                        .findFirst()
                        .orElseThrow(IllegalArgumentException::new));
    }

    /** Names with their values. */
    public static SettingType<Map<String, String>> map(String separator) {
        String expected = "k" + separator + "v,k2" + separator + "v2";
        return new SettingType<>(expected, text -> {
            Map<String, String> map = new LinkedHashMap<>();
            if (!text.isBlank()) {
                for (String pair : text.split(",", -1)) {
                    int middle = pair.indexOf(separator);
                    require(middle > 0);
                    map.put(
                            pair.substring(0, middle).strip(),
                            pair.substring(middle + 1).strip());
                }
            }
            return map;
        });
    }

    private static void require(boolean holds) {
        if (!holds) {
            throw new IllegalArgumentException("not what is expected");
        }
    }
}
