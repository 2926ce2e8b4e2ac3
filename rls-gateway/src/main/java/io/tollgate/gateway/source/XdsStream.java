package io.tollgate.gateway.source;

import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One stream to a management server: answers each response with whether it is in force. A server may answer a rejection
 * with the same set at once, so a second rejection in a row waits a second, unless another response comes first.
 *
 * <p>All of it happens on one thread, the channel's executor.
 */
final class XdsStream implements ClientResponseObserver<DiscoveryRequest, DiscoveryResponse> {

    private static final long REJECTION_PAUSE_MS = 1_000;

    private final XdsRequests requests;
    private final XdsSets sets;
    private final Fate fate;
    private final ScheduledExecutorService loop;
    private @Nullable ClientCallStreamObserver<DiscoveryRequest> toServer;
    private @Nullable Future<?> pendingRejection;
    private int rejectionsInARow;
    private boolean ended;

    /** Is told how the stream fares. */
    interface Fate {

        /** It reached the server. */
        void connected();

        /** It brought a response. */
        void answered();

        /** It has ended, and is not used again. */
        void lost(String reason);
    }

    /** @param loop what the channel's callbacks run on */
    XdsStream(XdsRequests requests, XdsSets sets, Fate fate, ScheduledExecutorService loop) {
        this.requests = requests;
        this.sets = sets;
        this.fate = fate;
        this.loop = loop;
    }

    /** Asks for the limits; to be called once, on the loop. */
    void open(Channel channel) {
        AggregatedDiscoveryServiceGrpc.newStub(channel).streamAggregatedResources(this);
        send(requests.first());
    }

    /** Tells nobody anything from now on. */
    void abandon() {
        ended = true;
        dropPendingRejection();
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<DiscoveryRequest> requestStream) {
        toServer = requestStream;
        requestStream.setOnReadyHandler(fate::connected);
    }

    @Override
    public void onNext(DiscoveryResponse response) {
        if (ended) {
            return;
        }
        dropPendingRejection();
        fate.answered();
        String rejection = sets.receive(response);
        if (rejection == null) {
            rejectionsInARow = 0;
            send(requests.accept(response));
        } else {
            reject(requests.reject(response, rejection));
        }
    }

    private void reject(DiscoveryRequest rejection) {
        rejectionsInARow++;
        if (rejectionsInARow == 1) {
            send(rejection);
        } else {
            pendingRejection = loop.schedule(() -> send(rejection), REJECTION_PAUSE_MS, TimeUnit.MILLISECONDS);
        }
    }

    private void dropPendingRejection() {
        if (pendingRejection != null) {
            pendingRejection.cancel(false);
            pendingRejection = null;
        }
    }

    private void send(DiscoveryRequest request) {
        if (toServer != null && !ended) {
            toServer.onNext(request);
        }
    }

    @Override
    public void onError(Throwable error) {
        end(Status.fromThrowable(error).toString());
    }

    @Override
    public void onCompleted() {
        end("the server has ended it");
    }

    private void end(String reason) {
        if (!ended) {
            abandon();
            fate.lost(reason);
        }
    }
}
