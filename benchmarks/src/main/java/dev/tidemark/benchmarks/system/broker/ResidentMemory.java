package dev.tidemark.benchmarks.system.broker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Memory of a process that is in RAM, as Linux tells.
 *
 * @param rssMib all of it, pages that it shares with others counted whole
 * @param pssMib the same with each shared page divided among those that have it
 */
public record ResidentMemory(double rssMib, double pssMib) {

    private static final double KIB_PER_MIB = 1024;

    public static ResidentMemory of(long pid) throws IOException {
        Path process = Path.of("/proc", Long.toString(pid));
        return new ResidentMemory(mebibytes("VmRSS:", Files.readAllLines(process.resolve("status"))), mebibytes("Pss:",
                Files.readAllLines(process.resolve("smaps_rollup"))));
    }

    /**
     * The value of a line such as {@code VmRSS:     12345 kB}.
     *
     * @throws IllegalStateException if there is no such line
     */
    static double mebibytes(String name, List<String> lines) {
        for (String line : lines) {
            if (line.startsWith(name) && line.endsWith("kB")) {
                return Long.parseLong(line.substring(name.length(), line.length() - 2).strip()) / KIB_PER_MIB;
            }
        }
        throw new IllegalStateException("the operating system tells no " + name);
    }
}
