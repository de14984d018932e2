package dev.tidemark.verification.compatibility;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** What one peer passed, failed and skipped. Safe from any thread, as tests may run on several. */
final class PeerRow {

    private final AtomicReference<String> version = new AtomicReference<>("");
    private final AtomicInteger passed = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final AtomicInteger skipped = new AtomicInteger();
    private final AtomicReference<Set<String>> reasons = new AtomicReference<>(Set.of());

    /** The version that the peer itself names. */
    void version(String told) {
        version.set(told);
    }

    void passed() {
        passed.incrementAndGet();
    }

    void failed() {
        failed.incrementAndGet();
    }

    void skipped(String reason) {
        skipped.incrementAndGet();
        reasons.updateAndGet(before -> {
            Set<String> all = new LinkedHashSet<>(before);
            all.add(reason.lines().findFirst().orElse(""));
            return all;
        });
    }

    /** The row as a line of Markdown. */
    String line(String peer) {
        return String.format("| %s | %s | %d | %d | %d |%n", peer, version.get(), passed.get(), failed.get(),
                skipped.get());
    }

    /** Why tests of this peer were skipped. */
    Set<String> reasons() {
        return reasons.get();
    }
}
