package dev.tidemark.benchmarks.system.run;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the threads that belong to the JVM itself (compilers, collector, recorder) have taken of a process's CPU so far, by thread id, read
 * from {@code /proc}. Immutable; empty where there is no {@code /proc}.
 */
public record JvmThreads(Map<String, Double> seconds) {

    private static final double TICKS_PER_SECOND = 100; // USER_HZ, the same on every Linux
    private static final List<String> NAMES = List.of("C1 Comp", "C2 Comp", "GC ", "VM ", "JFR ", "Monitor Defl",
            "Service Thread", "Sweeper");

    public static JvmThreads of(long pid) throws IOException {
        Map<String, Double> seconds = new HashMap<>();
        Path tasks = Path.of("/proc", Long.toString(pid), "task");
        if (!Files.isDirectory(tasks)) {
            return new JvmThreads(seconds);
        }
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(tasks)) {
            for (Path thread : threads) {
                try {
                    read(thread, Files.readString(thread.resolve("stat")), seconds);
                } catch (NoSuchFileException ended) {
                    seconds.remove(thread.toString());
                }
            }
        }
        return new JvmThreads(seconds);
    }

    /** {@code 17 (C2 CompilerThre) S 1 ...}: user and system ticks are the 12th and 13th value behind the name. */
    private static void read(Path thread, String stat, Map<String, Double> seconds) {
        String name = stat.substring(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
        if (NAMES.stream().anyMatch(name::startsWith)) {
            String[] values = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            seconds.put(thread.toString(), (Long.parseLong(values[11]) + Long.parseLong(values[12]))
                    / TICKS_PER_SECOND);
        }
    }

    /** Seconds since then. A compiler thread that ended in between is not seen. */
    public double since(JvmThreads before) {
        double sum = 0;
        for (Map.Entry<String, Double> thread : seconds.entrySet()) {
            sum += thread.getValue() - before.seconds.getOrDefault(thread.getKey(), 0.0);
        }
        return sum;
    }
}
