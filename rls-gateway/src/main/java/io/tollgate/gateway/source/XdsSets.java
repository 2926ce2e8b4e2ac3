package io.tollgate.gateway.source;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.tollgate.gateway.limits.yaml.LimitFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ratelimit.config.ratelimit.v3.RateLimitConfig;

/**
 * Judges what a management server sends: each response is a whole set, each of its resources stands for a file, in the
 * order of their names since a server may send them in any. A set that was rejected just before is not judged, counted
 * and logged again, for some servers answer a rejection with the same set at once. For one thread at a time.
 */
final class XdsSets {

    private static final Logger LOG = LoggerFactory.getLogger(XdsSets.class);

    private final LimitOffers offers;
    private @Nullable List<LimitFile> rejectedFiles;
    private @Nullable String rejection;

    XdsSets(LimitOffers offers) {
        this.offers = offers;
    }

    /** Puts the set in force, or returns why it is rejected. */
    @Nullable String receive(DiscoveryResponse response) {
        try {
            return judge(unpack(response.getResourcesList()));
        } catch (InvalidProtocolBufferException e) {
            String reason = String.valueOf(e.getMessage());
            if (!reason.equals(rejection)) {
                LOG.warn("Limits over xDS cannot be unpacked, what was before stays in force: {}", reason);
            }
            return remember(null, reason);
        }
    }

    private @Nullable String judge(List<LimitFile> files) {
        if (files.equals(rejectedFiles)) {
            return rejection;
        }
        String reason = offers.offer(files);
        return remember(reason == null ? null : files, reason);
    }

    private @Nullable String remember(@Nullable List<LimitFile> files, @Nullable String reason) {
        rejectedFiles = files;
        rejection = reason;
        return reason;
    }

    private static List<LimitFile> unpack(List<Any> resources) throws InvalidProtocolBufferException {
        List<LimitFile> files = new ArrayList<>();
        for (Any resource : resources) {
            files.add(RateLimitConfigTree.file(unpack(resource)));
        }
        files.sort(Comparator.comparing(LimitFile::name));
        return files;
    }

    private static RateLimitConfig unpack(Any resource) throws InvalidProtocolBufferException {
        if (!resource.is(RateLimitConfig.class)) {
            throw new InvalidProtocolBufferException("mismatched message type: got '" + resource.getTypeUrl()
                    + "' (expected: '" + XdsRequests.TYPE_URL + "')");
        }
        return resource.unpack(RateLimitConfig.class);
    }
}
