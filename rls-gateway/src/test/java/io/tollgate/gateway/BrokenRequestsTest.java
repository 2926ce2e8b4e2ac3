package io.tollgate.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.tollgate.envoy.extensions.common.ratelimit.v3.RateLimitDescriptor;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitRequest;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitResponse;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitResponse.Code;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a gateway makes of requests that Envoy or anybody else sends with wrong bytes in them. */
final class BrokenRequestsTest {

    private static final String RATE_LIMIT = "envoy.service.ratelimit.v3.RateLimitService/ShouldRateLimit";

    /** Stands for the wrong bytes while a request is put together. */
    private static final String PLACE = "~";

    private static final String LIMITS = """
            domain: shop
            descriptors:
              - {key: user, rate_limit: {unit: day, requests_per_unit: 1}}
              - key: path
                value: "/\\uFFFDa"
                rate_limit: {unit: day, requests_per_unit: 1}
            """;

    private static final LoudRecords LOUD = new LoudRecords();

    private static Gateway gateway;
    private static ManagedChannel channel;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        Path limits = Files.createDirectory(folder.resolve("limits"));
        Files.writeString(limits.resolve("shop.yaml"), LIMITS);
        gateway = Gateway.start(LoneGateway.config(folder, Map.of()));
        channel = Grpc.newChannelBuilderForAddress("127.0.0.1", gateway.grpcPort(), InsecureChannelCredentials.create())
                .build();
        Logger.getLogger("").addHandler(LOUD);
    }

    @AfterAll
    static void stop() {
        Logger.getLogger("").removeHandler(LOUD);
        channel.shutdownNow();
        gateway.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ff", "c0af", "e282", "eda080", "f8888080"})
    void aValueThatIsNotUtf8IsLimitedAllTheSame(String bytes) throws IOException {
        byte[] request = request("shop", "user", bytes + PLACE, bytes);

        assertThat(ask(request).getOverallCode()).isEqualTo(Code.OK);
        assertThat(ask(request).getOverallCode()).isEqualTo(Code.OVER_LIMIT);
    }

    @Test
    void valuesThatDifferInWrongBytesOnlyShareOneCounter() throws IOException {
        RateLimitResponse first = ask(request("shop", "user", "a" + PLACE, "ff"));
        RateLimitResponse second = ask(request("shop", "user", "a" + PLACE, "fe"));
        RateLimitResponse other = ask(request("shop", "user", "b" + PLACE, "ff"));

        assertThat(first.getOverallCode()).isEqualTo(Code.OK);
        assertThat(second.getOverallCode()).isEqualTo(Code.OVER_LIMIT);
        assertThat(other.getOverallCode()).isEqualTo(Code.OK);
    }

    @Test
    void aLimitMayNameTheReplacement() throws IOException {
        RateLimitResponse answer = ask(request("shop", "path", "/" + PLACE + "a", "ff"));

        assertThat(answer.getStatuses(0).getCurrentLimit().getRequestsPerUnit()).isEqualTo(1);
    }

    @Test
    void keyAndDomainWithWrongBytesHaveNoLimitAndSpoilNoOtherDescriptor() throws IOException {
        assertThat(ask(request("sh" + PLACE + "op", "user", "a", "ff")).getOverallCode())
                .isEqualTo(Code.OK);
        byte[] two = bytes(
                RateLimitRequest.newBuilder()
                        .setDomain("shop")
                        .addDescriptors(descriptor("us" + PLACE + "er", "a"))
                        .addDescriptors(descriptor("user", "whole"))
                        .setHitsAddend(2)
                        .build(),
                "ff");

        RateLimitResponse answer = ask(two);

        assertThat(answer.getStatuses(0).getCode()).isEqualTo(Code.OK);
        assertThat(answer.getStatuses(1).getCode()).isEqualTo(Code.OVER_LIMIT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                RATE_LIMIT,
                "kuadrant.service.ratelimit.v1.RateLimitService/CheckRateLimit",
                "kuadrant.service.ratelimit.v1.RateLimitService/Report",
                "grpc.health.v1.Health/Check",
                "grpc.reflection.v1.ServerReflection/ServerReflectionInfo"
            })
    void whatIsNoMessageEndsTheCallWithInternalAndNothingIsLogged(String method) throws IOException {
        assertThat(rejection(method, new byte[] {0x0a, 0x7f, 's'}, "identity")).isEqualTo(Status.Code.INTERNAL);
        assertThat(rejection(method, new byte[] {(byte) 0xff}, "identity")).isEqualTo(Status.Code.INTERNAL);
        byte[] endless = new byte[10_000];
        Arrays.fill(endless, (byte) 0x0b); // groups within groups
        assertThat(rejection(method, endless, "identity")).isEqualTo(Status.Code.INTERNAL);

        assertThat(LOUD.texts()).isEmpty();
    }

    @Test
    void aRequestThatIsTooLargeOnceItIsUnpackedEndsTheCallAndNothingIsLogged() {
        assertThat(rejection(RATE_LIMIT, new byte[5 << 20], "gzip")).isEqualTo(Status.Code.INTERNAL);

        assertThat(LOUD.texts()).isEmpty();
    }

    private static RateLimitDescriptor.Builder descriptor(String key, String value) {
        return RateLimitDescriptor.newBuilder()
                .addEntries(RateLimitDescriptor.Entry.newBuilder().setKey(key).setValue(value));
    }

    private static byte[] request(String domain, String key, String value, String bytes) throws IOException {
        return bytes(
                RateLimitRequest.newBuilder()
                        .setDomain(domain)
                        .addDescriptors(descriptor(key, value))
                        .build(),
                bytes);
    }

    /** Writes the message as protobuf has it, with the bytes where the place is. */
    private static byte[] bytes(RateLimitRequest request, String hex) throws IOException {
        byte[] wrong = HexFormat.of().parseHex(hex);
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        field(message, 1, withBytes(request.getDomain(), wrong));
        for (RateLimitDescriptor descriptor : request.getDescriptorsList()) {
            ByteArrayOutputStream entries = new ByteArrayOutputStream();
            for (RateLimitDescriptor.Entry entry : descriptor.getEntriesList()) {
                ByteArrayOutputStream pair = new ByteArrayOutputStream();
                field(pair, 1, withBytes(entry.getKey(), wrong));
                field(pair, 2, withBytes(entry.getValue(), wrong));
                field(entries, 1, pair.toByteArray());
            }
            field(message, 2, entries.toByteArray());
        }
        if (request.getHitsAddend() != 0) {
            message.write(3 << 3);
            message.write(request.getHitsAddend());
        }
        return message.toByteArray();
    }

    private static byte[] withBytes(String text, byte[] wrong) {
        return text.replace(PLACE, new String(wrong, ISO_8859_1)).getBytes(ISO_8859_1);
    }

    private static void field(ByteArrayOutputStream into, int number, byte[] content) throws IOException {
        DataOutputStream out = new DataOutputStream(into);
        out.write(number << 3 | 2);
        out.write(content.length); // shorter than 128
        out.write(content);
    }

    private static RateLimitResponse ask(byte[] request) throws IOException {
        return RateLimitResponse.parseFrom(call(RATE_LIMIT, request, "identity"));
    }

    private static byte[] call(String method, byte[] request, String compression) {
        CallOptions options =
                compression.equals("identity") ? CallOptions.DEFAULT : CallOptions.DEFAULT.withCompression(compression);
        return ClientCalls.blockingUnaryCall(
                channel,
                MethodDescriptor.newBuilder(WireBytes.MARSHALLER, WireBytes.MARSHALLER)
                        .setType(MethodDescriptor.MethodType.UNARY)
                        .setFullMethodName(method)
                        .build(),
                options,
                request);
    }

    private static Status.Code rejection(String method, byte[] request, String compression) {
        try {
            call(method, request, compression);
            return Status.Code.OK;
        } catch (StatusRuntimeException e) {
            return e.getStatus().getCode();
        }
    }

    /** What gRPC says through java.util.logging, as far as it is a warning or worse. */
    private static final class LoudRecords extends Handler {
        private final Queue<LogRecord> records = new ConcurrentLinkedQueue<>();

        @Override
        public void publish(LogRecord record) {
            if (record.getLevel().intValue() >= Level.WARNING.intValue()) {
                records.add(record);
            }
        }

        private List<String> texts() {
            List<String> texts = new ArrayList<>();
            records.forEach(record -> texts.add(record.getLoggerName() + ": " + record.getMessage()));
            return texts;
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
