package io.tollgate.gateway.limits;

import java.util.List;

/**
 * What one file says about its domain.
 *
 * @param windows what its root says of windows
 * @param source where the domain is named, for messages
 */
record DomainSpec(String domain, List<DescriptorSpec> descriptors, WindowSpec windows, YamlCursor source) {

    DomainSpec {
        descriptors = List.copyOf(descriptors);
    }
}
