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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both orders against a sorted set of all keys. */
class KeyOrderTest {

    private static final long[] SEGMENTS = {Long.MIN_VALUE, -3, -1, 0, 1, 2, 700, Long.MAX_VALUE};
    private static final byte[][] KEYS = {{}, {0}, {0, 0}, {7}, {7, 0}, {7, 0, 0, 0, 0, 0, 0, 0, 0}, {(byte) 0xff}};

    private final TreeOrder<String> tree = new TreeOrder<>();
    private final SegmentOrder<String> segments = new SegmentOrder<>();
    private final TreeSet<byte[]> all = new TreeSet<>(Arrays::compareUnsigned);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void entries_come_in_the_order_of_their_keys_however_they_were_added(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int step = 0; step < 600; step++) {
            if (random.nextInt(300) == 0) {
                tree.clear();
                segments.clear();
                all.clear();
            }
            byte[] added = key(random);
            if (all.add(added)) {
                OverlayEntry<String> entry = new OverlayEntry<>(added, 0);
                tree.add(entry);
                segments.add(entry);
            }
            walk(random);
            lookUp(random);
        }
        @SuppressWarnings({"unchecked", "rawtypes"})
        OverlayEntry<String>[] copied = new OverlayEntry[all.size()];
        segments.copyTo(copied);
        assertThat(Arrays.stream(copied).map(entry -> hex(entry.key)))
                .containsExactlyElementsOf(hex(all, ScanOrder.FORWARD));
    }

    private void walk(SplittableRandom random) {
        byte[] one = bound(random);
        byte[] other = bound(random);
        boolean open = random.nextInt(4) == 0;
        KeyRange range = KeyRange.of(one, open ? null : other); // an end before the beginning is a range of nothing
        for (ScanOrder order : ScanOrder.values()) {
            List<byte[]> expected = all.stream().filter(range::contains).toList();
            assertThat(within(range, segments.walk(range, order))).containsExactlyElementsOf(hex(expected, order));
            assertThat(within(range, tree.walk(range, order))).containsExactlyElementsOf(hex(expected, order));
        }
    }

    private void lookUp(SplittableRandom random) {
        byte[] first = key(random);
        byte[] last = first.clone();
        ByteBuffer.wrap(last).putLong(last.length - 8, random.nextInt(6) ^ Long.MIN_VALUE);
        if (Arrays.compareUnsigned(first, last) > 0) {
            return;
        }
        KeyRange range = KeyRange.of(first, Arrays.copyOf(last, last.length + 1));
        List<byte[]> expected = all.stream().filter(range::contains).filter(key -> key.length == first.length).toList();
        for (ScanOrder order : ScanOrder.values()) {
            assertThat(drained(segments.times(first, last, order))).containsExactlyElementsOf(hex(expected, order));
            assertThat(drained(tree.times(first, last, order))).containsExactlyElementsOf(hex(expected, order));
        }
    }

    private static byte[] key(SplittableRandom random) {
        byte[] key = KEYS[random.nextInt(KEYS.length)];
        return ByteBuffer.allocate(16 + key.length)
                .putLong(SEGMENTS[random.nextInt(SEGMENTS.length)] ^ Long.MIN_VALUE)
                .put(key)
                .putLong(random.nextInt(6) ^ Long.MIN_VALUE)
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

    /** As a scan reads: up to the first key outside. */
    private static List<String> within(KeyRange range, Iterator<OverlayEntry<String>> walk) {
        List<String> found = new ArrayList<>();
        while (walk.hasNext()) {
            byte[] key = walk.next().key;
            if (!range.contains(key)) {
                break;
            }
            found.add(hex(key));
        }
        return found;
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
        return sorted.stream().map(KeyOrderTest::hex).toList();
    }

    private static String hex(byte[] key) {
        return HexFormat.of().formatHex(key);
    }
}
