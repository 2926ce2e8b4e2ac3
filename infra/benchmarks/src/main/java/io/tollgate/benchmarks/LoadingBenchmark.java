package io.tollgate.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How long loading of many rules takes, in a fresh JVM and later. */
@Command(
        name = "loading",
        description = "Time to load limit files with many rules: first in a fresh JVM, then again in the same.")
final class LoadingBenchmark implements Callable<Integer> {

    private static final PrintStream OUT = System.out;

    @Option(names = "--rules", description = "Rules in all files together. Default: ${DEFAULT-VALUE}.")
    private int rules = 100_000;

    @Option(names = "--files", description = "Files in the folder with many. Default: ${DEFAULT-VALUE}.")
    private int files = 100;

    @Option(names = "--rounds", description = "Fresh JVMs for each folder, in turn. Default: ${DEFAULT-VALUE}.")
    private int rounds = 3;

    @Option(names = "--again", description = "Loads in the same JVM after the first. Default: ${DEFAULT-VALUE}.")
    private int again = 4;

    /** What one JVM measured, in milliseconds. */
    private record Result(long cold, long warm, long rules) {}

    @Override
    public Integer call() throws Exception {
        Path folder = Files.createTempDirectory("tollgate-bench");
        List<Path> limits = List.of(write(folder.resolve("one"), 1), write(folder.resolve("many"), files));
        OUT.printf("%-12s %8s %10s %10s %12s%n", "", "rules", "MB", "cold, ms", "warm, ms");
        for (int round = 0; round < rounds; round++) {
            for (Path dir : limits) {
                Result result = measure(dir);
                OUT.printf(
                        "%-12s %8d %10.1f %10d %12d%n",
                        dir.getFileName(), result.rules, sizeBytes(dir) / 1e6, result.cold, result.warm);
            }
        }
        return 0;
    }

    private Path write(Path dir, int count) throws IOException {
        Files.createDirectories(dir);
        for (int i = 0; i < count; i++) {
            String yaml = LimitTexts.customers("domain-" + i, rules / count / LimitTexts.RULES_PER_CUSTOMER);
            Files.writeString(dir.resolve(i + ".yaml"), yaml);
        }
        return dir;
    }

    private static long sizeBytes(Path dir) throws IOException {
        long sum = 0;
        try (var paths = Files.newDirectoryStream(dir)) {
            for (Path path : paths) {
                sum += Files.size(path);
            }
        }
        return sum;
    }

    private Result measure(Path dir) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xms128m", // as the launcher starts a gateway
                        "-Xmx1g",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LoadingMain.class.getName(),
                        dir.toString(),
                        Integer.toString(1 + again))
                .redirectErrorStream(true)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        List<Long> numbers = new ArrayList<>();
        for (String line : printed.lines().toList()) {
            try {
                numbers.add(Long.parseLong(line));
            } catch (NumberFormatException e) {
                throw new IOException("loading failed:\n" + printed, e);
            }
        }
        List<Long> warm = numbers.subList(1, numbers.size() - 1);
        return new Result(
                numbers.get(0),
                warm.stream().mapToLong(Long::longValue).min().orElse(0),
                numbers.get(numbers.size() - 1));
    }
}
