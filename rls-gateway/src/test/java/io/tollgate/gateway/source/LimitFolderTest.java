package io.tollgate.gateway.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tollgate.gateway.limits.LimitTable;
import io.tollgate.gateway.limits.LimitsInForce;
import io.tollgate.gateway.limits.file.LimitFileOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LimitFolderTest {

    private static final Duration POLL = Duration.ofMillis(250);

    @TempDir
    private Path dir;

    private final AtomicLong nanos = new AtomicLong();
    private final LimitsInForce limits = new LimitsInForce(LimitFileOptions.defaults());
    private LimitFolder folder;

    @BeforeEach
    void watch() {
        folder = watching("limits", "");
    }

    @AfterEach
    void close() {
        folder.close();
    }

    @Test
    void takesAFileThatIsWrittenInPlace() throws IOException {
        write("limits/a.yaml", "domain: a");
        folder.readFirst();

        write("limits/a.yaml", "domain: changed");
        polls(2);

        assertThat(domains()).containsExactly("changed");
        assertThat(limits.state().loads()).isEqualTo(2);
    }

    @Test
    void waitsForTheRestOfAFileThatIsHalfWritten() throws IOException {
        write("limits/a.yaml", "domain: a");
        folder.readFirst();

        write("limits/b.yaml", "domain: b\ndescriptors: [{key");
        polls(1);
        write("limits/b.yaml", "domain: b\ndescriptors: [{key: k}]");
        polls(1);
        write("limits/c.yaml", "domain: c");
        polls(2);

        assertThat(domains()).containsExactlyInAnyOrder("a", "b", "c");
        assertThat(limits.state().loads()).isEqualTo(2);
        assertThat(limits.state().rejections()).isZero();
    }

    @Test
    void takesFilesThatAreRenamedInAndRemovedAndPutIntoFolders() throws IOException {
        write("limits/a.yaml", "domain: a");
        write("limits/b.yaml", "domain: b");
        folder.readFirst();

        write("new.yaml", "domain: c");
        Files.move(dir.resolve("new.yaml"), dir.resolve("limits/c.yaml"), ATOMIC_MOVE);
        Files.delete(dir.resolve("limits/a.yaml"));
        write("limits/team/deep/d.yaml", "domain: d");
        polls(2);

        assertThat(domains()).containsExactlyInAnyOrder("b", "c", "d");
    }

    @Test
    void takesAConfigMapThatTheKubeletSwaps() throws IOException {
        write("limits/..v1/a.yaml", "domain: a");
        write("limits/..v1/b.yaml", "domain: b");
        link("limits/..data", "..v1");
        link("limits/a.yaml", "..data/a.yaml");
        link("limits/b.yaml", "..data/b.yaml");
        folder.readFirst();
        assertThat(domains()).containsExactlyInAnyOrder("a", "b");

        write("limits/..v2/a.yaml", "domain: x");
        write("limits/..v2/c.yaml", "domain: c");
        swap("limits/..data", "..v2");
        polls(1);
        Files.delete(dir.resolve("limits/b.yaml"));
        link("limits/c.yaml", "..data/c.yaml");
        polls(2);

        assertThat(domains()).containsExactlyInAnyOrder("x", "c");
        assertThat(limits.state().rejections()).isZero();
    }

    @Test
    void takesAFolderThatIsSwappedAsAWhole() throws IOException {
        write("v1/config/a.yaml", "domain: a");
        write("v2/config/a.yaml", "domain: x");
        link("limits", "v1");
        folder.readFirst();

        swap("limits", "v2");
        polls(2);

        assertThat(domains()).containsExactly("x");
    }

    @Test
    void readsOnlyFilesThatBelongToTheApplication() throws IOException {
        folder.close();
        folder = watching("limits", "config.");
        write("limits/config/a.yaml", "domain: a");
        write("limits/config.b.yaml", "domain: b");
        write("limits/other/c.yaml", "not a limit file");
        write("limits/configuration.yaml", "not a limit file");

        folder.readFirst();

        assertThat(domains()).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void doesNotCountAnIdenticalSetAsALoad() throws IOException {
        Path file = write("limits/a.yaml", "domain: a");
        folder.readFirst();

        Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000));
        polls(20);
        Files.delete(file);
        write("limits/a.yaml", "domain: a");
        polls(20);

        assertThat(limits.state().loads()).isEqualTo(1);
    }

    @Test
    void takesAChangeThatSizeAndTimeDoNotShow() throws IOException {
        Path file = write("limits/a.yaml", "domain: a");
        FileTime time = Files.getLastModifiedTime(file);
        folder.readFirst();
        polls(3);

        write("limits/a.yaml", "domain: b");
        Files.setLastModifiedTime(file, time);
        polls(2);

        assertThat(domains()).containsExactly("b");
    }

    @Test
    void keepsTheLimitsBeforeWhenASetIsRejectedAndSaysItOnce() throws IOException {
        write("limits/a.yaml", "domain: a");
        folder.readFirst();

        write("limits/b.yaml", "domain: b\ndescriptors: [{value: v}]");
        polls(20);

        assertThat(domains()).containsExactly("a");
        assertThat(limits.state().rejection()).isEqualTo("b.yaml:2: descriptors[0]: descriptor has empty key");
        assertThat(limits.state().rejections()).isEqualTo(1);

        Files.delete(dir.resolve("limits/b.yaml"));
        polls(2);

        assertThat(limits.state().rejection()).isNull();
    }

    @Test
    void startsWithABadSetWithoutThrowing() throws IOException {
        write("limits/a.yaml", "nonsense");

        folder.start();

        assertThat(limits.state().rejection()).startsWith("a.yaml:1: ");
        assertThat(limits.table()).isNull();
    }

    @Test
    void picksUpAFolderThatAppearsLate() throws IOException {
        folder.readFirst();
        polls(20);
        assertThat(limits.state().rejections()).isEqualTo(1);
        assertThat(limits.state().rejection()).endsWith("limits: there is no such folder of limit files");

        write("limits/a.yaml", "domain: a");
        polls(2);

        assertThat(domains()).containsExactly("a");
        assertThat(limits.state().rejection()).isNull();
    }

    @Test
    void keepsTheLimitsOfAFolderThatIsGone() throws IOException {
        Path file = write("limits/a.yaml", "domain: a");
        folder.readFirst();

        Files.delete(file);
        Files.delete(dir.resolve("limits"));
        polls(20);

        assertThat(domains()).containsExactly("a");
        assertThat(limits.state().rejections()).isEqualTo(1);
    }

    @Test
    void saysOnceThatALinkLeadsNowhereAndTakesWhatItComesToLeadTo() throws IOException {
        Files.createDirectory(dir.resolve("limits"));
        link("limits/a.yaml", "../target.yaml");
        folder.readFirst();
        polls(20);
        assertThat(limits.state().rejections()).isEqualTo(1);
        assertThat(limits.state().rejection()).isEqualTo("a.yaml: cannot be read: there is no such file");

        write("target.yaml", "domain: a");
        polls(2);

        assertThat(domains()).containsExactly("a");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void hasInForceWhatTheFolderHoldsOnceItIsQuiet(long seed) throws IOException {
        Random random = new Random(seed);
        Files.createDirectories(dir.resolve("limits/sub"));
        folder.readFirst();
        for (int round = 0; round < 30; round++) {
            for (int change = random.nextInt(4); change >= 0; change--) {
                changeSomething(random);
                polls(random.nextInt(2));
            }
            polls(2);

            assertThat(domains()).as("seed %d, round %d", seed, round).isEqualTo(domainsOnDisk());
        }
        assertThat(limits.state().rejections()).isZero();
    }

    @Test
    void followsTheFolderInTheBackground() throws IOException {
        write("limits/a.yaml", "domain: a");
        folder.close();
        folder = new LimitFolder(new LimitFolder.Settings(dir.resolve("limits"), "", Duration.ofMillis(5)), limits);
        folder.start();
        assertThat(domains()).containsExactly("a");

        write("limits/a.yaml", "domain: b");

        await().until(() -> domains().equals(Set.of("b")));
    }

    /** Each file names a domain of its own, so that every set is good. */
    private void changeSomething(Random random) throws IOException {
        int number = random.nextInt(5);
        String name = (number % 2 == 0 ? "limits/sub/" : "limits/") + number;
        Path file = dir.resolve(name);
        String text = "domain: '" + number + "-" + random.nextInt(3) + "'";
        switch (random.nextInt(4)) {
            case 0 -> Files.deleteIfExists(file);
            case 1 -> {
                write("elsewhere", text);
                Files.move(dir.resolve("elsewhere"), file, ATOMIC_MOVE);
            }
            case 2 -> {
                write("targets/" + number, text);
                swap(name, dir.resolve("targets/" + number).toString());
            }
            default -> write(name, text);
        }
    }

    private Set<String> domainsOnDisk() throws IOException {
        Set<String> domains = new TreeSet<>();
        try (Stream<Path> paths = Files.walk(dir.resolve("limits"))) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                domains.add(Files.readString(path).replace("domain: ", "").replace("'", ""));
            }
        }
        return domains;
    }

    private LimitFolder watching(String name, String prefix) {
        return new LimitFolder(new LimitFolder.Settings(dir.resolve(name), prefix, POLL), limits, nanos::get);
    }

    private void polls(int times) {
        for (int i = 0; i < times; i++) {
            nanos.addAndGet(POLL.toNanos());
            folder.poll();
        }
    }

    private Set<String> domains() {
        LimitTable table = limits.table();
        return table == null ? Set.of() : table.domains();
    }

    private Path write(String name, String text) throws IOException {
        Path file = dir.resolve(name);
        Path parent = file.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        return Files.writeString(file, text, UTF_8);
    }

    private void link(String name, String target) throws IOException {
        Files.createSymbolicLink(dir.resolve(name), Path.of(target));
    }

    /** As the kubelet does it: a new link is renamed to the old one's name. */
    private void swap(String name, String target) throws IOException {
        link("tmp-link", target);
        Files.move(dir.resolve("tmp-link"), dir.resolve(name), ATOMIC_MOVE);
    }
}
