package io.tollgate.gateway.limits.file;

import io.tollgate.gateway.limits.yaml.YamlCursor;
import java.util.List;

/**
 * What one file says about its domain.
 *
 * @param windows what its root says of windows
 * @param source where the domain is named, for messages
 */
public record DomainSpec(String domain, List<DescriptorSpec> descriptors, WindowSpec windows, YamlCursor source) {

    public DomainSpec {
        descriptors = List.copyOf(descriptors);
    }
}
