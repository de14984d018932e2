package dev.tidemark.log.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.core.failure.InvariantFailure;
import dev.tidemark.storage.MemoryStorage;
import dev.tidemark.storage.Storage;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IndexLookupTest {

    private static final Path FOLDER = Path.of("/data");
    private static final Path FILE = FOLDER.resolve("file");

    private final Storage disk = new MemoryStorage();

    @BeforeEach
    void folder() {
        disk.createFolders(FOLDER);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void offsets_are_found_as_a_linear_scan_finds_them(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        TreeMap<Long, Integer> model = new TreeMap<>();
        OffsetIndex index = new OffsetIndex(disk, FILE, 1000, 1 << 20, 0);
        long offset = 1000;
        int position = 0;
        for (int i = 0; i < 3000; i++) {
            offset += 1 + random.nextInt(50);
            position += 1 + random.nextInt(9000);
            index.append(offset, position);
            model.put(offset, position);
        }
        for (int i = 0; i < 2000; i++) {
            long target = 990 + random.nextLong(offset - 980);
            var floor = model.floorEntry(target);
            int found = index.floor(target);
            assertThat(found < 0 ? -1 : index.position(found)).as("seed %s, offset %s", seed, target)
                    .isEqualTo(floor == null ? -1 : floor.getValue());
            int wanted = random.nextInt(position + 100);
            long below = model.values().stream().filter(each -> each <= wanted).count();
            assertThat(index.floorOfPosition(wanted)).as("seed %s, position %s", seed, wanted)
                    .isEqualTo((int) below - 1);
        }
        index.close();
        OffsetIndex again = new OffsetIndex(disk, FILE, 1000, 1 << 20, 3000);
        assertThat(again.offset(2999)).isEqualTo(offset);
        again.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void timestamps_are_found_as_a_linear_scan_finds_them(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        TreeMap<Long, Long> model = new TreeMap<>();
        TimeIndex index = new TimeIndex(disk, FILE, 500, 1 << 20, 0);
        long timestamp = 10_000;
        for (long offset = 500; offset < 2500; offset++) {
            timestamp += random.nextInt(3);
            index.appendIfNew(timestamp, offset);
            model.putIfAbsent(timestamp, offset);
        }
        for (int i = 0; i < 2000; i++) {
            long target = 9_990 + random.nextLong(timestamp - 9_980);
            var lower = model.lowerEntry(target);
            int found = index.lower(target);
            assertThat(found < 0 ? -1 : index.offset(found)).as("seed %s, timestamp %s", seed, target)
                    .isEqualTo(lower == null ? -1 : lower.getValue());
        }
        assertThat(index.count()).isEqualTo(model.size());
        index.close();
    }

    @Test
    void the_files_hold_the_bytes_that_kafka_expects() {
        OffsetIndex offsets = new OffsetIndex(disk, FILE, 100, 4096, 0);
        offsets.append(105, 4200);
        offsets.append(0x1_0000 + 100, 0x1234_5678);
        offsets.trim();
        offsets.close();
        assertThat(hex(FILE)).isEqualTo("00000005" + "00001068" + "00010000" + "12345678");

        Path timeFile = FOLDER.resolve("time");
        TimeIndex times = new TimeIndex(disk, timeFile, 100, 4096, 0);
        times.appendIfNew(0x0102_0304_0506L, 107);
        times.appendIfNew(0x0102_0304_0506L, 108);
        times.trim();
        times.close();
        assertThat(hex(timeFile)).isEqualTo("0000010203040506" + "00000007");

        Path abortedFile = FOLDER.resolve("aborted");
        TransactionIndex aborted = new TransactionIndex(disk, abortedFile);
        aborted.append(new AbortedTransaction(1, 2, 3, 4));
        aborted.close();
        assertThat(hex(abortedFile)).isEqualTo("0000" + "0000000000000001" + "0000000000000002" + "0000000000000003"
                + "0000000000000004");
        assertThat(new TransactionIndex(disk, abortedFile).entries())
                .containsExactly(new AbortedTransaction(1, 2, 3, 4));
    }

    @Test
    void a_full_index_says_so_and_takes_no_more() {
        OffsetIndex index = new OffsetIndex(disk, FILE, 0, 20, 0);
        index.append(1, 1);
        assertThat(index.full()).isFalse();
        index.append(2, 2);
        assertThat(index.full()).isTrue();
        assertThatThrownBy(() -> index.append(3, 3)).isInstanceOf(InvariantFailure.class);
        index.close();
    }

    @Test
    void using_an_index_after_it_was_closed_throws_instead_of_crashing() {
        OffsetIndex index = new OffsetIndex(disk, FILE, 0, 4096, 0);
        index.append(1, 1);
        index.close();

        assertThatThrownBy(() -> index.position(0)).isInstanceOf(RuntimeException.class);
    }

    private String hex(Path file) {
        ByteBuffer bytes = disk.readAll(file);
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return HexFormat.of().formatHex(copy);
    }
}
