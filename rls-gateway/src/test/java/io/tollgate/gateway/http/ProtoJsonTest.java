package io.tollgate.gateway.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ProtoJsonTest {

    /** It takes an exponent without digits, which is no JSON. We do not. */
    private static final String ONLY_GO_TAKES = "\"hitsAddend\":1e}";

    static Stream<String> verdicts() throws IOException {
        try (InputStream table = requireNonNull(ProtoJsonTest.class.getResourceAsStream("protojson.tsv"))) {
            return new String(table.readAllBytes(), UTF_8)
                    .lines().filter(line -> !line.startsWith("#")).toList().stream();
        }
    }

    private static byte[] bytes(String escaped) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < escaped.length(); i++) {
            if (escaped.charAt(i) == '%') {
                bytes.write(Integer.parseInt(escaped, i + 1, i + 3, 16));
                i += 2;
            } else {
                bytes.write(escaped.charAt(i));
            }
        }
        return bytes.toByteArray();
    }

    private static boolean takes(byte[] body) {
        try {
            ProtoJson.read(body, RateLimitRequest.newBuilder());
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @ParameterizedTest
    @MethodSource("verdicts")
    void takesWhatGoTakesAndNothingElse(String line) {
        int tab = line.indexOf('\t');
        boolean goTakes = line.substring(0, tab).equals("ok") && !line.endsWith(ONLY_GO_TAKES);

        assertThat(takes(bytes(line.substring(tab + 1)))).isEqualTo(goTakes);
    }

    @Test
    void readsEachField() throws IOException {
        RateLimitRequest.Builder request = RateLimitRequest.newBuilder();
        ProtoJson.read("""
                {"domain":"shop","hitsAddend":"4294967295","descriptors":[
                  {"entries":[{"key":"\\u00e9\\ud83d\\ude00","value":"b"},{"key":"c"}],
                   "limit":{"requests_per_unit":5.0e1,"unit":"HOUR"},"hits_addend":18446744073709551615},
                  {"limit":{"unit":99}}]}""".getBytes(UTF_8), request);

        assertThat(request.getDomain()).isEqualTo("shop");
        assertThat(request.getHitsAddend()).isEqualTo(-1);
        assertThat(request.getDescriptors(0).getEntries(0).getKey()).isEqualTo("é😀");
        assertThat(request.getDescriptors(0).getEntries(1).getKey()).isEqualTo("c");
        assertThat(request.getDescriptors(0).getLimit().getRequestsPerUnit()).isEqualTo(50);
        assertThat(request.getDescriptors(0).getLimit().getUnit().name()).isEqualTo("HOUR");
        assertThat(request.getDescriptors(0).getHitsAddend().getValue()).isEqualTo(-1);
        assertThat(request.getDescriptors(1).getLimit().getUnitValue()).isEqualTo(99);
    }

    @Test
    void knowsTheKindOfEveryFieldOfARequest() {
        Set<FieldDescriptor.Type> kinds = EnumSet.noneOf(FieldDescriptor.Type.class);
        collect(RateLimitRequest.getDescriptor(), kinds, new HashSet<>());

        assertThat(kinds)
                .isSubsetOf(
                        FieldDescriptor.Type.STRING,
                        FieldDescriptor.Type.BOOL,
                        FieldDescriptor.Type.UINT32,
                        FieldDescriptor.Type.UINT64,
                        FieldDescriptor.Type.ENUM,
                        FieldDescriptor.Type.MESSAGE);
    }

    private static void collect(Descriptor message, Set<FieldDescriptor.Type> kinds, Set<Descriptor> seen) {
        if (!seen.add(message)) {
            return;
        }
        for (FieldDescriptor field : message.getFields()) {
            kinds.add(field.getType());
            assertThat(field.isMapField()).isFalse();
            if (field.getType() == FieldDescriptor.Type.MESSAGE) {
                collect(field.getMessageType(), kinds, seen);
            }
        }
    }
}
