package io.tollgate.gateway.grpc;

import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;

/**
 * Services whose requests are read by {@link RequestMarshaller}: texts that are not UTF-8 are mended, and a call with what
 * is no message at all ends with {@code INTERNAL}, as the reference ends it, and without a trace in the log. One
 * allocation for each call.
 */
final class ReadableCalls {

    private static final Status UNREADABLE = Status.INTERNAL.withDescription("the request is no message of its type");

    private ReadableCalls() {}

    /** Returns the service with its requests read so. */
    static ServerServiceDefinition of(ServerServiceDefinition service) {
        List<ServerMethodDefinition<?, ?>> methods = new ArrayList<>();
        service.getMethods().forEach(method -> methods.add(readable(method)));
        ServiceDescriptor.Builder descriptor = ServiceDescriptor.newBuilder(
                        service.getServiceDescriptor().getName())
                .setSchemaDescriptor(service.getServiceDescriptor().getSchemaDescriptor());
        methods.forEach(method -> descriptor.addMethod(method.getMethodDescriptor()));
        ServerServiceDefinition.Builder readable = ServerServiceDefinition.builder(descriptor.build());
        methods.forEach(readable::addMethod);
        return readable.build();
    }

    private static <Q, R> ServerMethodDefinition<Q, R> readable(ServerMethodDefinition<Q, R> method) {
        MethodDescriptor<Q, R> descriptor = method.getMethodDescriptor();
        RequestMarshaller<Q> requests = RequestMarshaller.of(descriptor.getRequestMarshaller());
        ServerCallHandler<Q, R> handler = method.getServerCallHandler();
        return ServerMethodDefinition.create(
                descriptor.toBuilder(requests, descriptor.getResponseMarshaller())
                        .build(),
                (call, headers) -> new Listener<>(handler.startCall(call, headers), call, requests));
    }

    /** Keeps what is no message from the service. */
    private static final class Listener<Q> extends SimpleForwardingServerCallListener<Q> {
        private final ServerCall<Q, ?> call;
        private final RequestMarshaller<Q> requests;
        private boolean ended;

        private Listener(ServerCall.Listener<Q> service, ServerCall<Q, ?> call, RequestMarshaller<Q> requests) {
            super(service);
            this.call = call;
            this.requests = requests;
        }

        @Override
        public void onMessage(Q message) {
            if (requests.isUnreadable(message)) {
                ended = true;
                call.close(UNREADABLE, new Metadata());
            } else if (!ended) {
                super.onMessage(message);
            }
        }

        /** To a service it would be the end of all requests, which it answers. */
        @Override
        public void onHalfClose() {
            if (!ended) {
                super.onHalfClose();
            }
        }
    }
}
