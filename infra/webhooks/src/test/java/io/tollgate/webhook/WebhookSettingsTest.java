package io.tollgate.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.runtime.settings.SettingValues;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class WebhookSettingsTest {

    private static SettingValues read(Map<String, String> environment) {
        return SettingValues.read(List.of(WebhookSettings.GROUP), environment, Map.of());
    }

    @Test
    void nothingButHttpsToTheInternetIsAllowedUnlessItIsSaid() {
        WebhookConfig config = WebhookConfig.of(read(Map.of()));

        assertThat(config.targets()).isEqualTo(new WebhookConfig.Targets(List.of(), false, null));
        assertThat(config.attempts())
                .isEqualTo(new WebhookConfig.Attempts(Duration.ofSeconds(5), Duration.ofSeconds(15), 2_000, 1));
        assertThat(config.kept()).isEqualTo(new WebhookConfig.Kept(10_000, 64 << 20));
    }

    @Test
    void variablesSayWhatElseIs() {
        SettingValues values = read(Map.of(
                "TOLLGATE_WEBHOOKS_ALLOW_NETWORKS", "127.0.0.0/8, fd00::/8", "TOLLGATE_WEBHOOKS_ALLOW_HTTP", "true"));

        WebhookConfig config = WebhookConfig.of(values);
        assertThat(config.targets().http()).isTrue();
        assertThat(config.targets().allowed()).extracting(Network::toString).containsExactly("127.0.0.0/8", "fd00::/8");
        assertThat(values.problems()).isEmpty();
    }

    @Test
    void whatIsNoNetworkIsAProblem() {
        SettingValues values = read(Map.of("TOLLGATE_WEBHOOKS_ALLOW_NETWORKS", "localhost"));

        assertThat(values.problems())
                .containsExactly("webhooks.allow.networks (TOLLGATE_WEBHOOKS_ALLOW_NETWORKS): 'localhost' (expected:"
                        + " networks such as 10.0.0.0/8 or fd00::/8, separated by commas)");
    }
}
