package io.tollgate.standalone;

import static java.util.Objects.requireNonNull;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitRequest;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitResponse;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitResponse.Code;
import io.tollgate.envoy.service.ratelimit.v3.RateLimitServiceGrpc;
import io.tollgate.runtime.log.OneLogger;
import io.tollgate.runtime.settings.HostAndPort;
import io.tollgate.runtime.settings.SettingTypes;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tollgate ask}: one request, as Envoy would send it. */
@Command(
        name = "ask",
        mixinStandardHelpOptions = true,
        versionProvider = Tollgate.Version.class,
        sortOptions = false,
        description = {
            "Sends one request to a running gateway, as Envoy would, and prints the answer. The hits count.",
            "Exit code 0: within the limit; 1: over the limit, or rejected; 3: the gateway cannot be reached.",
            ""
        },
        footer = {"", "Example: tollgate ask --domain quota customer=acme customer=acme,plan=free"})
final class AskCommand implements Callable<Integer> {

    /** Where a gateway listens unless told otherwise. */
    static final int DEFAULT_PORT = 8081;

    private static final char UNREADABLE = '\uFFFD';

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--domain", paramLabel = "DOMAIN", required = true, description = "Domain of the limits.")
    private String domain = "";

    @Option(
            names = "--hits",
            paramLabel = "N",
            defaultValue = "1",
            description = "Hits that the request counts for. Default: ${DEFAULT-VALUE}.")
    private long hits;

    @Option(
            names = "--address",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:" + DEFAULT_PORT,
            description = "The gateway's gRPC address. Default: ${DEFAULT-VALUE}.")
    private String address = "";

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "5",
            description = "How long to wait for the answer. Default: ${DEFAULT-VALUE}.")
    private int timeoutSeconds;

    @Parameters(
            paramLabel = "DESCRIPTOR",
            arity = "1..*",
            description = "A descriptor: entries key=value, parted by commas (\\, for a comma in a value)."
                    + " Several descriptors are judged together.")
    private List<String> descriptors = List.of();

    @Override
    public Integer call() throws InterruptedException {
        OneLogger.install();
        CommandLine command = requireNonNull(spec, "spec").commandLine();
        RateLimitRequest request = request(command);
        ManagedChannel channel = channel(command);
        try {
            RateLimitResponse response = RateLimitServiceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(timeoutSeconds, TimeUnit.SECONDS)
                    .shouldRateLimit(request);
            AnswerText.lines(descriptors, response).forEach(command.getOut()::println);
            return response.getOverallCode() == Code.OVER_LIMIT ? ExitCode.REJECTED : ExitCode.OK;
        } catch (StatusRuntimeException e) {
            return explain(e.getStatus(), command);
        } finally {
            channel.shutdownNow().awaitTermination(1, TimeUnit.SECONDS);
        }
    }

    private RateLimitRequest request(CommandLine command) {
        requireText("--domain", domain, command);
        descriptors.forEach(descriptor -> requireText("descriptor", descriptor, command));
        RateLimitRequest.Builder request = RateLimitRequest.newBuilder().setDomain(domain);
        if (hits < 1 || hits > 0xFFFF_FFFFL) {
            throw new ParameterException(command, "--hits: " + hits + " (expected: 1 to 4294967295)");
        }
        request.setHitsAddend((int) hits);
        try {
            descriptors.forEach(text -> request.addDescriptors(DescriptorArgument.parse(text)));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command, e.getMessage(), e);
        }
        return request.build();
    }

    /** Java replaces what it cannot read of an argument, and the hit would be counted for another counter. */
    private static void requireText(String what, String argument, CommandLine command) {
        if (argument.indexOf(UNREADABLE) >= 0) {
            throw new ParameterException(
                    command,
                    what + " '" + argument
                            + "' cannot be read in this locale (expected: one in UTF-8, such as LC_ALL=C.UTF-8)");
        }
    }

    private ManagedChannel channel(CommandLine command) {
        try {
            HostAndPort gateway = SettingTypes.HOST_AND_PORT.read(address);
            return NettyChannelBuilder.forAddress(gateway.host(), gateway.port())
                    .usePlaintext()
                    .directExecutor() // one call, nothing else waits for the thread
                    .build();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    command, "--address: '" + address + "' (expected: host:port, or [IPv6 address]:port)", e);
        }
    }

    private int explain(Status status, CommandLine command) {
        String description = status.getDescription() == null ? status.getCode().name() : status.getDescription();
        if (status.getCode() == Status.Code.UNAVAILABLE || status.getCode() == Status.Code.DEADLINE_EXCEEDED) {
            String problem = status.getCode() == Status.Code.UNAVAILABLE
                    ? "cannot reach a gateway at " + address + " (" + reason(status, description) + ")"
                    : "no answer from " + address + " within " + timeoutSeconds + " s";
            command.getErr()
                    .println("tollgate: " + problem + ": start one with 'tollgate up', or name another with --address");
            return ExitCode.CANNOT_START;
        }
        command.getErr().println("tollgate: the gateway at " + address + " rejected the request: " + description);
        return ExitCode.REJECTED;
    }

    /** gRPC says "io exception" of all that goes wrong with a connection; the cause has the system's own words. */
    private static String reason(Status status, String description) {
        for (Throwable cause = status.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectException) {
                return "nobody listens there";
            }
            if (cause instanceof UnknownHostException) {
                return "there is no such host";
            }
        }
        return description;
    }
}
