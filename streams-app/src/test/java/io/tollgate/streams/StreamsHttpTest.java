package io.tollgate.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tollgate.streams.usage.UsageMeters;
import io.tollgate.testkit.HttpServerContract;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.streams.KafkaStreams;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StreamsHttpTest extends HttpServerContract {

    @TempDir
    static Path folder;

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private KafkaStreams.State state = KafkaStreams.State.RUNNING;
    private final ResourceHistory history = ResourceHistory.follow(config(0));
    private final StreamsHttp http = start();

    private StreamsHttp start() {
        StreamsHttp started = StreamsHttp.bind(config(0), registry);
        started.serve(() -> state, null, history);
        return started;
    }

    private static StreamsAppConfig config(int port) {
        return StreamsAppConfig.of(Map.of(
                "bootstrap.servers",
                "127.0.0.1:1",
                "data.dir",
                folder.toString(),
                "http.host",
                "127.0.0.1",
                "http.port",
                Integer.toString(port)));
    }

    @Override
    protected int port() {
        return http.port();
    }

    @AfterEach
    void stop() {
        http.close();
        history.close();
        registry.close();
    }

    private HttpResponse<String> send(String method, String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + http.port() + path);
        HttpRequest request = HttpRequest.newBuilder(uri)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void isHealthyWhileTheApplicationRuns() throws Exception {
        assertThat(send("GET", "/healthcheck").statusCode()).isEqualTo(200);
        assertThat(send("GET", "/healthcheck").body()).isEqualTo("OK");

        state = KafkaStreams.State.REBALANCING;

        assertThat(send("GET", "/healthcheck").statusCode()).isEqualTo(503);
        assertThat(send("GET", "/healthcheck").body()).isEqualTo("REBALANCING");
    }

    @Test
    void showsTheMeters() throws Exception {
        UsageMeters unused = new UsageMeters(registry);

        assertThat(send("GET", "/metrics").body()).contains("tollgate_dead_letters_total 0.0");
    }

    @Test
    void answersNothingElse() throws Exception {
        assertThat(send("GET", "/").statusCode()).isEqualTo(404);
        assertThat(send("GET", "/v1/plans").statusCode()).isEqualTo(403);
        assertThat(send("GET", "/v1/openapi.yaml").statusCode()).isEqualTo(200);
        assertThat(send("GET", "/metrics/more").statusCode()).isEqualTo(404);
        assertThat(send("POST", "/metrics").statusCode()).isEqualTo(405);
    }

    @Test
    void rejectsAPortThatIsTaken() {
        assertThatThrownBy(() -> StreamsHttp.bind(config(http.port()), registry))
                .isInstanceOf(StreamsStartException.class)
                .hasMessageContaining("cannot listen at http.host 127.0.0.1, http.port " + http.port());
    }
}
