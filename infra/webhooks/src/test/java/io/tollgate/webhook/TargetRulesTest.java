package io.tollgate.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TargetRulesTest {

    private final TargetRules strict = new TargetRules(new WebhookConfig.Targets(List.of(), false, null));
    private final TargetRules open =
            new TargetRules(new WebhookConfig.Targets(Network.parseAll(List.of("127.0.0.0/8", "::1/128")), true, null));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://example.com", "https://example.com/hooks/1?key=a%20b", "HTTPS://EXAMPLE.com:443/",
                "https://example.com:8443/", "https://8.8.8.8/", "https://[2606:4700:4700::1111]:8443/x",
                "https://xn--bcher-kva.example/", "https://1password.com/", "https://a.0b.example/"
            })
    void takesHttpsToTheInternet(String url) {
        assertThat(strict.problem(URI.create(url))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://example.com/",
                "ftp://example.com/",
                "file:///etc/passwd",
                "example.com",
                "/hooks",
                "mailto:a@b.c",
                "https:///x",
                "https://user@example.com/",
                "https://user:password@example.com/",
                "https://example.com/#x",
                "https://example.com:25/",
                "https://example.com:22/",
                "https://example.com:99999/",
                "https://example.com:0/",
                "https://b\u00fccher.example/",
                "https://a_b:1/",
                // addresses of this machine, and how else they can be written
                "https://127.0.0.1/",
                "https://[::1]/",
                "https://[::ffff:127.0.0.1]/",
                "https://[::ffff:7f00:1]/",
                "https://169.254.169.254/latest/meta-data",
                "https://2130706433/",
                "https://0x7f000001/",
                "https://0x7f.1/",
                "https://127.1/",
                "https://0177.0.0.1/",
                "https://127.0.0.1./",
                "https://0/",
                "https://[fe80::1%25eth0]/",
                "https://999.1.1.1/"
            })
    void refusesAllElse(String url) {
        assertThat(strict.problem(URI.create(url))).isPresent();
    }

    @Test
    void takesHttpAndNetworksThatAreAllowed() {
        assertThat(open.problem(URI.create("http://127.0.0.1:8080/"))).isEmpty();
        assertThat(open.problem(URI.create("https://[::1]:8080/"))).isEmpty();
        assertThat(open.problem(URI.create("http://10.0.0.1/")))
                .get()
                .asString()
                .contains("RFC 1918");
    }

    @Test
    void refusesALongUrlAndNamesNothingOfIt() {
        URI url = URI.create("https://example.com/" + "x".repeat(2_048));

        assertThat(strict.problem(url)).get().asString().contains("2048").doesNotContain("xx");
    }
}
