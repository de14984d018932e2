package dev.tidemark.state.wrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class KeySortTest {

    @Test
    void keys_of_all_kinds_come_in_the_order_of_unsigned_bytes() {
        Random random = new Random(3);
        for (int round = 0; round < 300; round++) {
            int alphabet = 1 + random.nextInt(256);
            byte[] prefix = new byte[random.nextInt(30)];
            random.nextBytes(prefix);
            TreeSet<byte[]> keys = new TreeSet<>(Arrays::compareUnsigned);
            int wanted = random.nextInt(400);
            for (int i = 0; i < wanted; i++) {
                byte[] key = Arrays.copyOf(prefix, prefix.length + random.nextInt(6));
                for (int at = prefix.length; at < key.length; at++) {
                    key[at] = (byte) random.nextInt(alphabet);
                }
                keys.add(key);
            }
            assertSorted(keys, random);
        }
    }

    /** As deep as there are keys, if each step took one byte. */
    @Test
    void keys_each_of_which_begins_with_the_one_before_are_sorted_too() {
        TreeSet<byte[]> keys = new TreeSet<>(Arrays::compareUnsigned);
        for (int length = 0; length < 4_000; length++) {
            keys.add(new byte[length]);
        }
        assertSorted(keys, new Random(5));
    }

    @Test
    void what_lies_outside_of_the_part_that_is_sorted_stays() {
        OverlayEntry<String>[] entries = EntryTable.newArray(102);
        for (int i = 0; i < entries.length; i++) {
            entries[i] = new OverlayEntry<>(new byte[]{(byte) (200 - i)}, 0);
        }
        KeySort.sort(entries, 1, 101);
        List<Integer> expected = new ArrayList<>(List.of(200));
        for (int key = 100; key < 200; key++) {
            expected.add(key);
        }
        expected.add(99);
        assertThat(Arrays.stream(entries).map(entry -> entry.key[0] & 0xff)).isEqualTo(expected);
    }

    private static void assertSorted(TreeSet<byte[]> keys, Random random) {
        List<byte[]> shuffled = new ArrayList<>(keys);
        Collections.shuffle(shuffled, random);
        OverlayEntry<String>[] entries = EntryTable.newArray(shuffled.size());
        Arrays.setAll(entries, i -> new OverlayEntry<>(shuffled.get(i), 0));
        KeySort.sort(entries, 0, entries.length);
        assertThat(Arrays.stream(entries).map(entry -> HexFormat.of().formatHex(entry.key)))
                .containsExactlyElementsOf(keys.stream().map(HexFormat.of()::formatHex).toList());
    }
}
