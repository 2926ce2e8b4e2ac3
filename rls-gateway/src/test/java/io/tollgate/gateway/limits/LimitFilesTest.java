package io.tollgate.gateway.limits;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.gateway.limits.file.LimitFileOptions;
import io.tollgate.gateway.limits.file.WindowAlignment;
import io.tollgate.gateway.limits.yaml.LimitConfigException;
import io.tollgate.model.DescriptorEntry;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LimitFilesTest {

    private static final LimitFileOptions MERGING = new LimitFileOptions(true, WindowAlignment.EPOCH);

    @TempDir
    private Path dir;

    @Test
    void readsEveryFileWhateverItsNameInSubFoldersToo() throws IOException {
        write("a.yaml", "domain: a");
        write("b", "domain: b");
        write("team/deep/c.yml", "domain: c");

        assertThat(load().domains()).containsExactlyInAnyOrder("a", "b", "c");
    }

    @Test
    void rejectsAFileThatIsNoLimitFile() throws IOException {
        write("README.txt", "About these limits");

        assertThatThrownBy(this::load)
                .isInstanceOf(LimitConfigException.class)
                .hasMessageStartingWith("README.txt:1: error loading config file: ");
    }

    @Test
    void givesTheEmptyTableForAnEmptyFolder() {
        assertThat(load().domains()).isEmpty();
    }

    @Test
    void readsAMountedConfigMapOnce() throws IOException {
        write("..2026_01_01/a.yaml", "domain: a");
        Files.createSymbolicLink(dir.resolve("..data"), Path.of("..2026_01_01"));
        Files.createSymbolicLink(dir.resolve("a.yaml"), Path.of("..data/a.yaml"));
        write(".hidden.yaml", "not: read");
        write(".git/config", "not: read");

        assertThat(load().domains()).containsExactly("a");
    }

    @Test
    void readsAFolderThatIsReachedThroughALink() throws IOException {
        write("v1/a.yaml", "domain: a");
        Path current = Files.createSymbolicLink(dir.resolve("current"), Path.of("v1"));

        assertThat(LimitFiles.load(current, LimitFileOptions.defaults()).domains())
                .containsExactly("a");
    }

    @Test
    void doesNotFollowALinkToAFolder() throws IOException {
        write("a.yaml", "domain: a");
        Files.createSymbolicLink(dir.resolve("loop"), dir);

        assertThat(load().domains()).containsExactly("a");
    }

    @Test
    void rejectsALinkThatLeadsNowhere() throws IOException {
        Files.createSymbolicLink(dir.resolve("a.yaml"), Path.of("gone.yaml"));

        assertThatThrownBy(this::load)
                .isInstanceOf(LimitConfigException.class)
                .hasMessage("a.yaml: cannot be read: there is no such file");
    }

    @Test
    void rejectsAFolderThatDoesNotExist() {
        assertThatThrownBy(() -> LimitFiles.load(dir.resolve("absent"), LimitFileOptions.defaults()))
                .isInstanceOf(LimitConfigException.class)
                .hasMessageContaining("absent: there is no such folder");
    }

    @Test
    void rejectsTwoFilesOfOneDomainAndNamesBoth() throws IOException {
        write("a.yaml", "domain: d");
        write("team/b.yaml", "descriptors: []\ndomain: d");

        assertThatThrownBy(this::load)
                .hasMessageStartingWith(
                        "team/b.yaml:2: domain: duplicate domain 'd' in config file (first in a.yaml:1");
    }

    @Test
    void joinsTheFilesOfOneDomainInOrderOfTheirNamesWhenMerging() throws IOException {
        write("2.yaml", "domain: d\ndescriptors: [{key: k, value: x*, rate_limit: {unit: day}}]");
        write("1.yaml", "domain: d\ndescriptors: [{key: k, value: '*', rate_limit: {unit: day}}]");
        write("3.yaml", "domain: d\ndescriptors: [{key: j, rate_limit: {unit: day}}]");

        LimitTable table = LimitFiles.load(dir, MERGING);

        assertThat(table.rules()).extracting(LimitRule::position).containsExactly("1.yaml:2", "2.yaml:2", "3.yaml:2");
        assertThat(table.match("d", List.of(new DescriptorEntry("k", "x1"))))
                .isNotNull()
                .extracting(LimitRule::path)
                .isEqualTo("k_*");
    }

    @Test
    void rejectsADescriptorThatStandsInTwoMergedFiles() throws IOException {
        write("1.yaml", "domain: d\ndescriptors:\n- {key: k, descriptors: [{key: a}]}\n");
        write("2.yaml", "domain: d\ndescriptors:\n- {key: k, descriptors: [{key: b}]}\n");

        assertThatThrownBy(() -> LimitFiles.load(dir, MERGING))
                .hasMessage("2.yaml:3: descriptors[0]: duplicate descriptor composite key 'd.k' (first in 1.yaml:3)");
    }

    @Test
    void keepsTheWindowsOfEachMergedFileToItsOwnDescriptors() throws IOException {
        write(
                "1.yaml",
                "domain: d\nwindows: calendar\ntime_zone: Asia/Tokyo\ndescriptors: [{key: a, rate_limit: {unit: day}}]");
        write("2.yaml", "domain: d\ndescriptors: [{key: b, rate_limit: {unit: day}}]");

        assertThat(LimitFiles.load(dir, MERGING).rules())
                .extracting(rule -> rule.zone().getId())
                .containsExactly("Asia/Tokyo", "Z");
    }

    @Test
    void rejectsAFileAboveEightMebibytes() throws IOException {
        write("big.yaml", "domain: d\n#" + "x".repeat(LimitFiles.MAX_FILE_BYTES));

        assertThatThrownBy(this::load).hasMessage("big.yaml: a limit file has at most 33554432 bytes");
    }

    @Test
    void readsAFileOfSeveralMebibytes() throws IOException {
        write("big.yaml", "domain: d\n" + ("#" + "x".repeat(99) + "\n").repeat(60_000));

        assertThat(load().domains()).containsExactly("d");
    }

    @Test
    void rejectsAFileThatIsNotUtf8() throws IOException {
        Files.write(dir.resolve("latin.yaml"), new byte[] {'d', (byte) 0xE4});

        assertThatThrownBy(this::load)
                .hasMessage("latin.yaml: error loading config file: it is not UTF-8 (save it as UTF-8)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-8"})
    void readsTheEncodingThatAByteOrderMarkTells(String encoding) throws IOException {
        String text = "\uFEFFdomain: shöp\r\ndescriptors:\r\n- key: \"a😀\"\r\n  rate_limit: {unit: day}\r\n";
        Files.write(dir.resolve("powershell.yaml"), text.getBytes(Charset.forName(encoding)));

        assertThat(load().rules()).extracting(LimitRule::toString).containsExactly("shöp.a😀 (powershell.yaml:3)");
    }

    @Test
    void rejectsHalfACharacterOfUtf16() throws IOException {
        Files.write(dir.resolve("odd.yaml"), new byte[] {(byte) 0xFF, (byte) 0xFE, 'd', 0, 'o'});

        assertThatThrownBy(this::load)
                .hasMessage("odd.yaml: error loading config file: it is not UTF-16LE (save it as UTF-8)");
    }

    @Test
    void skipsAByteOrderMark() throws IOException {
        write("bom.yaml", "\uFEFFdomain: d");

        assertThat(load().domains()).containsExactly("d");
    }

    @Test
    void namesTheFileInWarnings() throws IOException {
        write("team/a.yaml", "domain: d\ndescriptors: [{key: a, rate_limit: {unit: week}}]");

        assertThat(load().warnings())
                .singleElement()
                .asString()
                .startsWith("team/a.yaml:2: descriptors[0].rate_limit.unit: ");
    }

    private LimitTable load() {
        return LimitFiles.load(dir, LimitFileOptions.defaults());
    }

    private void write(String name, String text) throws IOException {
        Path file = dir.resolve(name);
        Path folder = file.getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.writeString(file, text, UTF_8);
    }
}
