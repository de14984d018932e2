package dev.tidemark.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Random versions, in a store and in a model that forgets nothing: its entries have the key {@code key/valid from}, and -1 is a
 * deletion.
 *
 * <pre>
 *   valid from   1000     1010            1030
 *   model        k=7      k=-1            k=9          every version there ever was
 *   asked                      ^ 1020: the greatest time up to it: nothing
 * </pre>
 */
final class RandomVersions {

    private static final String STORE = TaskStoresStage.VERSIONS;
    private static final List<String> KEYS = List.of("a", "ab", "b", "");
    private static final long DELETED = -1;

    private final TaskStoresStage at;
    private final Random random;
    private final StoresModel model;

    RandomVersions(TaskStoresStage at, Random random, StoresModel model) {
        this.at = at;
        this.random = random;
        this.model = model;
    }

    /** Puts or deletes one version, before the history or in it; says what. */
    String change() {
        String key = KEYS.get(random.nextInt(KEYS.size()));
        long validFromMs = Math.max(0, beginMs()) + random.nextInt(120) - 20;
        boolean delete = random.nextInt(3) == 0;
        long value = random.nextInt(1_000);
        boolean done = delete ? store().delete(key, validFromMs) : store().put(key, new Tally(value), validFromMs);
        assertThat(done).as("history from %s, version of %s", beginMs(), validFromMs)
                .isEqualTo(validFromMs >= beginMs());
        if (done) {
            model.active.of(STORE).put(modelKey(key, validFromMs), delete ? DELETED : value);
        }
        return (delete ? "delete " : "put ") + key + " from " + validFromMs + (done ? "" : ", refused");
    }

    /** The frontier goes on. */
    String expire() {
        long frontierMs = Math.max(0, beginMs()) + TaskStoresStage.HISTORY_MS + random.nextInt(40);
        store().bytes().advanceTo(frontierMs);
        model.active.expiredBefore.merge(STORE, frontierMs - TaskStoresStage.HISTORY_MS, Math::max);
        return "history up to " + frontierMs;
    }

    void compare(Supplier<String> told) {
        assertThat(store().bytes().historyFromMs()).as(told).isEqualTo(beginMs());
        for (String key : KEYS) {
            TreeMap<Long, Long> versions = versionsOf(key);
            assertThat(text(store().get(key))).as(() -> "latest of " + key + ", " + told.get())
                    .isEqualTo(value(versions.isEmpty() ? DELETED : versions.lastEntry().getValue()));
            for (int i = 0; i < 4; i++) {
                long asOfMs = Math.max(0, beginMs()) + random.nextInt(150) - 30;
                Long valid = asOfMs < beginMs() ? null : floor(versions, asOfMs);
                assertThat(text(store().get(key, asOfMs))).as(() -> key + " at " + asOfMs + ", " + told.get())
                        .isEqualTo(value(valid == null ? DELETED : valid));
            }
            long fromMs = Math.max(0, beginMs()) + random.nextInt(120) - 30;
            long toMs = fromMs + random.nextInt(80);
            ScanOrder order = random.nextBoolean() ? ScanOrder.FORWARD : ScanOrder.REVERSE;
            List<String> found = new ArrayList<>();
            store().versions(key, fromMs, toMs, order,
                    (validFromMs, value) -> found.add(validFromMs + "=" + (value == null ? "none" : value)));
            assertThat(found).as(() -> key + " in [" + fromMs + ", " + toMs + ") " + order + ", " + told.get())
                    .isEqualTo(expected(versions, fromMs, toMs, order));
        }
    }

    private List<String> expected(TreeMap<Long, Long> versions, long fromMs, long toMs, ScanOrder order) {
        List<String> expected = new ArrayList<>();
        long knownFromMs = Math.max(fromMs, beginMs());
        if (knownFromMs < toMs) {
            Long begun = versions.lowerKey(knownFromMs);
            boolean replaced = versions.containsKey(knownFromMs);
            if (begun != null && !replaced && versions.get(begun) != DELETED) {
                expected.add(begun + "=" + versions.get(begun));
            }
            versions.subMap(knownFromMs, toMs)
                    .forEach((validFromMs, value) -> expected
                            .add(validFromMs + "=" + (value == DELETED ? "none" : value.toString())));
        }
        if (order == ScanOrder.REVERSE) {
            Collections.reverse(expected);
        }
        return expected;
    }

    private static Long floor(TreeMap<Long, Long> versions, long asOfMs) {
        return versions.floorEntry(asOfMs) == null ? null : versions.floorEntry(asOfMs).getValue();
    }

    private TreeMap<Long, Long> versionsOf(String key) {
        TreeMap<Long, Long> versions = new TreeMap<>();
        model.active.of(STORE).forEach((entry, value) -> {
            int slash = entry.indexOf('/');
            if (entry.substring(0, slash).equals(key)) {
                versions.put(Long.parseLong(entry.substring(slash + 1)), value);
            }
        });
        return versions;
    }

    private long beginMs() {
        return model.active.expiredBefore.getOrDefault(STORE, Long.MIN_VALUE);
    }

    private static String modelKey(String key, long validFromMs) {
        return key + "/" + validFromMs;
    }

    private static String text(Tally tally) {
        return tally == null ? "none" : tally.toString();
    }

    private static String value(long value) {
        return value == DELETED ? "none" : Long.toString(value);
    }

    private VersionedStore<String, Tally> store() {
        return at.stores.versioned(STORE);
    }
}
