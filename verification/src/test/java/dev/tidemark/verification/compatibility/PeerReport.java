package dev.tidemark.verification.compatibility;

import dev.tidemark.verification.peer.PeerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;

/**
 * What a peer's program reported, one line a word: {@code peer-version V}, {@code peer-check NAME} for each check that it is going to
 * make, then {@code peer-passed NAME} or {@code peer-failed NAME what}. Everything else it prints is its log. A check that was
 * announced and never reported has failed: its process died in it.
 */
record PeerReport(String version, List<String> checks, Map<String, String> failures, List<String> passed, Path log) {

    /** Waits for the program's end and reads what it reported; its whole output goes to a file that failures name. */
    static PeerReport of(PeerProcess program, String peer, Duration patience) throws IOException, InterruptedException {
        Path log = Path.of(System.getProperty("tidemark.project.root"), "verification/target/compatibility",
                peer.replace(' ', '-') + ".log");
        Files.createDirectories(log.getParent());
        if (!program.endsWithin(patience)) {
            program.kill();
        }
        program.waitFor(patience);
        Files.write(log, program.output());
        String version = "";
        List<String> checks = new ArrayList<>();
        List<String> passed = new ArrayList<>();
        Map<String, String> failures = new HashMap<>();
        for (String line : program.output()) {
            String[] words = line.split(" ", 3);
            switch (words[0]) {
                case "peer-version" -> version = words[1];
                case "peer-check" -> checks.add(words[1]);
                case "peer-passed" -> passed.add(words[1]);
                case "peer-failed" -> failures.put(words[1], words.length > 2 ? words[2] : "");
                default -> {
                    // its log
                }
            }
        }
        if (checks.isEmpty()) {
            throw new AssertionError(peer + " announced no check:\n" + String.join("\n", program.output()));
        }
        return new PeerReport(version, checks, failures, passed, log);
    }

    /** The checks that {@code -Dpeer.checks=NAME,NAME} asks for; none: all. */
    static List<String> asked() {
        String names = System.getProperty("peer.checks", "");
        return names.isEmpty() ? List.of() : List.of(names.split(","));
    }

    /** Each check as a test of ours, in the peer's row. */
    List<DynamicTest> tests(PeerRow row) {
        row.version(version);
        return checks.stream().map(name -> DynamicTest.dynamicTest(name, () -> verdict(name))).toList();
    }

    private void verdict(String name) {
        if (failures.containsKey(name)) {
            throw new AssertionError(failures.get(name) + "\n  the peer's log: " + log);
        }
        if (!passed.contains(name)) {
            throw new AssertionError("the peer ended before it reported this check; its log: " + log);
        }
    }
}
