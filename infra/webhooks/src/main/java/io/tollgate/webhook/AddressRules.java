package io.tollgate.webhook;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which addresses webhooks may be sent to: those of the internet, and those of networks that are allowed. What is not of
 * the internet is what IANA's registries of special purpose addresses say (RFC 6890). An IPv4 address within an IPv6 one
 * (RFC 4291, 2.5.5) is read by Java as IPv4 where it is mapped, and is refused otherwise. Immutable.
 */
final class AddressRules {

    /** All other IPv6 addresses are for something else than the internet: RFC 4291, 2.4. */
    private static final Network GLOBAL_V6 = Network.parse("2000::/3");

    private static final Map<Network, String> BLOCKED = blocked();

    private final List<Network> allowed;

    /** @param allowed what may be sent to although it is not of the internet */
    AddressRules(List<Network> allowed) {
        this.allowed = List.copyOf(allowed);
    }

    private static Map<Network, String> blocked() {
        Map<Network, String> blocked = new LinkedHashMap<>();
        blockV4(blocked);
        blockV6(blocked);
        return blocked;
    }

    private static void blockV4(Map<Network, String> blocked) {
        blocked.put(Network.parse("0.0.0.0/8"), "this machine, RFC 791");
        blocked.put(Network.parse("10.0.0.0/8"), "private, RFC 1918");
        blocked.put(Network.parse("100.64.0.0/10"), "shared by customers of a provider, RFC 6598");
        blocked.put(Network.parse("127.0.0.0/8"), "loopback, RFC 1122");
        blocked.put(Network.parse("168.63.129.16/32"), "the host of a virtual machine, by Azure");
        blocked.put(Network.parse("169.254.0.0/16"), "link-local and metadata of clouds, RFC 3927");
        blocked.put(Network.parse("172.16.0.0/12"), "private, RFC 1918");
        blocked.put(Network.parse("192.0.0.0/24"), "protocol assignments, RFC 6890");
        blocked.put(Network.parse("192.0.2.0/24"), "documentation, RFC 5737");
        blocked.put(Network.parse("192.88.99.0/24"), "relays of 6to4, RFC 7526");
        blocked.put(Network.parse("192.168.0.0/16"), "private, RFC 1918");
        blocked.put(Network.parse("198.18.0.0/15"), "benchmarks, RFC 2544");
        blocked.put(Network.parse("198.51.100.0/24"), "documentation, RFC 5737");
        blocked.put(Network.parse("203.0.113.0/24"), "documentation, RFC 5737");
        blocked.put(Network.parse("224.0.0.0/4"), "multicast, RFC 5771");
        blocked.put(Network.parse("240.0.0.0/4"), "reserved and broadcast, RFC 1112");
    }

    private static void blockV6(Map<Network, String> blocked) {
        blocked.put(Network.parse("::/128"), "this machine, RFC 4291");
        blocked.put(Network.parse("::1/128"), "loopback, RFC 4291");
        blocked.put(Network.parse("::/96"), "IPv4-compatible, RFC 4291");
        blocked.put(Network.parse("64:ff9b::/96"), "an IPv4 address behind NAT64, RFC 6052");
        blocked.put(Network.parse("64:ff9b:1::/48"), "an IPv4 address behind NAT64, RFC 8215");
        blocked.put(Network.parse("2001::/32"), "Teredo, RFC 4380");
        blocked.put(Network.parse("2001::/23"), "protocol assignments, RFC 2928");
        blocked.put(Network.parse("2001:db8::/32"), "documentation, RFC 3849");
        blocked.put(Network.parse("2002::/16"), "an IPv4 address behind 6to4, RFC 3056");
        blocked.put(Network.parse("3fff::/20"), "documentation, RFC 9637");
        blocked.put(Network.parse("fc00::/7"), "private, RFC 4193");
        blocked.put(Network.parse("fe80::/10"), "link-local, RFC 4291");
        blocked.put(Network.parse("fec0::/10"), "site-local, RFC 3879");
        blocked.put(Network.parse("ff00::/8"), "multicast, RFC 4291");
    }

    /** Returns why nothing is sent to an address; empty if it may be. */
    Optional<String> refusal(InetAddress address) {
        if (allowed.stream().anyMatch(network -> network.contains(address))) {
            return Optional.empty();
        }
        return BLOCKED.entrySet().stream()
                .filter(network -> network.getKey().contains(address))
                .map(Map.Entry::getValue)
                .findFirst()
                .or(() -> address instanceof Inet4Address || GLOBAL_V6.contains(address)
                        ? Optional.empty()
                        : Optional.of("not of the internet, RFC 4291"))
                .map(reason -> address.getHostAddress() + " is not allowed: " + reason);
    }
}
