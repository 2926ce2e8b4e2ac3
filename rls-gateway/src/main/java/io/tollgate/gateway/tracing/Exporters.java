package io.tollgate.gateway.tracing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporterBuilder;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.tollgate.gateway.tracing.OtlpTarget.Identity;

/** Makes what sends spans. The two protocols have builders without a common type. */
final class Exporters {

    private Exporters() {}

    static SpanExporter http(OtlpTarget target) {
        OtlpHttpSpanExporterBuilder exporter = OtlpHttpSpanExporter.builder()
                .setEndpoint(target.endpoint())
                .setTimeout(target.timeout())
                .setCompression(target.compression())
                .setMeterProvider(MeterProvider.noop());
        target.headers().forEach(exporter::addHeader);
        String trusted = target.trusted();
        if (trusted != null) {
            exporter.setTrustedCertificates(trusted.getBytes(UTF_8));
        }
        Identity identity = target.identity();
        if (identity != null) {
            exporter.setClientTls(
                    identity.key().getBytes(UTF_8), identity.certificate().getBytes(UTF_8));
        }
        return exporter.build();
    }

    static SpanExporter grpc(OtlpTarget target) {
        OtlpGrpcSpanExporterBuilder exporter = OtlpGrpcSpanExporter.builder()
                .setEndpoint(target.endpoint())
                .setTimeout(target.timeout())
                .setCompression(target.compression())
                .setMeterProvider(MeterProvider.noop());
        target.headers().forEach(exporter::addHeader);
        String trusted = target.trusted();
        if (trusted != null) {
            exporter.setTrustedCertificates(trusted.getBytes(UTF_8));
        }
        Identity identity = target.identity();
        if (identity != null) {
            exporter.setClientTls(
                    identity.key().getBytes(UTF_8), identity.certificate().getBytes(UTF_8));
        }
        return exporter.build();
    }
}
