package dev.tidemark.state.wrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.state.KeyRange;
import dev.tidemark.state.ScanOrder;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both kinds of overlay against a sorted set of all keys. */
class OverlayTest {

    private static final long[] SEGMENTS = {Long.MIN_VALUE, -3, -1, 0, 1, 2, 700, Long.MAX_VALUE};
    private static final byte[][] KEYS = {{}, {0}, {0, 0}, {7}, {7, 0}, {7, 0, 0, 0, 0, 0, 0, 0, 0}, {(byte) 0xff}};

    private final Overlay<String> tree = new KeyedOverlay<>(true);
    private final Overlay<String> segments = new SegmentedOverlay<>();
    private final TreeSet<byte[]> all = new TreeSet<>(Arrays::compareUnsigned);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void entries_are_found_and_come_in_the_order_of_their_keys_however_they_were_added(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int step = 0; step < 600; step++) {
            if (random.nextInt(300) == 0) {
                tree.clear();
                segments.clear();
                all.clear();
            }
            byte[] added = key(random);
            if (all.add(added)) {
                OverlayEntry<String> entry = entry(added);
                tree.add(entry);
                segments.add(entry);
            }
            find(random);
            walk(random);
            lookUp(random);
        }
        for (Overlay<String> overlay : List.of(tree, segments)) {
            assertThat(overlay.size()).isEqualTo(all.size());
            assertThat(drained(overlay.walk(KeyRange.all(), ScanOrder.FORWARD)))
                    .containsExactlyElementsOf(hex(all, ScanOrder.FORWARD));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void entries_that_no_layer_has_any_more_are_forgotten(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<OverlayEntry<String>> entries = new ArrayList<>();
        for (int step = 0; step < 400; step++) {
            byte[] added = key(random);
            if (all.add(added)) {
                OverlayEntry<String> entry = entry(added);
                tree.add(entry);
                segments.add(entry);
                entries.add(entry);
            }
            lookUp(random);
            if (random.nextInt(20) == 0) {
                entries.removeIf(entry -> {
                    if (random.nextInt(3) == 0) {
                        entry.drop();
                        all.remove(entry.key);
                    }
                    return entry.unchanged();
                });
                tree.compact();
                segments.compact();
                assertThat(segments.size()).isEqualTo(all.size());
                assertThat(tree.size()).isEqualTo(all.size());
            }
            find(random);
            walk(random);
            lookUp(random);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void segments_are_dropped_as_a_whole_with_all_that_they_have(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int step = 0; step < 400; step++) {
            byte[] added = key(random);
            if (all.add(added)) {
                segments.add(entry(added));
            }
            if (random.nextInt(8) == 0) {
                long before = SEGMENTS[random.nextInt(SEGMENTS.length)];
                List<OverlayEntry<String>> dropped = new ArrayList<>();
                segments.dropBefore(before, dropped::add);
                assertThat(segments.size()).as("a layer has all of them").isEqualTo(all.size());
                segments.dropBefore(before, OverlayEntry::drop);
                List<byte[]> expected = all.stream().filter(key -> segmentOf(key) < before).toList();
                assertThat(drained(dropped.iterator()))
                        .containsExactlyInAnyOrderElementsOf(hex(expected, ScanOrder.FORWARD));
                expected.forEach(all::remove);
                assertThat(segments.size()).isEqualTo(all.size());
            }
            find(random);
            KeyRange range = KeyRange.all();
            assertThat(drained(segments.walk(range, ScanOrder.FORWARD)))
                    .containsExactlyElementsOf(hex(all, ScanOrder.FORWARD));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void a_segment_stays_as_long_as_a_layer_has_one_of_its_entries(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int step = 0; step < 400; step++) {
            byte[] added = key(random);
            if (all.add(added)) {
                segments.add(entry(added));
            }
            if (random.nextInt(8) == 0) {
                long before = SEGMENTS[random.nextInt(SEGMENTS.length)];
                segments.dropBefore(before, entry -> {
                    if (random.nextInt(4) > 0) {
                        entry.drop();
                        all.remove(entry.key);
                    }
                });
                assertThat(segments.size()).as("with what no layer has beside it").isGreaterThanOrEqualTo(all.size());
                for (byte[] key : all) {
                    assertThat(segments.find(key, 0, key.length, KeyHash.of(key, 0, key.length)))
                            .as(hex(key))
                            .isNotNull();
                }
                segments.compact();
                assertThat(segments.size()).isEqualTo(all.size());
            }
            find(random);
            assertThat(drained(segments.walk(KeyRange.all(), ScanOrder.FORWARD)))
                    .containsExactlyElementsOf(hex(all, ScanOrder.FORWARD));
        }
    }

    @Test
    void keys_of_one_hash_are_told_apart() {
        for (Overlay<String> overlay : List.of(tree, segments)) {
            for (int time = 0; time < 100; time++) {
                OverlayEntry<String> entry = new OverlayEntry<>(key(0, new byte[]{1}, time), 17);
                entry.activate();
                entry.live = "at " + time;
                overlay.add(entry);
            }
            for (int time = 0; time < 100; time++) {
                OverlayEntry<String> found = overlay.find(key(0, new byte[]{1}, time), 0, 17, 17);
                assertThat(found).isNotNull();
                assertThat(found.live).isEqualTo("at " + time);
            }
            assertThat(overlay.find(key(0, new byte[]{1}, 100), 0, 17, 17)).isNull();
        }
    }

    private static OverlayEntry<String> entry(byte[] key) {
        OverlayEntry<String> entry = new OverlayEntry<>(key, KeyHash.of(key, 0, key.length));
        entry.activate();
        return entry;
    }

    private void find(SplittableRandom random) {
        byte[] wanted = key(random);
        byte[] within = new byte[wanted.length + 5];
        System.arraycopy(wanted, 0, within, 3, wanted.length);
        int hash = KeyHash.of(within, 3, wanted.length);
        OverlayEntry<String> found = segments.find(within, 3, wanted.length, hash);
        assertThat(found == null ? null : hex(found.key)).isEqualTo(all.contains(wanted) ? hex(wanted) : null);
        if (tree.size() > 0) {
            assertThat(tree.find(within, 3, wanted.length, hash)).isSameAs(found);
        }
    }

    private static long segmentOf(byte[] key) {
        return ByteBuffer.wrap(key).getLong() ^ Long.MIN_VALUE;
    }

    private void walk(SplittableRandom random) {
        byte[] one = bound(random);
        byte[] other = bound(random);
        boolean open = random.nextInt(4) == 0;
        KeyRange range = KeyRange.of(one, open ? null : other); // an end before the beginning is a range of nothing
        for (ScanOrder order : ScanOrder.values()) {
            List<byte[]> expected = all.stream().filter(range::contains).toList();
            assertThat(drained(segments.walk(range, order))).containsExactlyElementsOf(hex(expected, order));
            assertThat(drained(tree.walk(range, order))).containsExactlyElementsOf(hex(expected, order));
        }
    }

    private void lookUp(SplittableRandom random) {
        byte[] first = key(random);
        byte[] last = first.clone();
        ByteBuffer.wrap(last).putLong(last.length - 8, random.nextInt(6) ^ Long.MIN_VALUE);
        if (Arrays.compareUnsigned(first, last) > 0) {
            return;
        }
        int hash = SegmentEntries.hashWithoutTime(first);
        KeyRange range = KeyRange.of(first, Arrays.copyOf(last, last.length + 1));
        List<byte[]> expected = all.stream().filter(range::contains).filter(key -> key.length == first.length).toList();
        for (ScanOrder order : ScanOrder.values()) {
            assertThat(drained(segments.times(first, last, hash, order)))
                    .containsExactlyElementsOf(hex(expected, order));
            assertThat(drained(tree.times(first, last, hash, order))).containsExactlyElementsOf(hex(expected, order));
        }
    }

    private static byte[] key(SplittableRandom random) {
        return key(SEGMENTS[random.nextInt(SEGMENTS.length)], KEYS[random.nextInt(KEYS.length)], random.nextInt(6));
    }

    private static byte[] key(long segment, byte[] key, long timeMs) {
        return ByteBuffer.allocate(16 + key.length)
                .putLong(segment ^ Long.MIN_VALUE)
                .put(key)
                .putLong(timeMs ^ Long.MIN_VALUE)
                .array();
    }

    /** A whole key, or what some begin with. */
    private static byte[] bound(SplittableRandom random) {
        byte[] key = key(random);
        return switch (random.nextInt(3)) {
            case 0 -> key;
            case 1 -> Arrays.copyOf(key, 8);
            default -> Arrays.copyOf(key, random.nextInt(key.length + 1));
        };
    }

    private static List<String> drained(Iterator<OverlayEntry<String>> walk) {
        List<String> found = new ArrayList<>();
        walk.forEachRemaining(entry -> found.add(hex(entry.key)));
        return found;
    }

    private static List<String> hex(Iterable<byte[]> keys, ScanOrder order) {
        List<byte[]> sorted = new ArrayList<>();
        keys.forEach(sorted::add);
        Comparator<byte[]> byKey = Arrays::compareUnsigned;
        sorted.sort(order == ScanOrder.FORWARD ? byKey : byKey.reversed());
        return sorted.stream().map(OverlayTest::hex).toList();
    }

    private static String hex(byte[] key) {
        return HexFormat.of().formatHex(key);
    }
}
