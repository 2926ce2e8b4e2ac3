package io.tollgate.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Looks up once where a host is, and lets pass what may be sent to. A look-up blocks and cannot be broken off, so each has
 * a thread; threads end when there is nothing to look up. Thread-safe.
 */
final class AddressLookup implements AutoCloseable {

    private static final Duration IDLE = Duration.ofSeconds(10);

    private final Resolver resolver;
    private final AddressRules rules;
    private final Duration longest;
    private final ThreadPoolExecutor threads;

    /**
     * @param longest how long somebody waits for an answer
     * @param most how many look-ups there are at once
     */
    AddressLookup(Resolver resolver, AddressRules rules, Duration longest, int most) {
        this.resolver = resolver;
        this.rules = rules;
        this.longest = longest;
        this.threads = new ThreadPoolExecutor(
                0, most, IDLE.toMillis(), TimeUnit.MILLISECONDS, new SynchronousQueue<>(), work -> {
                    Thread thread = new Thread(work, "webhook-lookup");
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /**
     * Returns the addresses of a host, each of which may be sent to; they have the host as their name, for TLS. Fails if one
     * of them may not: who mixes them wants to see what happens.
     */
    CompletableFuture<List<InetAddress>> find(String host) {
        InetAddress literal = TargetRules.literal(host);
        try {
            return literal == null
                    ? CompletableFuture.supplyAsync(() -> checked(host, resolved(host)), threads)
                            .orTimeout(longest.toMillis(), TimeUnit.MILLISECONDS)
                    : CompletableFuture.completedFuture(checked(host, List.of(literal)));
        } catch (AttemptFailedException e) {
            return CompletableFuture.failedFuture(e);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(new AttemptFailedException("too many look-ups of names at once"));
        }
    }

    private List<InetAddress> resolved(String host) {
        try {
            return resolver.resolve(host);
        } catch (UnknownHostException e) {
            throw new AttemptFailedException("DNS knows no address of " + host);
        }
    }

    private List<InetAddress> checked(String host, List<InetAddress> addresses) {
        if (addresses.isEmpty()) {
            throw new AttemptFailedException("DNS knows no address of " + host);
        }
        List<InetAddress> named = new ArrayList<>();
        for (InetAddress address : addresses) {
            Optional<String> refusal = rules.refusal(address);
            if (refusal.isPresent()) {
                throw new AttemptFailedException(refusal.get());
            }
            named.add(named(host, address));
        }
        return List.copyOf(named);
    }

    private static InetAddress named(String host, InetAddress address) {
        try {
            return InetAddress.getByAddress(host, address.getAddress());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("it came from an address", e);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
