package io.tollgate.gateway.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.tollgate.envoy.extensions.common.ratelimit.v3.RateLimitDescriptor;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitRequest;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitResponse;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitResponse.Code;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitServiceGrpc;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitServiceGrpc.RateLimitServiceImplBase;
import io.tollgate.gateway.WireBytes;
import io.tollgate.gateway.tracing.Tracing.Protocol;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class TracedCallsTest {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String PARENT = "b7ad6b7169203331";

    private final List<ReceivedSpan> spans = new CopyOnWriteArrayList<>();
    private final Server collector = NettyServerBuilder.forAddress(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(collectorService())
            .build();

    @BeforeEach
    void start() throws IOException {
        collector.start();
    }

    @AfterEach
    void stop() {
        collector.shutdownNow();
    }

    @Test
    void givesACallItsSpanInTheCallersTraceAndSendsItOverGrpc() throws IOException {
        Metadata headers = new Metadata();
        headers.put(
                Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER), "00-" + TRACE + "-" + PARENT + "-01");

        ask("shop", headers);

        assertThat(spans).hasSize(1);
        ReceivedSpan span = spans.get(0);
        assertThat(span.name()).isEqualTo("ShouldRateLimit Execution");
        assertThat(span.traceId()).isEqualTo(TRACE);
        assertThat(span.parentSpanId()).isEqualTo(PARENT);
        assertThat(span.attributes()).containsOnly(entry("domain", "shop"), entry("overall_code", "OK"));
    }

    @Test
    void continuesATraceOfB3Headers() throws IOException {
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("x-b3-traceid", Metadata.ASCII_STRING_MARSHALLER), TRACE);
        headers.put(Metadata.Key.of("x-b3-spanid", Metadata.ASCII_STRING_MARSHALLER), PARENT);
        headers.put(Metadata.Key.of("x-b3-sampled", Metadata.ASCII_STRING_MARSHALLER), "1");

        ask("shop", headers);

        assertThat(spans).extracting(ReceivedSpan::traceId).containsExactly(TRACE);
    }

    @Test
    void leavesACallOfAnUnsampledTraceAlone() throws IOException {
        Metadata headers = new Metadata();
        headers.put(
                Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER), "00-" + TRACE + "-" + PARENT + "-00");

        ask("shop", headers);

        assertThat(spans).isEmpty();
    }

    @Test
    void givesLooksAndReportsOfKuadrantSpansOfTheirOwn() throws IOException {
        call(new Metadata(), channel -> {
            io.tollgate.kuadrant.service.ratelimit.v1.RateLimitServiceGrpc.RateLimitServiceBlockingStub stub =
                    io.tollgate.kuadrant.service.ratelimit.v1.RateLimitServiceGrpc.newBlockingStub(channel);
            stub.checkRateLimit(request("shop"));
            stub.report(request("shop"));
        });

        assertThat(spans)
                .extracting(ReceivedSpan::name)
                .containsExactlyInAnyOrder("CheckRateLimit Execution", "Report Execution");
        assertThat(spans)
                .extracting(ReceivedSpan::attributes)
                .allSatisfy(attributes ->
                        assertThat(attributes).containsOnly(entry("domain", "shop"), entry("overall_code", "OK")));
    }

    @Test
    void marksARejectedCall() throws IOException {
        assertThatThrownBy(() -> ask("", new Metadata())).isInstanceOf(StatusRuntimeException.class);

        await().untilAsserted(
                        () -> assertThat(spans).extracting(ReceivedSpan::failed).containsExactly(true));
    }

    private void ask(String domain, Metadata headers) throws IOException {
        call(headers, channel -> RateLimitServiceGrpc.newBlockingStub(channel).shouldRateLimit(request(domain)));
    }

    private static RateLimitRequest request(String domain) {
        return RateLimitRequest.newBuilder()
                .setDomain(domain)
                .addDescriptors(RateLimitDescriptor.newBuilder()
                        .addEntries(RateLimitDescriptor.Entry.newBuilder()
                                .setKey("secret")
                                .setValue("value")))
                .build();
    }

    private void call(Metadata headers, Consumer<Channel> calls) throws IOException {
        String name = InProcessServerBuilder.generateName();
        try (Tracing tracing = Tracing.open(new Tracing.Settings(
                Protocol.GRPC,
                "RateLimit",
                "",
                "",
                1,
                Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:" + collector.getPort())))) {
            Server server = InProcessServerBuilder.forName(name)
                    .directExecutor()
                    .addService(ServerInterceptors.intercept(new RefusingNobodysDomain(), tracing.interceptor()))
                    .addService(ServerInterceptors.intercept(new Kuadrant(), tracing.interceptor()))
                    .addService(ServerInterceptors.intercept(
                            new HealthStatusManager().getHealthService(), tracing.interceptor()))
                    .build()
                    .start();
            ManagedChannel channel =
                    InProcessChannelBuilder.forName(name).directExecutor().build();
            try {
                HealthGrpc.newBlockingStub(channel).check(HealthCheckRequest.getDefaultInstance());
                calls.accept(ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers)));
            } finally {
                channel.shutdownNow();
                server.shutdownNow();
            }
        }
    }

    private ServerServiceDefinition collectorService() {
        MethodDescriptor<byte[], byte[]> export = MethodDescriptor.<byte[], byte[]>newBuilder()
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName("opentelemetry.proto.collector.trace.v1.TraceService/Export")
                .setRequestMarshaller(WireBytes.MARSHALLER)
                .setResponseMarshaller(WireBytes.MARSHALLER)
                .build();
        return ServerServiceDefinition.builder("opentelemetry.proto.collector.trace.v1.TraceService")
                .addMethod(export, ServerCalls.asyncUnaryCall((request, observer) -> {
                    try {
                        spans.addAll(ReceivedSpan.decode(request));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                    observer.onNext(new byte[0]);
                    observer.onCompleted();
                }))
                .build();
    }

    /** Admits all, but rejects an empty domain. */
    private static final class RefusingNobodysDomain extends RateLimitServiceImplBase {
        @Override
        public void shouldRateLimit(RateLimitRequest request, StreamObserver<RateLimitResponse> observer) {
            if (request.getDomain().isEmpty()) {
                observer.onError(Status.INVALID_ARGUMENT.asRuntimeException());
            } else {
                admit(observer);
            }
        }
    }

    private static void admit(StreamObserver<RateLimitResponse> observer) {
        observer.onNext(RateLimitResponse.newBuilder().setOverallCode(Code.OK).build());
        observer.onCompleted();
    }

    private static final class Kuadrant
            extends io.tollgate.kuadrant.service.ratelimit.v1.RateLimitServiceGrpc.RateLimitServiceImplBase {
        @Override
        public void checkRateLimit(RateLimitRequest request, StreamObserver<RateLimitResponse> observer) {
            admit(observer);
        }

        @Override
        public void report(RateLimitRequest request, StreamObserver<RateLimitResponse> observer) {
            admit(observer);
        }
    }
}
