package io.tollgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.standalone.Broker;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.utils.SecurityUtils;

/**
 * A broker as docs/operate/kafka.md has one set up: its commands are run by a shell as they stand there. Kafka's own
 * scripts are not part of the build, so stand-ins write down what they were called with, and it is done over the admin
 * client.
 */
final class SecuredKafka implements AutoCloseable {

    private static final Path PAGE = Path.of("..", "docs", "operate", "kafka.md");
    private static final Pattern BLOCK = Pattern.compile("```(\\w+)\\n(.*?)```", Pattern.DOTALL);
    private static final Duration COMMANDS = Duration.ofMinutes(1);
    private static final int ITERATIONS = 4096;
    private static final Map<String, ResourceType> RESOURCES = Map.of(
            "--topic", ResourceType.TOPIC,
            "--group", ResourceType.GROUP,
            "--transactional-id", ResourceType.TRANSACTIONAL_ID);

    private final Path folder;
    private final Broker broker;
    private final Admin admin;

    private SecuredKafka(Path folder, Broker broker) {
        this.folder = folder;
        this.broker = broker;
        this.admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
    }

    /** Does what the page says, in a folder. */
    static SecuredKafka byTheWalk(Path folder) throws IOException {
        Path walk = Files.createDirectories(folder.resolve("walk"));
        int clients = FreePorts.next();
        run(walk, blocks("sh"), clients);
        Broker broker = Broker.start(folder.resolve("kafka"), 0, settings -> secure(settings, walk, clients));
        SecuredKafka kafka = new SecuredKafka(walk, broker);
        try {
            for (String line : Files.readAllLines(walk.resolve("configs"))) {
                kafka.addUser(line.split(" ", -1));
            }
            for (String line : Files.readAllLines(walk.resolve("acls"))) {
                kafka.allow(line.split(" ", -1));
            }
            return kafka;
        } catch (RuntimeException | IOException e) {
            kafka.close();
            throw e;
        }
    }

    private static Stream<String> blocks(String language) throws IOException {
        return BLOCK.matcher(Files.readString(PAGE))
                .results()
                .filter(block -> block.group(1).equals(language))
                .map((MatchResult block) -> block.group(2));
    }

    private static void run(Path walk, Stream<String> blocks, int clients) {
        List<String> script = new ArrayList<>(List.of(
                "set -euo pipefail",
                "cd '" + walk + "'",
                "export ADMIN=admin CLIENTS=127.0.0.1:" + clients,
                "PATH='" + Path.of(System.getProperty("java.home"), "bin") + "':$PATH",
                "kafka-configs.sh() { echo \"$@\" >> configs; }",
                "kafka-acls.sh() { echo \"$@\" >> acls; }"));
        blocks.forEach(script::add);
        // an authority that the broker's certificate is not from
        script.add(
                "keytool -genkeypair -alias other -keyalg EC -dname CN=other -keystore other-ca.p12 -storetype PKCS12"
                        + " -storepass changeit");
        script.add("keytool -exportcert -alias other -rfc -file other.crt -keystore other-ca.p12 -storepass changeit");
        script.add("keytool -importcert -noprompt -alias other -file other.crt -keystore other.p12 -storetype PKCS12"
                + " -storepass changeit");
        try (ChildProcess bash =
                ChildProcess.start("walk", List.of("bash", "-c", String.join("\n", script)), Map.of())) {
            assertThat(bash.awaitExit(COMMANDS)).as(bash.output()).isZero();
        }
    }

    private static void secure(Properties settings, Path walk, int clients) {
        Properties page = new Properties();
        try {
            page.load(new StringReader(blocks("properties").findFirst().orElseThrow()));
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + PAGE, e);
        }
        settings.putAll(page);
        String keystore = "listener.name.clients.ssl.keystore.location";
        settings.setProperty(keystore, walk.resolve(page.getProperty(keystore)).toString());
        settings.setProperty("super.users", "User:ANONYMOUS"); // who comes in by the brokers' own listener
        append(settings, "listeners", "CLIENTS://127.0.0.1:" + clients);
        append(settings, "advertised.listeners", "CLIENTS://127.0.0.1:" + clients);
        append(settings, "listener.security.protocol.map", "CLIENTS:SASL_SSL");
    }

    private static void append(Properties settings, String name, String more) {
        settings.setProperty(name, settings.getProperty(name) + "," + more);
    }

    private void addUser(String... arguments) {
        String credential = after("--add-config", arguments);
        String password = credential.replaceAll("^SCRAM-SHA-512=\\[password=(.*)]$", "$1");
        assertThat(password).isNotEqualTo(credential);
        done(admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(
                        after("--entity-name", arguments),
                        new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, ITERATIONS),
                        password)))
                .all());
    }

    private void allow(String... arguments) {
        List<String> words = List.of(arguments);
        PatternType type = words.contains("--resource-pattern-type")
                ? PatternType.fromString(
                        after("--resource-pattern-type", arguments).toUpperCase(Locale.ROOT))
                : PatternType.LITERAL;
        String principal = after("--allow-principal", arguments);
        List<AclBinding> bindings = new ArrayList<>();
        RESOURCES.forEach((option, resource) -> {
            if (words.contains(option)) {
                for (int i = 0; i < arguments.length; i++) {
                    if (arguments[i].equals("--operation")) {
                        bindings.add(new AclBinding(
                                new ResourcePattern(resource, after(option, arguments), type),
                                new AccessControlEntry(
                                        principal,
                                        "*",
                                        SecurityUtils.operation(arguments[i + 1]),
                                        AclPermissionType.ALLOW)));
                    }
                }
            }
        });
        assertThat(bindings).as(String.join(" ", arguments)).isNotEmpty();
        done(admin.createAcls(bindings).all());
    }

    private static String after(String option, String... arguments) {
        int at = Arrays.asList(arguments).indexOf(option);
        assertThat(at).as(option + " in " + String.join(" ", arguments)).isNotNegative();
        return arguments[at + 1];
    }

    /** Takes what a user may do with one topic by its own name. */
    void deny(String user, String topic) {
        List<AclBindingFilter> filters = done(
                        admin.describeAcls(AclBindingFilter.ANY).values())
                .stream()
                .filter(acl -> acl.entry().principal().equals("User:" + user)
                        && acl.pattern().name().equals(topic))
                .map(AclBinding::toFilter)
                .toList();
        assertThat(filters).isNotEmpty();
        done(admin.deleteAcls(filters).all());
    }

    private static <T> T done(KafkaFuture<T> call) {
        try {
            return call.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("cannot set Kafka up", e);
        }
    }

    /** Returns a file that the walk made. */
    Path file(String name) {
        return folder.resolve(name);
    }

    /** Writes a copy with other text in it. */
    Path copy(String name, String copied, String text, String other) throws IOException {
        return Files.writeString(file(copied), Files.readString(file(name)).replace(text, other));
    }

    @Override
    public void close() {
        admin.close(Duration.ZERO);
        broker.close();
    }
}
