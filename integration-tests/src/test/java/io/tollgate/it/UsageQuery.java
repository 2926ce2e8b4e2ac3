package io.tollgate.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** Asks a streams app what a counter has used. */
final class UsageQuery {

    private UsageQuery() {}

    /**
     * Asks for a descriptor of one entry.
     *
     * @param instance the instance that is asked, such as http://127.0.0.1:8090
     */
    static HttpResponse<String> ask(HttpClient client, String instance, String key, String value)
            throws IOException, InterruptedException {
        String descriptor = "[{\"key\":\"" + key + "\",\"value\":\"" + value + "\"}]";
        URI uri = URI.create(instance + "/v1/usage?domain=quota&descriptor=" + URLEncoder.encode(descriptor, UTF_8));
        return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }
}
